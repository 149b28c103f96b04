# Stratified shares with partly drawn answers and single answers; writes stat_reference_strata.csv.
# An fpc of n^2 N / m^2 makes survey's 1 - n/fpc equal to 1 - m^2/(nN): m of the n answers were drawn.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
number <- function(x) format(x, digits = 15, scientific = FALSE, trim = TRUE)
compare <- function(N, n, x, m) {
  h <- seq_along(N)
  d <- do.call(rbind, lapply(h, function(i) data.frame(
    unit = i, w = N[i] / n[i], fpc = ifelse(m[i] == 0, Inf, n[i]^2 * N[i] / m[i]^2),
    y = c(rep(1, x[i]), rep(0, n[i] - x[i])))))
  d$id <- seq_len(nrow(d))
  design <- svydesign(id = ~id, strata = ~unit, weights = ~w, fpc = ~fpc, data = d)
  mean <- svymean(~y, design, deff = TRUE)
  df <- degf(design)
  logit <- as.vector(confint(svyciprop(~y, design, method = "xlogit", df = df)))
  counts <- as.vector(rbind(N, n, x, m))
  values <- c(coef(mean), SE(mean), deff(mean), df, logit)
  cat("strata", number(unname(values)), number(counts), sep = ",")
  cat("\n")
}
sink("stat_reference_strata.csv")
compare(c(900, 300, 60), c(60, 40, 20), c(57, 34, 19), c(60, 40, 20))
compare(c(900, 300, 60), c(60, 40, 20), c(57, 34, 19), c(0, 0, 0))
compare(c(900, 300, 60), c(60, 40, 20), c(57, 34, 19), c(30, 0, 20))
compare(c(900, 300, 60), c(60, 40, 1), c(57, 34, 1), c(60, 40, 1))
compare(c(900, 300, 60), c(60, 40, 1), c(57, 34, 0), c(0, 0, 0))
compare(c(900, 300, 60, 5), c(1, 40, 1, 1), c(1, 34, 0, 1), c(0, 0, 0, 0))
compare(c(900, 300, 60, 20), c(1, 40, 20, 20), c(0, 34, 11, 13), c(1, 17, 20, 20))
compare(c(5000, 7000), c(2, 3), c(1, 1), c(2, 1))
compare(c(120, 80, 640, 33, 1024), c(12, 80, 41, 9, 300), c(9, 71, 40, 9, 277), c(5, 80, 41, 9, 150))
compare(1000, 50, 1, 50)
sink()
