//! What came in month by month: responses, dossiers, and what a random sample would need.

use std::collections::BTreeMap;

use super::Totals;
use crate::domain::{Dossiers, Mode, Month};
use crate::stats;

/// What came in during one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthActivity {
    /// The month.
    pub month: Month,
    /// Responses that count.
    pub responses: u64,
    /// The dossiers; `None` where nobody reported any.
    pub dossiers: Option<Dossiers>,
    /// Whether every unit with responses reported them. If not they are no denominator.
    pub are_dossiers_complete: bool,
    /// Whether there are responses and all of them were drawn at random.
    pub is_drawn_at_random: bool,
}

impl MonthActivity {
    /// What the totals of a month say came in.
    pub(in crate::domain) fn of(month: Month, totals: &Totals) -> Self {
        Self {
            month,
            responses: totals.responses(),
            dossiers: totals.dossiers,
            are_dossiers_complete: totals.are_dossiers_complete,
            is_drawn_at_random: is_drawn_at_random(&totals.modes),
        }
    }

    /// Dossiers received, as the denominator of the responses; `None` without any, or where some are not known.
    pub fn received(&self) -> Option<u64> {
        Dossiers::denominator(self.dossiers, self.are_dossiers_complete)
    }

    /// How many answers a random sample of the dossiers would need (Yamane 1967, error 5 %); `None` without dossiers, or
    /// where responses were not drawn at random.
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
