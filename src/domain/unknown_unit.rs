//! A code that nobody holds at the time asked for, and what may have been meant.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::{Boundaries, Unit, UnitCode, UnitId, UnitRegistry};

/// How many units are offered instead.
const MOST: usize = 3;

/// A unit that can be asked for instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownUnit {
    /// Its code.
    pub code: UnitCode,
    /// Its name with its kind.
    pub name: String,
    /// First day; `None` where it is older than the records.
    pub valid_from: Option<NaiveDate>,
    /// Last day; `None` while it lasts.
    pub valid_to: Option<NaiveDate>,
}

impl From<&Unit> for KnownUnit {
    fn from(unit: &Unit) -> Self {
        let (code, name) = (unit.code.clone(), unit.name.clone());
        Self { code, name, valid_from: unit.valid_from, valid_to: unit.valid_to }
    }
}

/// What may have been meant by a code that nobody holds at the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NearestUnit {
    /// Nobody ever held it: units with a code like it, the likeliest first; none where no code is near.
    Alike(Vec<KnownUnit>),
    /// Its last holder ended before: the units of the time that something of it went to.
    Past {
        /// The last holder.
        holder: KnownUnit,
        /// What it has become.
        became: Vec<KnownUnit>,
    },
    /// Its first holder began later: the units of the time that something of it came from.
    Future {
        /// The first holder.
        holder: KnownUnit,
        /// What it was before.
        was: Vec<KnownUnit>,
    },
}

/// A code that nobody holds at that time.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub struct UnknownUnit {
    /// The code that was looked up.
    pub code: UnitCode,
    /// What may have been meant.
    pub nearest: Box<NearestUnit>,
}

impl UnknownUnit {
    /// Says what may have been meant by `code`, asked for between the days `first` and `last`.
    pub(super) fn new(registry: &UnitRegistry, code: &UnitCode, first: NaiveDate, last: NaiveDate) -> Self {
        let ended = registry.holders_of(code).filter(|unit| unit.valid_to.is_some_and(|end| end < first));
        let later =
            registry.holders_of(code).filter(|unit| unit.valid_from.is_some_and(|begin| last < begin));
        let nearest = if let Some(holder) = ended.max_by_key(|unit| unit.valid_to) {
            let became = registry.heirs(holder.id, last).into_iter();
            let became = listed(registry, became, |unit| unit.id != holder.id);
            NearestUnit::Past { holder: holder.into(), became }
        } else if let Some(holder) = later.min_by_key(|unit| unit.valid_from) {
            let territory = registry.territory_of(holder.id, Boundaries::Current);
            let sources = territory.members.iter().chain(territory.parts.keys()).chain(&territory.left_out);
            let is_source = |unit: &Unit| {
                unit.is_valid_within(first, last) && unit.kind.is_lowest() == holder.kind.is_lowest()
            };
            let was = listed(registry, sources.copied(), is_source);
            NearestUnit::Future { holder: holder.into(), was }
        } else {
            NearestUnit::Alike(alike(registry, code, last))
        };
        Self { code: code.clone(), nearest: Box::new(nearest) }
    }

    /// The units that can be asked for instead at the same time, the likeliest first.
    pub fn choices(&self) -> &[KnownUnit] {
        match &*self.nearest {
            NearestUnit::Alike(units)
            | NearestUnit::Past { became: units, .. }
            | NearestUnit::Future { was: units, .. } => units,
        }
    }

    /// Who holds the code at another time.
    pub fn holder(&self) -> Option<&KnownUnit> {
        match &*self.nearest {
            NearestUnit::Alike(_) => None,
            NearestUnit::Past { holder, .. } | NearestUnit::Future { holder, .. } => Some(holder),
        }
    }
}

fn listed(
    registry: &UnitRegistry,
    ids: impl Iterator<Item = UnitId>,
    is_meant: impl Fn(&Unit) -> bool,
) -> Vec<KnownUnit> {
    let units = ids.filter_map(|id| registry.unit(id)).filter(|unit| is_meant(unit));
    let mut units: Vec<KnownUnit> = units.map(KnownUnit::from).collect();
    units.sort_by(|left, right| left.code.cmp(&right.code));
    units.dedup();
    units.truncate(MOST);
    units
}

/// The units with the nearest codes, each code once, by its holder on `day` or else its last.
fn alike(registry: &UnitRegistry, code: &UnitCode, day: NaiveDate) -> Vec<KnownUnit> {
    let asked = code.as_str();
    // Some of a code has to be right; a province has only two digits, and there are few.
    let bound = if asked.len() > 2 { asked.len() / 2 + 1 } else { 2 };
    let number = |code: &str| code.parse::<i64>().unwrap_or(0);
    let near = |unit: &&Unit| {
        let known = unit.code.as_str();
        let distance = strsim::damerau_levenshtein(asked, known);
        // Neighbours have neighbouring numbers.
        let gap = number(asked).abs_diff(number(known));
        // Of a long time asked for, its end is meant.
        let is_away = !unit.is_valid_on(day);
        (distance, is_away, gap, unit.code.clone(), Reverse(unit.valid_to.unwrap_or(NaiveDate::MAX)))
    };
    let same_length = registry.units().filter(|unit| unit.code.as_str().len() == asked.len());
    let mut units: Vec<&Unit> = same_length.filter(|unit| near(unit).0 <= bound).collect();
    units.sort_by_cached_key(near);
    let mut seen = BTreeSet::new();
    units.retain(|unit| seen.insert(&unit.code));
    units.into_iter().take(MOST).map(KnownUnit::from).collect()
}

impl fmt::Display for UnknownUnit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = &self.code;
        match &*self.nearest {
            NearestUnit::Alike(units) => {
                write!(formatter, "no unit holds the code {code}")?;
                match units.first() {
                    Some(unit) => write!(formatter, "; the nearest is {}", named(unit)),
                    None => Ok(()),
                }
            }
            NearestUnit::Past { holder, became } => {
                let until = holder.valid_to.map(day).unwrap_or_default();
                write!(
                    formatter,
                    "no unit holds the code {code} at that time: {code} was {} until {until}",
                    holder.name
                )?;
                if became.is_empty() {
                    Ok(())
                } else {
                    write!(formatter, ", since then part of {}", list(became))
                }
            }
            NearestUnit::Future { holder, was } => {
                let since = holder.valid_from.map(day).unwrap_or_default();
                write!(
                    formatter,
                    "no unit holds the code {code} at that time: {code} is {} since {since}",
                    holder.name
                )?;
                if was.is_empty() { Ok(()) } else { write!(formatter, ", before that {}", list(was)) }
            }
        }
    }
}

fn named(unit: &KnownUnit) -> String {
    let until = unit.valid_to.map(|last| format!(", until {}", day(last)));
    format!("{} ({}{})", unit.code, unit.name, until.unwrap_or_default())
}

fn list(units: &[KnownUnit]) -> String {
    let units: Vec<String> = units.iter().map(|unit| format!("{} ({})", unit.name, unit.code)).collect();
    units.join(" or ")
}

fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
