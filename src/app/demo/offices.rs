//! The offices of the demo data: when each adopted the model, the channels at their counters, and their
//! dossiers. The province receives about 16,000 dossiers a month in 2024; 78 % are settled early and 22 % on
//! time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::PROVINCE;
use crate::app::AppError;
use crate::app::catalogue::random_code;
use crate::domain::{Boundaries, Channel, Mode, Month, Survey, Unit, UnitId, UnitKind, UnitRegistry};
use crate::store::{Connection, NewChannel, NewDossiers, channels_of_units, insert_channel};

/// The ten localities that Báo Hưng Yên names (30/03/2025), with the month that it gives.
const NAMED: [(&str, &str); 10] = [
    ("11965", "2023-03-01"),
    ("12166", "2023-03-01"),
    ("12247", "2023-03-01"),
    ("12094", "2023-03-01"),
    ("12001", "2023-03-01"),
    ("12415", "2023-03-01"),
    ("12127", "2024-04-01"),
    ("12340", "2024-04-01"),
    ("12292", "2024-04-01"),
    (SHOWN, "2024-04-01"),
];
/// Mễ Sở, which kept its name through both reforms.
pub(super) const SHOWN: &str = "12049";
/// Of the 139 communes, wards and towns at the end of 2024, so many had not adopted the model.
const WITHOUT: usize = 10;

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A unit and the day on which it adopts the model.
pub(super) type DemoAdoption = (UnitId, NaiveDate);

/// The ten named units at their dates, then others, until 129 of the 139 units of December 2024 have adopted
/// the model.
pub(super) fn adoptions(registry: &UnitRegistry, random: &mut ChaCha8Rng) -> Vec<DemoAdoption> {
    let mut adoptions: Vec<DemoAdoption> = NAMED
        .iter()
        .filter_map(|(code, on)| {
            let on = on.parse().ok()?;
            let unit = registry.holder(&code.parse().ok()?, on).ok()?.id;
            Some((unit, on))
        })
        .collect();
    let named: BTreeSet<UnitId> = adoptions.iter().map(|&(unit, _)| unit).collect();
    let end = day(2024, 12, 31);
    let mut others: Vec<UnitId> = offices_on(registry, end)
        .into_iter()
        .map(|unit| unit.id)
        .filter(|&unit| registry.territory_of(unit, Boundaries::Current).members.is_disjoint(&named))
        .collect();
    others.shuffle(random);
    for unit in others.into_iter().skip(WITHOUT) {
        let on = day(2024, 5, 6) + Days::new(random.random_range(0..224));
        adoptions.extend(holders_on(registry, unit, on).into_iter().map(|unit| (unit, on)));
    }
    adoptions
}

/// Of the unit itself and its predecessors, those that exist on `on`.
fn holders_on(registry: &UnitRegistry, unit: UnitId, on: NaiveDate) -> Vec<UnitId> {
    let members = &registry.territory_of(unit, Boundaries::Current).members;
    members
        .iter()
        .copied()
        .filter(|&member| registry.unit(member).is_some_and(|unit| unit.is_valid_on(on)))
        .collect()
}

/// A channel with the first day of its poster.
pub(super) struct OpenOffice {
    pub(super) channel: Channel,
    pub(super) since: NaiveDate,
}

/// Creates the channels: at least one per unit; some units have a second counter, some hand out one-time
/// codes.
pub(super) async fn open(
    connection: &mut Connection,
    registry: &UnitRegistry,
    survey: &Survey,
    adoptions: &[DemoAdoption],
    random: &mut ChaCha8Rng,
) -> Result<Vec<OpenOffice>, AppError> {
    let merger = day(2025, 7, 1);
    let adopted: BTreeSet<UnitId> =
        adoptions.iter().map(|&(unit, _)| registry.unit_of_the_day(unit, merger)).collect();
    // Offices made only of parts of adopted units get a channel of their own at the merger.
    let late = offices_on(registry, merger).into_iter().filter(|unit| !adopted.contains(&unit.id));
    let late: Vec<DemoAdoption> = late.map(|unit| (unit.id, merger)).collect();
    let mut offices = Vec::new();
    for &(unit, since) in adoptions.iter().chain(&late) {
        for (label, mode) in counters(random) {
            let code = random_code(random);
            let new = NewChannel { code, unit, label, survey: survey.id, mode };
            insert_channel(connection, &new).await?;
        }
        let channels = channels_of_units(connection, &[unit]).await?;
        offices.extend(channels.into_iter().map(|channel| OpenOffice { channel, since }));
    }
    Ok(offices)
}

fn counters(random: &mut ChaCha8Rng) -> Vec<(&'static str, Mode)> {
    let mut counters = vec![("Quầy 1 – Tiếp nhận và trả kết quả", Mode::Open)];
    if random.random_bool(0.35) {
        counters.push(("Quầy 2 – Hộ tịch, chứng thực", Mode::Open));
    }
    if random.random_bool(0.25) {
        counters.push(("Mã kèm giấy hẹn trả kết quả", Mode::Verified));
    }
    counters
}

/// The number of dossiers received, by month and unit.
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

/// Whether a unit belongs to the demo province. Before the merger its province decides, afterwards its
/// lineage, because Thái Bình is not part of the demo data.
fn is_of_the_province(registry: &UnitRegistry, unit: &Unit) -> bool {
    let before_the_merger = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap_or_default();
    let Ok(code) = PROVINCE.parse() else { return false };
    let Ok(province) = registry.holder(&code, before_the_merger) else { return false };
    if unit.is_valid_on(before_the_merger) || unit.valid_to.is_some() {
        return registry.is_within(unit.id, province.id);
    }
    let sources = registry.territory_of(unit.id, Boundaries::Current);
    let old = sources.members.iter().chain(&sources.left_out).filter(|&&source| source != unit.id);
    old.filter_map(|&source| registry.unit(source)).any(|source| registry.is_within(source.id, province.id))
}

/// The number of dossiers that the province receives in a month: a slow rise, fewer at Tết, more in autumn.
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

/// The dossiers received in these months.
pub(super) fn workload(registry: &UnitRegistry, months: &[Month], random: &mut ChaCha8Rng) -> Workload {
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

/// The relative size of a unit: the sum of the sizes of its predecessors, or else a random number.
fn size(
    registry: &UnitRegistry,
    unit: &Unit,
    sizes: &mut HashMap<UnitId, f64>,
    random: &mut ChaCha8Rng,
) -> f64 {
    if let Some(&known) = sizes.get(&unit.id) {
        return known;
    }
    let sources = registry.territory_of(unit.id, Boundaries::Current);
    let inherited: f64 = sources.members.iter().filter_map(|source| sizes.get(source)).sum();
    // Towns and wards have more visitors than communes.
    let own = if unit.kind == UnitKind::Commune { 0.7..1.2 } else { 1.1..1.9 };
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

/// The rows to be stored. The rounding error is carried from row to row, so that 78 % of the province's
/// dossiers are early.
pub(super) fn dossiers(workload: &Workload) -> Vec<NewDossiers> {
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
