//! Dossiers: about 16,000 a month in the province in 2024, 78 % settled early and 22 % on time.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::PROVINCE;
use crate::domain::{Month, Unit, UnitId, UnitRegistry};
use crate::store::NewDossiers;

/// Dossiers received by unit and month.
pub(super) type Workload = BTreeMap<(Month, UnitId), i32>;

/// The communes, wards and towns of the old province that exist on `day`, by code.
pub(super) fn offices_on(registry: &UnitRegistry, day: NaiveDate) -> Vec<&Unit> {
    let mut units: Vec<&Unit> = registry
        .units()
        .filter(|unit| unit.kind.is_lowest() && unit.is_valid_on(day) && is_of_the_province(registry, unit))
        .collect();
    units.sort_by(|left, right| left.code.cmp(&right.code));
    units
}

/// Before the merger the province above decides, after it the lineage: Thái Bình is not part of the set.
fn is_of_the_province(registry: &UnitRegistry, unit: &Unit) -> bool {
    let before_the_merger = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap_or_default();
    let Ok(code) = PROVINCE.parse() else { return false };
    let Ok(province) = registry.holder(&code, before_the_merger) else { return false };
    if unit.is_valid_on(before_the_merger) || unit.valid_to.is_some() {
        return registry.is_within(unit.id, province.id);
    }
    let sources = registry.territory_of(unit.id, crate::domain::Boundaries::Current);
    let old = sources.members.iter().chain(&sources.left_out).filter(|&&source| source != unit.id);
    old.filter_map(|&source| registry.unit(source)).any(|source| registry.is_within(source.id, province.id))
}

/// How many dossiers the province receives in a month: a slow rise, a lull at Tết, a busy autumn.
fn province_total(month: Month) -> f64 {
    let year = match month.year() {
        2023 => 15_200.0,
        2024 => 16_000.0,
        _ => 16_600.0,
    };
    let season = match month.number() {
        2 => 0.92,
        1 | 7 => 0.98,
        9..=11 => 1.02,
        _ => 1.0,
    };
    year * season
}

/// Dossiers of these months.
pub(super) fn generate(registry: &UnitRegistry, months: &[Month], random: &mut ChaCha8Rng) -> Workload {
    let mut sizes = HashMap::new();
    let mut received = BTreeMap::new();
    for &month in months {
        let units = offices_on(registry, month.first_day());
        let weights: Vec<f64> = units.iter().map(|unit| size(registry, unit, &mut sizes, random)).collect();
        let whole: f64 = weights.iter().sum();
        for (unit, weight) in units.into_iter().zip(weights) {
            let share = province_total(month) * weight / whole;
            let noise = random.random_range(0.93..1.07);
            received.insert((month, unit.id), rounded(share * noise));
        }
    }
    received
}

/// A unit's size: its own draw, or the sizes of those that it took over.
fn size(
    registry: &UnitRegistry,
    unit: &Unit,
    sizes: &mut HashMap<UnitId, f64>,
    random: &mut ChaCha8Rng,
) -> f64 {
    if let Some(&known) = sizes.get(&unit.id) {
        return known;
    }
    let sources = registry.territory_of(unit.id, crate::domain::Boundaries::Current);
    let inherited: f64 = sources.members.iter().filter_map(|source| sizes.get(source)).sum();
    // Towns and wards see more people than communes.
    let own = if unit.kind == crate::domain::UnitKind::Commune { 0.7..1.2 } else { 1.1..1.9 };
    let size = if inherited > 0.0 { inherited } else { random.random_range(own) };
    sizes.insert(unit.id, size);
    size
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a month's dossiers and responses of a unit are some hundreds"
)]
pub(super) fn rounded(count: f64) -> i32 {
    count.round() as i32
}

/// The rows to be stored. Whole dossiers are dealt out so that the province's 78 % come out as they should.
pub(super) fn rows(workload: &Workload) -> Vec<NewDossiers> {
    let mut carried = 0.0;
    let row = |(&(month, unit), &received): (&(Month, UnitId), &i32)| {
        carried += f64::from(received) * 0.78;
        let early = rounded(carried).clamp(0, received);
        carried -= f64::from(early);
        let (month, on_time) = (month.first_day(), received - early);
        NewDossiers { unit_id: unit.0, month, received, early, on_time, late: 0 }
    };
    workload.iter().map(row).collect()
}
