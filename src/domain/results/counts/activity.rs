//! Activity by month: responses, dossiers, and the number of answers that a random sample needs.

use std::collections::BTreeMap;

use super::Totals;
use crate::domain::{Dossiers, Mode, Month};
use crate::stats;

/// The responses and dossiers of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthActivity {
    /// The month.
    pub month: Month,
    /// Counted responses.
    pub responses: u64,
    /// The dossiers; `None` if none were reported.
    pub dossiers: Option<Dossiers>,
    /// Whether every unit with responses reported dossiers. If not, dossiers are not used as a denominator.
    pub are_dossiers_complete: bool,
    /// Whether there are responses and all of them were drawn at random.
    pub is_drawn_at_random: bool,
}

impl MonthActivity {
    /// The activity of a month, from its totals.
    pub(in crate::domain) fn of(month: Month, totals: &Totals) -> Self {
        Self {
            month,
            responses: totals.responses(),
            dossiers: totals.dossiers,
            are_dossiers_complete: totals.are_dossiers_complete,
            is_drawn_at_random: is_drawn_at_random(&totals.modes),
        }
    }

    /// The received dossiers, as the denominator of the responses; `None` if there are none, or if some are
    /// not known.
    pub fn received(&self) -> Option<u64> {
        Dossiers::denominator(self.dossiers, self.are_dossiers_complete)
    }

    /// The number of answers that a random sample of the dossiers needs (Yamane 1967, error 5 %); `None`
    /// without dossiers, or if responses were not drawn at random.
    pub fn needed_answers(&self) -> Option<u64> {
        if !self.is_drawn_at_random {
            return None;
        }
        stats::yamane(self.received()?, crate::domain::ALLOWED_ERROR)
    }
}

fn is_drawn_at_random(modes: &BTreeMap<Mode, u64>) -> bool {
    let mut counted = modes.iter().filter(|&(_, &responses)| responses > 0).map(|(&mode, _)| mode).peekable();
    counted.peek().is_some() && counted.all(|mode| mode == Mode::Invited)
}
