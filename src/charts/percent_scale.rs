//! The part of the scale from 0 to 100 % that a chart of dots shows, and where the lines to read it by stand.

use crate::domain::Language;
use crate::locale;

/// In percent. Each divides 100.
const STEPS: [f64; 5] = [5.0, 10.0, 20.0, 25.0, 50.0];
/// A narrower part would blow up differences that do not matter.
const LEAST_SPAN: f64 = 20.0;

/// A part of the scale, in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PercentScale {
    low: f64,
    high: f64,
    step: f64,
}

impl PercentScale {
    /// The narrowest part between round numbers that holds all `shares`, in so many steps at most, of which there are
    /// two at least.
    pub(super) fn around(shares: impl IntoIterator<Item = f64>, steps: u32) -> Self {
        let mut ends = (1.0_f64, 0.0_f64);
        for share in shares {
            ends = (ends.0.min(share), ends.1.max(share));
        }
        let (low, high) = if ends.0 <= ends.1 { ends } else { (0.0, 1.0) };
        let scales = STEPS.into_iter().map(|step| Self::in_steps_of(step, low * 100.0, high * 100.0));
        let mut fitting = scales.filter(|scale| scale.high - scale.low <= scale.step * f64::from(steps));
        fitting.next().unwrap_or(Self { low: 0.0, high: 100.0, step: 50.0 })
    }

    fn in_steps_of(step: f64, low: f64, high: f64) -> Self {
        // What rounding leaves of a whole step is no reason for another one.
        let mut low = ((low / step + 1e-9).floor() * step).max(0.0);
        let mut high = ((high / step - 1e-9).ceil() * step).min(100.0);
        while high - low < LEAST_SPAN {
            if high < 100.0 {
                high += step;
            }
            if low > 0.0 && high - low < LEAST_SPAN {
                low -= step;
            }
        }
        Self { low, high, step }
    }

    /// Where `share` stands between two ends; what lies outside stands at the nearer one.
    pub(super) fn at(&self, share: f64, (from, to): (f64, f64)) -> f64 {
        let place = ((share * 100.0 - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        from + place * (to - from)
    }

    /// Whether `share` stands where [`Self::at`] puts it.
    pub(super) fn holds(&self, share: f64) -> bool {
        (self.low..=self.high).contains(&(share * 100.0))
    }

    /// The shares at the lines, from the lowest.
    pub(super) fn lines(&self) -> impl Iterator<Item = f64> {
        let (high, step) = (self.high, self.step);
        let next = move |line: &f64| Some(line + step).filter(|&line| line <= high + step / 2.0);
        std::iter::successors(Some(self.low), next).map(|percent| percent / 100.0)
    }

    /// A line in words: `90%`.
    pub(super) fn label(share: f64, language: Language) -> String {
        format!("{}%", locale::decimal(language, share * 100.0, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(shares: &[f64], steps: u32) -> Vec<String> {
        let scale = PercentScale::around(shares.iter().copied(), steps);
        scale.lines().map(|line| PercentScale::label(line, Language::Vi)).collect()
    }

    #[test]
    fn it_holds_all_shares_between_round_numbers() {
        assert_eq!(lines(&[0.83, 0.97], 4), ["80%", "85%", "90%", "95%", "100%"]);
        assert_eq!(lines(&[0.62, 1.0], 4), ["60%", "70%", "80%", "90%", "100%"]);
        assert_eq!(lines(&[0.0, 1.0], 5), ["0%", "20%", "40%", "60%", "80%", "100%"]);
        assert_eq!(lines(&[0.0, 1.0], 2), ["0%", "50%", "100%"]);
        assert_eq!(lines(&[0.0], 4), ["0%", "5%", "10%", "15%", "20%"]);
        assert_eq!(lines(&[1.0], 4), ["80%", "85%", "90%", "95%", "100%"]);
        assert_eq!(lines(&[], 4), ["0%", "25%", "50%", "75%", "100%"]);
    }

    #[test]
    fn what_lies_outside_stands_at_the_edge() {
        let scale = PercentScale::around([0.83, 0.97], 4);
        assert!((scale.at(0.9, (100.0, 300.0)) - 200.0).abs() < 1e-9);
        assert!((scale.at(0.1, (100.0, 300.0)) - 100.0).abs() < 1e-9);
        assert!(scale.holds(0.8) && !scale.holds(0.79));
    }
}
