//! The responses: who answered when and where. What they answered is in `answers`.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc, Weekday};
use chrono_tz::Asia::Ho_Chi_Minh;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use super::answers::{fill_in, pick_comment};
use super::offices::OpenOffice;
use super::workload::{Workload, offices_on, rounded};
use crate::domain::{Comment, Mode, Month, Response, ResponseId, Sheet, Survey, UnitId, UnitRegistry};

/// One sheet before it is filled in.
pub(super) struct Visit<'a> {
    pub(super) unit: UnitId,
    pub(super) office: &'a OpenOffice,
    pub(super) at: DateTime<Utc>,
}

pub(super) fn generate(
    (registry, survey): (&UnitRegistry, &Survey),
    months: &[Month],
    workload: &Workload,
    offices: &[OpenOffice],
    random: &mut ChaCha8Rng,
) -> Vec<Response> {
    let mut moods = HashMap::new();
    let mut sheets = Vec::new();
    for &month in months {
        let visits = visits(registry, workload, offices, month, random);
        let answered = fill_in(survey, month, &visits, &mut moods, random);
        for (visit, answers) in visits.iter().zip(answered) {
            let settled = answers.first().copied().flatten();
            let comment = pick_comment(settled, random).and_then(|text| Comment::parse(text).ok().flatten());
            sheets.push(Response {
                id: sheet_id(visit.at, random),
                unit: visit.unit,
                channel: Some(visit.office.channel.id),
                revision: survey.revision.id,
                mode: visit.office.channel.mode,
                submitted_at: visit.at,
                late: false,
                sheet: Sheet { answers, comment },
            });
        }
    }
    sheets
}

fn visits<'a>(
    registry: &UnitRegistry,
    workload: &Workload,
    offices: &'a [OpenOffice],
    month: Month,
    random: &mut ChaCha8Rng,
) -> Vec<Visit<'a>> {
    let mut visits = Vec::new();
    for unit in offices_on(registry, month.first_day()) {
        let open: Vec<&OpenOffice> = offices
            .iter()
            .filter(|office| office.since <= month.last_day())
            .filter(|office| registry.unit_of_the_day(office.channel.unit, month.first_day()) == unit.id)
            .collect();
        let weight = |office: &&OpenOffice| if office.channel.mode == Mode::Verified { 0.3 } else { 1.0 };
        let weights: Vec<f64> = open.iter().map(weight).collect();
        let whole: f64 = weights.iter().sum();
        let rate = random.random_range(0.20..0.36);
        for (office, weight) in open.into_iter().zip(weights) {
            let expected =
                f64::from(workload.get(&(month, unit.id)).copied().unwrap_or(0)) * rate * weight / whole;
            for _ in 0..rounded(expected * part_of_month(office.since, month)) {
                visits.push(Visit { unit: unit.id, office, at: moment(office.since, month, random) });
            }
        }
    }
    visits
}

/// How much of the month the poster has hung.
fn part_of_month(since: NaiveDate, month: Month) -> f64 {
    let days = f64::from(month.last_day().day());
    let missed = (since - month.first_day()).num_days().max(0);
    (days - missed as f64) / days
}

/// A moment of office hours, on a day from Monday to Saturday on which the poster hung.
fn moment(since: NaiveDate, month: Month, random: &mut ChaCha8Rng) -> DateTime<Utc> {
    let first = since.max(month.first_day());
    let span = (month.last_day() - first).num_days();
    let day = loop {
        let day = first + chrono::Duration::days(random.random_range(0..=span));
        // A poster put up on the last day of a month that is a Sunday gets its answers all the same.
        if day.weekday() != Weekday::Sun || span == 0 {
            break day;
        }
    };
    let minute = random.random_range(0..600);
    let local = day.and_hms_opt(7 + minute / 60, minute % 60, random.random_range(0..60)).unwrap_or_default();
    let moment = Ho_Chi_Minh.from_local_datetime(&local).single();
    moment.map(|moment| moment.with_timezone(&Utc)).unwrap_or_default()
}

fn sheet_id(at: DateTime<Utc>, random: &mut ChaCha8Rng) -> ResponseId {
    let mut bytes = [0; 10];
    random.fill_bytes(&mut bytes);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    ResponseId(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}
