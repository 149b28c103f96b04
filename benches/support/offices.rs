//! The communes, wards and towns of the province, and a channel for each of them.

use chrono::NaiveDate;
use hailong::app::ImportKind;
use hailong::domain::ChannelId;
use hailong::store::DATABASE;
use serde::Deserialize;

use super::installation::Installation;

/// The real units.
pub(super) const UNITS: &str = include_str!("../../assets/data/units.csv");
const PROVINCE: &str = "33";

#[derive(Deserialize)]
struct Unit {
    code: String,
    kind: String,
    parent: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

impl Unit {
    fn is_valid_from_to(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.valid_from.is_none_or(|first| first <= from) && self.valid_to.is_none_or(|last| last >= to)
    }

    fn has_an_office(&self) -> bool {
        matches!(self.kind.as_str(), "commune" | "ward" | "town")
    }
}

/// Codes of the province's communes and wards of today.
pub fn communes_of_today() -> Vec<String> {
    let today = chrono::Utc::now().date_naive();
    communes(today, today)
}

/// Codes of the province's communes, wards and towns that existed during the whole of 2024.
pub fn communes_of_2024() -> Vec<String> {
    let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).expect("a day of 2024");
    // The first hours of the year in Vietnam belong to the old year in UTC.
    communes(day(1, 1), day(12, 31))
}

fn communes(from: NaiveDate, to: NaiveDate) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(UNITS.as_bytes());
    let units: Vec<Unit> = reader.deserialize().map(|unit| unit.expect("a unit")).collect();
    let valid = || units.iter().filter(|unit| unit.is_valid_from_to(from, to));
    let districts = valid().filter(|unit| unit.kind == "district" && unit.parent == PROVINCE);
    let parents: Vec<&str> = districts.map(|unit| unit.code.as_str()).chain([PROVINCE]).collect();
    let below = valid().filter(|unit| unit.has_an_office() && parents.contains(&unit.parent.as_str()));
    below.map(|unit| unit.code.clone()).collect()
}

/// A channel that receives responses.
#[derive(Clone, Debug)]
pub struct Office {
    /// The channel's id, for which form tokens are issued.
    pub channel: ChannelId,
    /// The channel's public code.
    pub code: String,
}

/// Makes a channel for each commune of today.
pub fn open_channels(installation: &Installation) -> Vec<Office> {
    let mut csv = "unit,label\n".to_owned();
    for commune in communes_of_today() {
        csv += &commune;
        csv += ",Quầy 1\n";
    }
    installation.import(DATABASE, ImportKind::Channels, csv);
    let rows = installation.sql().texts("SELECT id || ' ' || code FROM channels ORDER BY id");
    let offices = rows.iter().map(|row| {
        let (id, code) = row.split_once(' ').expect("an id and a code");
        Office { channel: ChannelId(id.parse().expect("an id")), code: code.to_owned() }
    });
    offices.collect()
}
