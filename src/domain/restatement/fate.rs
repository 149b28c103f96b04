//! What became of a unit: which stretch of it went to whom, and of which stretch nobody knows the whereabouts.

use super::part::LINE;
use crate::domain::{Succession, Unit, UnitId};

/// Shares are written with two or three digits: three of 0.33 are meant to be all.
const ROUNDED: f64 = 0.01;

/// A stretch of a unit that went to one successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) low: u64,
    pub(super) high: u64,
    pub(super) successor: UnitId,
}

/// The stretch from `low` to the end, of which only the whole can be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) low: u64,
    /// Who holds all of these holds the rest.
    pub(super) heirs: Vec<UnitId>,
    /// Who holds any of these may hold some of it.
    pub(super) suspects: Vec<UnitId>,
}

/// What became of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) known: Vec<Known>,
    pub(super) rest: Option<Rest>,
}

impl Fate {
    /// Of a unit without successors: it goes where its parent goes.
    fn with_parent(unit: &Unit) -> Self {
        let heirs: Vec<UnitId> = unit.parent.into_iter().collect();
        Self { known: Vec::new(), rest: Some(Rest { low: 0, suspects: heirs.clone(), heirs }) }
    }

    /// Of a unit with these successions, of which none has a share of nothing.
    ///
    /// A single successor without a share got what the others left. Where all have shares and something is missing,
    /// it is taken to lie within the units above the successors. Shares that make more than a whole say nothing.
    pub(super) fn new<'a>(
        unit: &Unit,
        successions: &[&Succession],
        unit_of: impl Fn(UnitId) -> Option<&'a Unit>,
    ) -> Self {
        if successions.is_empty() {
            return Self::with_parent(unit);
        }
        let mut successions = successions.to_vec();
        // Everybody who asks must find the same stretches.
        successions.sort_by_key(|edge| (edge.effective, edge.successor));
        let all: Vec<UnitId> = successions.iter().map(|edge| edge.successor).collect();
        let unshared = successions.iter().filter(|edge| edge.share.is_none()).map(|edge| edge.successor);
        let unshared: Vec<UnitId> = unshared.collect();
        let sum: f64 = successions.iter().filter_map(|edge| edge.share).sum();
        if sum > 1.0 + ROUNDED {
            let rest = Rest { low: 0, heirs: all.clone(), suspects: all };
            return Self { known: Vec::new(), rest: Some(rest) };
        }
        let is_complete = unshared.is_empty() && sum >= 1.0 - ROUNDED;
        let mut known = stretches(&successions, if is_complete { sum } else { sum.max(1.0) });
        let low = known.last().map_or(0, |last| last.high);
        let heirs = match unshared.as_slice() {
            _ if low >= LINE => return Self { known, rest: None },
            [] if is_complete => {
                if let Some(last) = known.last_mut() {
                    last.high = LINE;
                }
                return Self { known, rest: None };
            }
            [] => all.iter().map(|&id| unit_of(id).and_then(|unit| unit.parent).unwrap_or(id)).collect(),
            &[successor] => {
                known.push(Known { low, high: LINE, successor });
                return Self { known, rest: None };
            }
            several => several.to_vec(),
        };
        let suspects = if unshared.is_empty() { [heirs.as_slice(), &all].concat() } else { heirs.clone() };
        Self { known, rest: Some(Rest { low, heirs, suspects }) }
    }

    /// Every unit that it depends on.
    pub(super) fn targets(&self) -> impl Iterator<Item = UnitId> {
        let rest = self.rest.iter().flat_map(|rest| rest.heirs.iter().chain(&rest.suspects));
        self.known.iter().map(|known| known.successor).chain(rest.copied())
    }
}

fn stretches(successions: &[&Succession], whole: f64) -> Vec<Known> {
    let (mut sum, mut low) = (0.0, 0);
    let shares = successions.iter().filter_map(|edge| Some((edge.successor, edge.share?)));
    let place = |(successor, share): (UnitId, f64)| {
        sum += share;
        let known = Known { low, high: position(sum / whole).max(low), successor };
        low = known.high;
        known
    };
    shares.map(place).collect()
}

/// Where on the line a share from 0 to 1 ends.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the length of the line"
)]
fn position(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * LINE as f64).round() as u64
}
