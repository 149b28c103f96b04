"""Reference values by scipy and statsmodels; prints stat_reference_scipy.csv."""

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint


def row(kind, *values):
    print(kind, *(repr(float(value)) for value in values), sep=",")


SHAPES = [(0.5, 5.5), (1, 1), (0.01, 3), (9.5, 1.5), (97, 4), (378, 13), (3900, 101),
          (97000, 3001), (0.5, 1e5), (1, 4100), (1e4, 1), (0.002, 0.003)]
for a, b in SHAPES:
    for p in (1e-6, 0.001, 0.025, 0.5, 0.975, 0.999, 1 - 1e-6):
        row("beta_quantile", a, b, p, stats.beta.ppf(p, a, b))

for freedom in (1, 2, 3, 5, 9.5, 29, 117, 1000, 100000):
    for level in (0.1, 0.6, 0.95, 0.998):
        row("student_quantile", level, freedom, stats.t.ppf(0.5 + level / 2, freedom))

for share, effective in ((0.5, 0.7), (0.9, 12.34), (0.97, 85.6886), (0.926, 104.3), (0.0, 3.5), (1.0, 390.2)):
    for level in (0.95, 0.998):
        low, high = proportion_confint(share * effective, effective, 1 - level, "wilson")
        row("wilson_effective", share, effective, level, low, high)


def spiegelhalter(target, trials, probability):
    """Spiegelhalter 2005, section A.1.1: the interpolated quantile r - b, in counts."""
    at = stats.binom(trials, target)
    r = int(at.ppf(probability))
    b = (at.cdf(r) - probability) / at.pmf(r)
    return r - b


for target in (0.5, 0.8, 0.97, 0.999):
    for trials in (1, 10, 20, 30, 100, 390, 4000, 30000):
        for level in (0.95, 0.998):
            tail = (1 - level) / 2
            row("funnel", target, trials, level, spiegelhalter(target, trials, tail),
                spiegelhalter(target, trials, 1 - tail))

UNITS = [
    [(95, 100), (180, 200), (45, 50), (299, 300), (60, 80), (118, 120), (30, 30), (20, 25), (400, 410), (77, 90)],
    [(97, 100), (195, 200), (48, 50), (290, 300), (78, 80), (116, 120), (29, 30), (24, 25)],
    [(1, 1), (0, 3), (10, 12), (900, 1000), (2, 2), (55, 90)],
]
for units in UNITS:
    for target in (0.9, 0.97):
        x, n = np.array(units, float).T
        z = (x / n - target) / np.sqrt(target * (1 - target) / n)
        z = np.clip(z, *np.quantile(z, (0.1, 0.9)))
        k, phi, w = len(n), (z**2).mean(), n / (target * (1 - target))
        tau = max(0.0, (k * phi - (k - 1)) / (w.sum() - (w**2).sum() / w.sum()))
        row("overdispersion", target, phi, tau, *np.array(units).ravel())

SERIES = [
    [(95, 100), (180, 200), (45, 50), (299, 300), (70, 80), (118, 120), (30, 30), (20, 25), (400, 410), (77, 90),
     (61, 64), (88, 99), (140, 150)],
    [(2910 + (7 * i) % 41, 3000 + 10 * i) for i in range(15)],
]
for series in SERIES:
    x, n = np.array(series, float).T
    centre = x.sum() / n.sum()
    sigma = np.sqrt(centre * (1 - centre) / n)
    z = (x / n - centre) / sigma
    spread = np.abs(np.diff(z)).mean() / 1.128
    row("p_chart", centre, spread, *np.array(series).ravel())

for units in UNITS:
    x, n = np.array(units, float).T
    m = x.sum() / n.sum()
    s = (n * (x / n - m) ** 2).sum() / n.sum()
    sampling = m * (1 - m) / n.mean()
    pooled = s <= sampling
    strength = 0.0 if pooled else (m * (1 - m) - s) / (s - sampling)
    row("shrinkage", m, strength, *np.array(units).ravel())
    if pooled:
        a, b = np.full(len(n), x.sum() + 0.5), np.full(len(n), (n - x).sum() + 0.5)
        row("shrinkage_share", *np.full(len(n), m))
    else:
        a, b = x + strength * m, n - x + strength * (1 - m)
        row("shrinkage_share", *(a / (a + b)))
    row("shrinkage_low", *stats.beta.ppf(0.025, a, b))
    row("shrinkage_high", *stats.beta.ppf(0.975, a, b))

random = np.random.default_rng(20250701)
WHOLE = [((n * (80 + 5 * i % 19) + 50) // 100, n) for i in range(40) for n in (10 + 37 * i % 400,)]
for units in (UNITS[0], UNITS[2], WHOLE):
    x, n = np.array(units, float).T
    draws = random.beta(x + 0.5, n - x + 0.5, size=(40000, len(units)))
    ranks = (-draws).argsort(axis=1).argsort(axis=1) + 1
    row("ranks", *np.array(units).ravel())
    row("ranks_low", *np.quantile(ranks, 0.025, axis=0, method="inverted_cdf"))
    row("ranks_high", *np.quantile(ranks, 0.975, axis=0, method="inverted_cdf"))
