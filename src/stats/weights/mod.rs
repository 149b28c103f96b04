//! Weights that make answers speak for a population: what they cost, and how they are made to fit known totals.

#[cfg(test)]
mod tests;

/// What unequal weights cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kish {
    /// By how much they widen a variance: 1 where all are alike.
    pub design_effect: f64,
    /// How many answers of equal weight are worth as much.
    pub effective: f64,
}

/// The design effect of weights, n·Σw²/(Σw)², and the effective number of answers, (Σw)²/Σw² (Kish 1965, Survey
/// Sampling, ch. 11.2; Kish 1992, Journal of Official Statistics 8:183).
///
/// `None` unless all weights are finite and at least 0, and one is more.
pub fn kish(weights: &[f64]) -> Option<Kish> {
    let largest = largest(weights)?;
    // Divided by the largest, squares neither vanish nor run over.
    let sum = weights.iter().map(|weight| weight / largest).sum::<f64>();
    let squares = weights.iter().map(|weight| (weight / largest).powi(2)).sum::<f64>();
    let effective = sum * sum / squares;
    Some(Kish { design_effect: weights.len() as f64 / effective, effective })
}

/// The weights multiplied so that those of each cell add up to its total (Holt & Smith 1979, JRSS A
/// 142:33). `cells` names the cell of each answer, an index into `totals`.
///
/// Cells with few answers give wild weights; whoever calls merges those first. `None` unless there are as many cells
/// as weights, weights and totals are finite and at least 0, and exactly the cells with a total have weight.
pub fn post_stratify(weights: &[f64], cells: &[usize], totals: &[f64]) -> Option<Vec<f64>> {
    largest(weights)?;
    let mut adjusted = weights.to_vec();
    let margin = Margin { categories: cells, totals };
    margin.is_sound(weights.len()).then_some(())?;
    let sums = margin.sums(&adjusted);
    let fits = |(sum, total): (&f64, &f64)| (*sum > 0.0) == (*total > 0.0);
    sums.iter().zip(totals).all(fits).then_some(())?;
    margin.adjust(&mut adjusted);
    adjusted.iter().all(|weight| weight.is_finite()).then_some(adjusted)
}

/// One known distribution: the category of each answer, an index into the categories' totals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin<'a> {
    /// The category of each answer.
    pub categories: &'a [usize],
    /// How much weight each category should have.
    pub totals: &'a [f64],
}

impl Margin<'_> {
    fn is_sound(&self, answers: usize) -> bool {
        self.categories.len() == answers
            && self.categories.iter().all(|category| *category < self.totals.len())
            && self.totals.iter().all(|total| total.is_finite() && *total >= 0.0)
    }

    fn sums(&self, weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.totals.len()];
        for (category, weight) in self.categories.iter().zip(weights) {
            if let Some(sum) = sums.get_mut(*category) {
                *sum += weight;
            }
        }
        sums
    }

    /// Multiplies the weights of each category up or down to its total; a category without weight stays without.
    fn adjust(&self, weights: &mut [f64]) {
        let sums = self.sums(weights);
        let share = |(total, sum): (&f64, f64)| if sum > 0.0 { total / sum } else { 1.0 };
        let factors: Vec<_> = self.totals.iter().zip(sums).map(share).collect();
        for (category, weight) in self.categories.iter().zip(weights) {
            *weight *= factors.get(*category).copied().unwrap_or(1.0);
        }
    }

    /// The largest relative distance of a category from its total.
    fn error(&self, weights: &[f64]) -> f64 {
        let sums = self.sums(weights);
        let distance = |(total, sum): (&f64, f64)| {
            if *total > 0.0 { (sum / total - 1.0).abs() } else { sum }
        };
        self.totals.iter().zip(sums).map(distance).fold(0.0, f64::max)
    }
}

/// How raking goes on and when it stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RakeOptions {
    /// The largest relative error of a category at which it stops, 10⁻⁶ by default.
    pub tolerance: f64,
    /// The most cycles over the margins, 100 by default.
    pub most_iterations: u32,
    /// The least and the greatest weight as multiples of the mean, such as 0.3 and 3; by default none.
    pub trimming: Option<(f64, f64)>,
}

impl Default for RakeOptions {
    fn default() -> Self {
        Self { tolerance: 1e-6, most_iterations: 100, trimming: None }
    }
}

/// Weights that were raked.
#[derive(Clone, Debug, PartialEq)]
pub struct Raked {
    /// One for each answer.
    pub weights: Vec<f64>,
    /// Cycles over the margins.
    pub iterations: u32,
    /// Whether every category came within the tolerance of its total.
    pub converged: bool,
}

/// The weights adjusted to one margin after the other, in cycles, until all hold (iterative proportional fitting:
/// Deming & Stephan 1940, Annals of Mathematical Statistics 11:427; Deville & Särndal 1992, JASA 87:376).
///
/// With trimming, every cycle ends by cutting the weights to the bounds, so that weights that converged keep the
/// margins and the bounds both. Margins that contradict each other, a category with a total that nobody belongs to,
/// or bounds that are too narrow, do not converge; the weights of the last cycle are then returned and say so.
///
/// `None` without a margin, unless weights and totals are finite and at least 0 with one weight above, every margin
/// names a category for each answer, and the bounds lie around 1.
pub fn rake(weights: &[f64], margins: &[Margin<'_>], options: &RakeOptions) -> Option<Raked> {
    largest(weights)?;
    let sound = margins.iter().all(|margin| margin.is_sound(weights.len())) && !margins.is_empty();
    let around_one = |(low, high): (f64, f64)| (0.0..=1.0).contains(&low) && high >= 1.0;
    if !sound || !options.trimming.is_none_or(around_one) {
        return None;
    }
    let mut raked = Raked { weights: weights.to_vec(), iterations: 0, converged: false };
    while !raked.converged && raked.iterations < options.most_iterations {
        for margin in margins {
            margin.adjust(&mut raked.weights);
        }
        if let Some(bounds) = options.trimming {
            trim(&mut raked.weights, bounds);
        }
        raked.iterations += 1;
        let error = margins.iter().map(|margin| margin.error(&raked.weights)).fold(0.0, f64::max);
        raked.converged = error <= options.tolerance;
    }
    raked.weights.iter().all(|weight| weight.is_finite()).then_some(raked)
}

/// Cuts the weights to multiples of their mean.
fn trim(weights: &mut [f64], (low, high): (f64, f64)) {
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    for weight in weights {
        *weight = weight.max(low * mean).min(high * mean);
    }
}

/// The largest weight; `None` unless all are finite and at least 0, and one is more.
fn largest(weights: &[f64]) -> Option<f64> {
    let sound = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
    let largest = weights.iter().copied().fold(0.0, f64::max);
    (sound && largest > 0.0).then_some(largest)
}
