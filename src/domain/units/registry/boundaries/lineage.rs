//! The lineage of all units until a day: which stretch of a unit went to which successor, and which remainder
//! cannot be placed. The territory of a unit follows from it.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::{LINE, Part, Territory, UnitId, UnitRegistry};
use crate::domain::{Succession, Unit};

/// The successions until a day.
#[derive(Debug)]
pub(super) struct Lineage {
    apportionments: HashMap<UnitId, Apportionment>,
    /// For each unit, the units whose apportionment depends on it.
    followers: HashMap<UnitId, BTreeSet<UnitId>>,
}

impl Lineage {
    /// The lineage of all successions until `last`, or of all successions if it is `None`.
    pub(super) fn until(registry: &UnitRegistry, last: Option<NaiveDate>) -> Self {
        let mut apportionments = HashMap::new();
        let mut followers: HashMap<UnitId, BTreeSet<UnitId>> = HashMap::new();
        for unit in registry.units() {
            let edges = registry.successions_of(unit.id).iter();
            let edges: Vec<&Succession> = edges.filter(|edge| has_happened(unit, edge, last)).collect();
            let apportionment = Apportionment::new(unit, &edges, |id| registry.unit(id));
            for target in apportionment.targets() {
                followers.entry(target).or_default().insert(unit.id);
            }
            apportionments.insert(unit.id, apportionment);
        }
        Self { apportionments, followers }
    }

    /// The territory of `unit`: the unit itself, and the parts of all other units that their apportionments
    /// assign to it.
    pub(super) fn territory(&self, unit: UnitId) -> Territory {
        let mut territory = Territory::of_itself(unit);
        for id in self.dependants(unit) {
            let Some(apportionment) = self.apportionments.get(&id) else { continue };
            let (part, is_left_out) = arrived(apportionment, &territory);
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

    /// All units that depend on `unit`, directly or indirectly, without `unit` itself, each after all units
    /// that its apportionment depends on: the reverse postorder of a depth-first walk. A cycle has no such
    /// order and is cut where the walk returns to it.
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

/// Whether a succession took effect until `last`. A unit that still exists keeps its counts, even if it has
/// successions.
fn has_happened(unit: &Unit, succession: &Succession, last: Option<NaiveDate>) -> bool {
    unit.valid_to.is_some_and(|end| end < succession.effective)
        && last.is_none_or(|last| succession.effective <= last)
}

/// The part of a unit with this apportionment that belongs to the territory, and whether a further part that
/// cannot be counted may belong to it.
fn arrived(apportionment: &Apportionment, territory: &Territory) -> (Part, bool) {
    let is_whole = |id: &UnitId| territory.members.contains(id);
    let is_left_out = |id: &UnitId| territory.left_out.contains(id);
    let is_touched = |id: &UnitId| is_whole(id) || territory.parts.contains_key(id) || is_left_out(id);
    let mut part = Part::default();
    for known in &apportionment.known {
        if let Some(arrived) = territory.part_of(known.successor) {
            part = part.join(arrived.within(known.low, known.high));
        }
    }
    let mut lost = apportionment.known.iter().any(|known| is_left_out(&known.successor));
    if let Some(remainder) = &apportionment.remainder {
        if !remainder.successors.is_empty() && remainder.successors.iter().all(is_whole) {
            part = part.join(Part::between(remainder.low, LINE));
        } else {
            lost |= remainder.possible_successors.iter().any(is_touched);
        }
    }
    (part, lost)
}

/// The tolerance for the sum of shares, which are written with two or three digits: three shares of 0.33 mean
/// the whole.
const ROUNDED: f64 = 0.01;

/// A stretch of a unit that went to one successor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct KnownShare {
    low: u64,
    high: u64,
    successor: UnitId,
}

/// The stretch from `low` to the end, which can only be placed as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Remainder {
    low: u64,
    /// A territory with all of these contains the remainder.
    successors: Vec<UnitId>,
    /// A territory with any of these may contain some of the remainder.
    possible_successors: Vec<UnitId>,
}

/// How a unit was divided among its successors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Apportionment {
    known: Vec<KnownShare>,
    remainder: Option<Remainder>,
}

impl Apportionment {
    /// The apportionment of a unit without successors, which goes where its parent goes.
    fn with_parent(unit: &Unit) -> Self {
        let successors: Vec<UnitId> = unit.parent.into_iter().collect();
        Self {
            known: Vec::new(),
            remainder: Some(Remainder { low: 0, possible_successors: successors.clone(), successors }),
        }
    }

    /// The apportionment of a unit with these successions, none of which has a share of 0.
    ///
    /// A single successor without a share gets the rest. If all have shares that sum to less than the whole,
    /// the missing part is taken to lie within the parents of the successors. Shares that sum to more than
    /// the whole are ignored.
    fn new<'a>(
        unit: &Unit,
        successions: &[&Succession],
        unit_of: impl Fn(UnitId) -> Option<&'a Unit>,
    ) -> Self {
        if successions.is_empty() {
            return Self::with_parent(unit);
        }
        let mut successions = successions.to_vec();
        // The order is fixed, so that every lineage has the same stretches.
        successions.sort_by_key(|edge| (edge.effective, edge.successor));
        let all: Vec<UnitId> = successions.iter().map(|edge| edge.successor).collect();
        let unshared = successions.iter().filter(|edge| edge.share.is_none()).map(|edge| edge.successor);
        let unshared: Vec<UnitId> = unshared.collect();
        let sum: f64 = successions.iter().filter_map(|edge| edge.share).sum();
        if sum > 1.0 + ROUNDED {
            let remainder = Remainder { low: 0, successors: all.clone(), possible_successors: all };
            return Self { known: Vec::new(), remainder: Some(remainder) };
        }
        let is_complete = unshared.is_empty() && sum >= 1.0 - ROUNDED;
        let mut known = stretches(&successions, if is_complete { sum } else { sum.max(1.0) });
        let low = known.last().map_or(0, |last| last.high);
        let successors = match unshared.as_slice() {
            _ if low >= LINE => return Self { known, remainder: None },
            [] if is_complete => {
                if let Some(last) = known.last_mut() {
                    last.high = LINE;
                }
                return Self { known, remainder: None };
            }
            [] => all.iter().map(|&id| unit_of(id).and_then(|unit| unit.parent).unwrap_or(id)).collect(),
            &[successor] => {
                known.push(KnownShare { low, high: LINE, successor });
                return Self { known, remainder: None };
            }
            several => several.to_vec(),
        };
        let possible_successors =
            if unshared.is_empty() { [successors.as_slice(), &all].concat() } else { successors.clone() };
        Self { known, remainder: Some(Remainder { low, successors, possible_successors }) }
    }

    /// Every unit that it depends on.
    fn targets(&self) -> impl Iterator<Item = UnitId> {
        let remainder = self
            .remainder
            .iter()
            .flat_map(|remainder| remainder.successors.iter().chain(&remainder.possible_successors));
        self.known.iter().map(|known| known.successor).chain(remainder.copied())
    }
}

fn stretches(successions: &[&Succession], whole: f64) -> Vec<KnownShare> {
    let (mut sum, mut low) = (0.0, 0);
    let shares = successions.iter().filter_map(|edge| Some((edge.successor, edge.share?)));
    let place = |(successor, share): (UnitId, f64)| {
        sum += share;
        let known = KnownShare { low, high: position(sum / whole).max(low), successor };
        low = known.high;
        known
    };
    shares.map(place).collect()
}

/// The point on the line at which a share from 0 to 1 ends.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the length of the line"
)]
fn position(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * LINE as f64).round() as u64
}
