//! Who took up the model when, and the channels at their counters.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::workload::offices_on;
use crate::app::AppError;
use crate::app::catalogue::random_code;
use crate::domain::{Boundaries, Channel, Mode, Survey, UnitId, UnitRegistry};
use crate::store::{Connection, NewChannel, channels_of_units, insert_channel};

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
/// Of the 139 communes, wards and towns at the end of 2024, so many had not taken it up.
const WITHOUT: usize = 10;

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A unit and the day on which it takes up the model.
pub(super) type Adoption = (UnitId, NaiveDate);

/// The ten named units at their dates, then the others, until 129 of the 139 units of December 2024 have it.
pub(super) fn adoptions(registry: &UnitRegistry, random: &mut ChaCha8Rng) -> Vec<Adoption> {
    let mut adoptions: Vec<Adoption> = NAMED
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

/// The unit itself, or those that became it, as far as they exist on `on`.
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

/// Hangs up the posters: at least one a unit; some have a second counter, some hand out one-time codes.
pub(super) async fn open(
    connection: &mut Connection,
    registry: &UnitRegistry,
    survey: &Survey,
    adoptions: &[Adoption],
    random: &mut ChaCha8Rng,
) -> Result<Vec<OpenOffice>, AppError> {
    let merger = day(2025, 7, 1);
    let adopted: BTreeSet<UnitId> =
        adoptions.iter().map(|&(unit, _)| registry.unit_of_the_day(unit, merger)).collect();
    // Where only parts of adopted units went, the new office put up a poster of its own.
    let late = offices_on(registry, merger).into_iter().filter(|unit| !adopted.contains(&unit.id));
    let late: Vec<Adoption> = late.map(|unit| (unit.id, merger)).collect();
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
