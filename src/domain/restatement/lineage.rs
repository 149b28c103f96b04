//! The fates of all units until a day, and what they make of one unit's territory.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::fate::Fate;
use super::part::{LINE, Part};
use super::{Territory, UnitId, UnitRegistry};
use crate::domain::{Succession, Unit};

/// The successions until a day.
#[derive(Debug)]
pub(super) struct Lineage {
    fates: HashMap<UnitId, Fate>,
    /// The units whose fate depends on one.
    followers: HashMap<UnitId, BTreeSet<UnitId>>,
    /// A place in an order in which everything that a unit's fate depends on comes before it.
    ranks: HashMap<UnitId, usize>,
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
        let ranks = ranks(&fates, &followers);
        Self { fates, followers, ranks }
    }

    /// What counts for `unit`: itself, and of all others what their fates brought to it.
    pub(super) fn territory(&self, unit: UnitId) -> Territory {
        let mut territory = Territory::of_members(unit, BTreeSet::from([unit]));
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

    /// Everything that depends on `unit` at whatever distance, without itself, by rank.
    fn dependants(&self, unit: UnitId) -> Vec<UnitId> {
        let (mut found, mut open) = (HashSet::from([unit]), vec![unit]);
        while let Some(id) = open.pop() {
            let followers = self.followers.get(&id).into_iter().flatten();
            open.extend(followers.filter(|&&follower| found.insert(follower)));
        }
        found.remove(&unit);
        let mut dependants: Vec<UnitId> = found.into_iter().collect();
        dependants.sort_unstable_by_key(|id| self.ranks.get(id));
        dependants
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

/// Ranks by which a unit comes after all that its fate depends on. A ring has no such order, and is cut somewhere.
fn ranks(
    fates: &HashMap<UnitId, Fate>,
    followers: &HashMap<UnitId, BTreeSet<UnitId>>,
) -> HashMap<UnitId, usize> {
    let mut waiting: BTreeMap<UnitId, BTreeSet<UnitId>> = BTreeMap::new();
    for (&id, fate) in fates {
        waiting.insert(id, fate.targets().filter(|target| fates.contains_key(target)).collect());
    }
    let mut ready: Vec<UnitId> = Vec::new();
    ready.extend(waiting.iter().filter(|(_, targets)| targets.is_empty()).map(|(&id, _)| id));
    let mut ranks = HashMap::new();
    loop {
        while let Some(id) = ready.pop() {
            waiting.remove(&id);
            ranks.insert(id, ranks.len());
            for follower in followers.get(&id).into_iter().flatten() {
                let Some(targets) = waiting.get_mut(follower) else { continue };
                targets.remove(&id);
                if targets.is_empty() {
                    ready.push(*follower);
                }
            }
        }
        let Some(cut) = unit_of_a_ring(&waiting) else { return ranks };
        ready.push(cut);
    }
}

/// All that is left waits for others that are left: whoever follows them comes back to where they were.
fn unit_of_a_ring(waiting: &BTreeMap<UnitId, BTreeSet<UnitId>>) -> Option<UnitId> {
    let (mut id, mut seen) = (*waiting.first_key_value()?.0, HashSet::new());
    while seen.insert(id) {
        id = *waiting.get(&id)?.first()?;
    }
    Some(id)
}
