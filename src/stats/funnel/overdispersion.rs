//! Whether units differ by more than the chance of who answered, and by how much.

/// How far the units' shares scatter around a target beyond what their numbers of answers explain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overdispersion {
    /// How many units it is estimated from.
    pub units: usize,
    /// The mean square of the winsorised z-scores; 1 is expected of chance alone.
    pub phi: f64,
    /// The variance between units, in squared shares, beyond that of sampling; 0 unless it is material.
    pub tau_squared: f64,
}

impl Overdispersion {
    /// The overdispersion of `units`, each given as successes and trials, around `target`.
    ///
    /// z = (p − target)/s with s² = target·(1−target)/n; the outer tenth on either side is drawn in to the 10 % and
    /// 90 % quantiles (interpolated linearly, as R and numpy do), so that the remarkable units do not excuse
    /// themselves; φ = Σz²/k. If kφ > k − 1, the variance between units is τ² = (kφ − (k−1))/(Σw − Σw²/Σw),
    /// w = 1/s², as NHS Digital adds it (Spiegelhalter 2005, Statistics in Medicine
    /// 24:1185, appendix A.3).
    ///
    /// Units without trials are left out. `None` with fewer than two others or where one has all the weight, with
    /// more successes than trials anywhere, or unless the target lies strictly between 0 and 1.
    pub fn estimate(units: &[(u64, u64)], target: f64) -> Option<Self> {
        let counted: Vec<_> = units.iter().filter(|unit| unit.1 > 0).copied().collect();
        let sound = counted.iter().all(|&(successes, trials)| successes <= trials);
        if counted.len() < 2 || !sound || !(target > 0.0 && target < 1.0) {
            return None;
        }
        let weight = |trials: u64| trials as f64 / (target * (1.0 - target));
        let score = |&(successes, trials): &(u64, u64)| {
            (successes as f64 / trials as f64 - target) * weight(trials).sqrt()
        };
        let scores = winsorised(counted.iter().map(score).collect());
        let k = counted.len() as f64;
        let phi = scores.iter().map(|z| z * z).sum::<f64>() / k;
        let sum = counted.iter().map(|unit| weight(unit.1)).sum::<f64>();
        let squares = counted.iter().map(|unit| weight(unit.1).powi(2)).sum::<f64>();
        let tau_squared = (k * phi - (k - 1.0)) / (sum - squares / sum);
        let is_known = phi.is_finite() && tau_squared.is_finite();
        is_known.then_some(Self { units: counted.len(), phi, tau_squared: tau_squared.max(0.0) })
    }

    /// Whether the scatter is more than chance explains, so that the limits are to be widened.
    pub fn is_material(&self) -> bool {
        self.tau_squared > 0.0
    }

    /// √(1 + τ²/s²): by how much the distance from the target of a unit with `trials` answers is stretched.
    pub(super) fn factor(&self, target: f64, trials: u64) -> f64 {
        let sampling = target * (1.0 - target) / trials as f64;
        // At a target of 0 or 1 sampling leaves no room at all, and there is nothing to stretch.
        if sampling > 0.0 { (1.0 + self.tau_squared / sampling).sqrt() } else { 1.0 }
    }
}

/// The values with those beyond the 10 % and 90 % quantiles drawn in to them.
fn winsorised(values: Vec<f64>) -> Vec<f64> {
    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (quantile_of_sorted(&sorted, 0.1), quantile_of_sorted(&sorted, 0.9));
    values.into_iter().map(|value| value.max(low).min(high)).collect()
}

/// The quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7); 0 of no values.
fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
    let place = p * sorted.len().saturating_sub(1) as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the length")]
    let below = place.floor() as usize;
    let low = sorted.get(below).copied().unwrap_or(0.0);
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    low + (high - low) * place.fract()
}
