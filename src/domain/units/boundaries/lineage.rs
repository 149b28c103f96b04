//! What became of every unit until a day: which stretch of it went to whom, and of which stretch nobody knows the
//! whereabouts. And what that makes of one unit's territory.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::{LINE, Part, Territory, UnitId, UnitRegistry};
use crate::domain::{Succession, Unit};

/// The successions until a day.
#[derive(Debug)]
pub(super) struct Lineage {
    fates: HashMap<UnitId, Fate>,
    /// The units whose fate depends on one.
    followers: HashMap<UnitId, BTreeSet<UnitId>>,
}

impl Lineage {
    /// All successions until `last`; every one where it is `None`.
    pub(super) fn until(registry: &UnitRegistry, last: Option<NaiveDate>) -> Self {
        let mut fates = HashMap::new();
        let mut followers: HashMap<UnitId, BTreeSet<UnitId>> = HashMap::new();
        for unit in registry.units() {
            let edges = registry.successions_of(unit.id).iter();
            let edges: Vec<&Succession> = edges.filter(|edge| has_happened(unit, edge, last)).collect();
            let fate = Fate::new(unit, &edges, |id| registry.unit(id));
            for target in fate.targets() {
                followers.entry(target).or_default().insert(unit.id);
            }
            fates.insert(unit.id, fate);
        }
        Self { fates, followers }
    }

    /// What counts for `unit`: itself, and of all others what their fates brought to it.
    pub(super) fn territory(&self, unit: UnitId) -> Territory {
        let mut territory = Territory::of_itself(unit);
        for id in self.dependants(unit) {
            let Some(fate) = self.fates.get(&id) else { continue };
            let (part, is_left_out) = arrived(fate, &territory);
            if is_left_out {
                territory.left_out.insert(id);
            }
            if part.is_whole() {
                territory.members.insert(id);
            } else if !part.is_empty() {
                territory.parts.insert(id, part);
            }
        }
        territory
    }

    /// Everything that depends on `unit` at whatever distance, without itself, each after all that its fate depends on:
    /// the units that a depth-first walk leaves, from the last. A ring has no such order, and is cut where the walk
    /// comes back to it.
    fn dependants(&self, unit: UnitId) -> Vec<UnitId> {
        let (mut seen, mut left, mut open) = (HashSet::new(), Vec::new(), vec![(unit, false)]);
        while let Some((id, is_leaving)) = open.pop() {
            if is_leaving {
                left.push(id);
            } else if seen.insert(id) {
                open.push((id, true));
                let followers = self.followers.get(&id).into_iter().flatten();
                open.extend(followers.map(|&follower| (follower, false)));
            }
        }
        left.into_iter().rev().skip(1).collect()
    }
}

/// A unit that goes on keeps what it counted, whatever is written about successors.
fn has_happened(unit: &Unit, succession: &Succession, last: Option<NaiveDate>) -> bool {
    unit.valid_to.is_some_and(|end| end < succession.effective)
        && last.is_none_or(|last| succession.effective <= last)
}

/// What of a unit with this fate arrived in the territory, and whether some of it that cannot be counted may have.
fn arrived(fate: &Fate, territory: &Territory) -> (Part, bool) {
    let is_whole = |id: &UnitId| territory.members.contains(id);
    let is_left_out = |id: &UnitId| territory.left_out.contains(id);
    let is_touched = |id: &UnitId| is_whole(id) || territory.parts.contains_key(id) || is_left_out(id);
    let mut part = Part::default();
    for known in &fate.known {
        if let Some(arrived) = territory.part_of(known.successor) {
            part = part.join(arrived.within(known.low, known.high));
        }
    }
    let mut lost = fate.known.iter().any(|known| is_left_out(&known.successor));
    if let Some(rest) = &fate.rest {
        if !rest.heirs.is_empty() && rest.heirs.iter().all(is_whole) {
            part = part.join(Part::between(rest.low, LINE));
        } else {
            lost |= rest.suspects.iter().any(is_touched);
        }
    }
    (part, lost)
}

/// Shares are written with two or three digits: three of 0.33 are meant to be all.
const ROUNDED: f64 = 0.01;

/// A stretch of a unit that went to one successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    low: u64,
    high: u64,
    successor: UnitId,
}

/// The stretch from `low` to the end, of which only the whole can be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rest {
    low: u64,
    /// Who holds all of these holds the rest.
    heirs: Vec<UnitId>,
    /// Who holds any of these may hold some of it.
    suspects: Vec<UnitId>,
}

/// What became of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Fate {
    known: Vec<Known>,
    rest: Option<Rest>,
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
    fn new<'a>(
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
    fn targets(&self) -> impl Iterator<Item = UnitId> {
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
