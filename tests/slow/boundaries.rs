//! Property tests: after random reforms, nothing is lost and nothing counts twice.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hailong::domain::{Boundaries, Part, Succession, Territory, UnitId, UnitKind, UnitRegistry};
use proptest::prelude::*;

use crate::random_country::{Country, Dice};

const LOWEST: &[UnitKind] = &[UnitKind::Commune];
const PROVINCES: &[UnitKind] = &[UnitKind::Province];

/// Points on a unit's line that lie on no boundary which random shares could make.
const POINTS: [f64; 5] = [0.012_345_67, 0.271_828_18, 0.505_050_51, 0.777_123_45, 0.987_654_32];

/// A country with a count for every version of a unit.
#[derive(Debug)]
struct CountedCountry {
    country: Country,
    registry: UnitRegistry,
    counts: HashMap<UnitId, u64>,
}

impl CountedCountry {
    fn new(bytes: &[u8]) -> Self {
        let mut dice = Dice::new(bytes);
        let country = Country::random(&mut dice);
        let counts = country.units.iter().map(|unit| (unit.id, 1 + dice.roll(250) as u64 * 7));
        Self { counts: counts.collect(), registry: country.registry(), country }
    }

    fn current(&self, units: &[UnitId]) -> Vec<Arc<Territory>> {
        units.iter().map(|&unit| self.registry.territory_of(unit, Boundaries::Current)).collect()
    }

    /// Today's units that divide the country: districts, and communes without a district above them.
    fn districts(&self) -> Vec<UnitId> {
        let mut level = self.country.lasting(&[UnitKind::District]);
        let is_free = |unit: &UnitId| !level.contains(&self.registry.unit(*unit).unwrap().parent.unwrap());
        let communes: Vec<UnitId> = self.country.lasting(LOWEST).into_iter().filter(is_free).collect();
        level.extend(communes);
        level
    }

    /// How much of `unit`'s count the territories include.
    fn counted(&self, unit: UnitId, territories: &[Arc<Territory>]) -> u64 {
        let count = self.counts[&unit];
        let part = |territory: &Arc<Territory>| territory.part_of(unit).map(|part| part.portion(count));
        territories.iter().filter_map(part).sum()
    }

    /// The unit in which a point of `unit`'s line lies today, or all candidates if it is not known.
    fn places(&self, unit: UnitId, point: f64) -> BTreeSet<UnitId> {
        let mut low = 0.0;
        for (successor, share) in self.known_shares(unit) {
            let high = low + share;
            if low <= point && point < high {
                return self.places(successor, (point - low) / (high - low));
            }
            low = high;
        }
        match self.successors_of_the_remainder(unit).as_slice() {
            [] if self.registry.unit(unit).unwrap().valid_to.is_none() => BTreeSet::from([unit]),
            &[only] if self.registry.successions_of(unit).iter().any(|edge| edge.successor == only) => {
                self.places(only, (point - low) / (1.0 - low))
            }
            successors => successors.iter().flat_map(|&successor| self.all_places(successor)).collect(),
        }
    }

    /// All units in which points of `unit`'s line lie today.
    fn all_places(&self, unit: UnitId) -> BTreeSet<UnitId> {
        let (known, rest) = (self.known_shares(unit), self.successors_of_the_remainder(unit));
        if known.is_empty() && rest.is_empty() && self.registry.unit(unit).unwrap().valid_to.is_none() {
            return BTreeSet::from([unit]);
        }
        let is_divided = known.iter().map(|(_, share)| share).sum::<f64>() > 0.999;
        let rest = if is_divided { Vec::new() } else { rest };
        known
            .into_iter()
            .map(|(successor, _)| successor)
            .chain(rest)
            .flat_map(|successor| self.all_places(successor))
            .collect()
    }

    fn known_shares(&self, unit: UnitId) -> Vec<(UnitId, f64)> {
        let edges = self.registry.successions_of(unit).iter();
        let mut known: Vec<(UnitId, f64)> =
            edges.filter_map(|edge| Some((edge.successor, edge.share?))).collect();
        known.sort_by_key(|(successor, _)| *successor);
        known
    }

    /// The units among which the part without a known share lies; none for a unit that still exists or has
    /// neither successor nor parent.
    fn successors_of_the_remainder(&self, unit: UnitId) -> Vec<UnitId> {
        let of = |id: UnitId| self.registry.unit(id).unwrap();
        let edges = self.registry.successions_of(unit);
        let unshared: Vec<UnitId> =
            edges.iter().filter(|edge| edge.share.is_none()).map(|edge| edge.successor).collect();
        if !unshared.is_empty() {
            unshared
        } else if edges.is_empty() {
            of(unit).parent.filter(|_| of(unit).valid_to.is_some()).into_iter().collect()
        } else {
            edges.iter().map(|edge| of(edge.successor).parent.unwrap_or(edge.successor)).collect()
        }
    }

    fn lies_within(&self, unit: UnitId, above: UnitId) -> bool {
        let parent = |unit: &UnitId| self.registry.unit(*unit).and_then(|unit| unit.parent);
        std::iter::successors(Some(unit), parent).any(|id| id == above)
    }
}

/// Whether a point between 0 and 1 lies in a part.
fn holds(part: &Part, point: f64) -> bool {
    let people = 1 << 40;
    part.cuts(people).any(|(low, high)| (low as f64..high as f64).contains(&(point * people as f64)))
}

fn worlds() -> impl Strategy<Value = CountedCountry> {
    proptest::collection::vec(any::<u8>(), 0..400).prop_map(|bytes| CountedCountry::new(&bytes))
}

/// Asserts that the territories of one level count each unit at most once, and wholly unless it is named as
/// left out.
fn assert_level(world: &CountedCountry, level: &[UnitId]) -> Result<(), TestCaseError> {
    let territories = world.current(level);
    for unit in &world.country.units {
        let counted = world.counted(unit.id, &territories);
        let whole = world.counts[&unit.id];
        let parts: Vec<Part> = territories.iter().filter_map(|there| there.part_of(unit.id)).collect();
        let people: BTreeSet<u64> =
            parts.iter().flat_map(|part| part.cuts(whole)).flat_map(|(low, high)| low..high).collect();
        // Overlapping parts would cover fewer people together than the sum of their counts.
        prop_assert_eq!(people.len() as u64, counted, "{} counts twice", unit.name);
        // A unit above the level belongs to no part of it.
        let is_above = level.iter().any(|&below| below != unit.id && world.lies_within(below, unit.id));
        let is_named = territories.iter().any(|there| there.left_out.contains(&unit.id));
        let has_no_place = world.places(unit.id, POINTS[0]).is_empty();
        let goes_above = POINTS.iter().any(|&point| {
            let places = world.places(unit.id, point);
            places.iter().any(|&place| !level.iter().any(|&there| world.lies_within(place, there)))
        });
        if !(is_above || is_named || has_no_place || goes_above) {
            prop_assert_eq!(counted, whole, "{} is lost at {:?}", unit.name, level);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn provinces_count_at_most_everything_and_a_single_one_counts_everything(world in worlds()) {
        let provinces = world.country.lasting(PROVINCES);
        let territories = world.current(&provinces);
        let counted: u64 = world.counts.keys().map(|&unit| world.counted(unit, &territories)).sum();
        let all: u64 = world.counts.values().sum();
        if provinces.len() == 1 {
            prop_assert_eq!(counted, all);
            prop_assert!(territories[0].parts.is_empty() && territories[0].left_out.is_empty());
        } else {
            prop_assert!(counted <= all);
        }
    }

    #[test]
    fn every_level_counts_each_unit_once_unless_it_is_left_out(world in worlds()) {
        for level in [world.country.lasting(PROVINCES), world.districts(), world.country.lasting(LOWEST)] {
            assert_level(&world, &level)?;
        }
    }

    #[test]
    fn every_point_counts_exactly_where_it_certainly_lies(world in worlds()) {
        let lasting = world.country.lasting(&UnitKind::ALL);
        let territories = world.current(&lasting);
        for (&unit, point) in world.counts.keys().flat_map(|unit| POINTS.map(|point| (unit, point))) {
            let places = world.places(unit, point);
            for territory in territories.iter().filter(|territory| territory.unit != unit) {
                let is_certain = !places.is_empty()
                    && places.iter().all(|&place| world.lies_within(place, territory.unit));
                let counts = territory.part_of(unit).is_some_and(|part| holds(&part, point));
                prop_assert_eq!(counts, is_certain, "{:?} at {} in {:?}", unit, point, territory);
                let is_possible = places.iter().any(|&place| world.lies_within(place, territory.unit));
                if is_possible && !is_certain {
                    prop_assert!(territory.left_out.contains(&unit), "{:?} not named in {:?}", unit, territory);
                }
            }
        }
    }

    #[test]
    fn every_territory_contains_its_unit_and_lists_no_unit_twice(world in worlds()) {
        for unit in &world.country.units {
            let historic = world.registry.territory_of(unit.id, Boundaries::Historic);
            prop_assert_eq!(&historic.members, &world.registry.subtree(unit.id));
            prop_assert!(historic.parts.is_empty() && historic.left_out.is_empty());
            let current = world.registry.territory_of(unit.id, Boundaries::Current);
            prop_assert!(current.members.contains(&unit.id));
            prop_assert!(current.members.is_disjoint(&current.left_out));
            prop_assert!(current.parts.keys().all(|part| !current.members.contains(part)));
            // No unit that began after its end belongs to it.
            let later = current.members.iter().filter_map(|&id| world.registry.unit(id));
            let end = unit.valid_to;
            prop_assert!(later.into_iter().all(|member| member.valid_from.is_none() || end.is_none_or(|end| member.valid_from <= Some(end))));
        }
    }

    #[test]
    fn cycles_in_the_lineage_terminate(edges in proptest::collection::vec((1..8_i32, 1..8_i32, 0..4_u8), 0..30), parents in proptest::collection::vec(0..8_i32, 7)) {
        let mut country = Country::random(&mut Dice::new(&[0, 0, 6]));
        let day: chrono::NaiveDate = "2020-01-01".parse().unwrap();
        for (unit, parent) in country.units.iter_mut().zip(&parents) {
            unit.parent = (*parent > 0).then_some(UnitId(*parent));
            unit.valid_to = (unit.id.0 < 6).then(|| day.pred_opt().unwrap());
        }
        for (predecessor, successor, share) in edges {
            country.successions.push(Succession {
                predecessor: UnitId(predecessor),
                successor: UnitId(successor),
                effective: day,
                share: (share > 0).then(|| f64::from(share) / 4.0),
            });
        }
        let registry = country.registry();
        for unit in &country.units {
            let territory = registry.territory_of(unit.id, Boundaries::Current);
            prop_assert!(territory.members.contains(&unit.id));
            registry.unit_of_the_day(unit.id, day);
        }
    }
}
