//! The sheet of the lowest units within the unit: those whose shares may be shown with their limits and ranks, then those of
//! which only the number of answers is known.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Cell, Table, Wording};
use crate::domain::{ComparedUnit, UnitComparison, UnitVersion, UnshownUnit};
use crate::locale::{unit_standing, units_finding};

const HEADS: [&str; 16] = [
    "units-unit",
    "column-code",
    "table-n",
    "column-satisfied",
    "table-share",
    "column-from",
    "column-to",
    "units-standing",
    "column-limit-from",
    "column-limit-to",
    "column-far-limit-from",
    "column-far-limit-to",
    "column-rank-from",
    "column-rank-to",
    "column-since",
    "column-until",
];
/// What is reckoned of a shown unit and of no other: its standing, its limits, its ranks.
const PLACES: usize = 7;
/// The last columns: from when until when a unit existed.
const DAYS: usize = 2;
/// The figures of a unit that are withheld: satisfied answers, their share and its interval.
const WITHHELD: usize = 4;

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let table = wording.briefing.comparison.as_ref().map(|comparison| table(wording, comparison));
    wording.table_sheet("sheet-units", &table.unwrap_or_default(), "workbook-no-units")
}

fn table(wording: &Wording<'_>, comparison: &UnitComparison) -> Table {
    let language = wording.language;
    let mut remarks = vec![comparison.question.label.get(language).to_owned()];
    remarks.extend(units_finding(comparison, language));
    let shown = comparison.funnel.iter().flat_map(|funnel| &funnel.units);
    let shown = shown.map(|unit| shown_row(wording, unit));
    let not_shown = comparison.not_shown.iter().map(|unit| unshown_row(wording, unit));
    let mut rows: Vec<_> = shown.chain(not_shown).collect();
    let mut heads = HEADS.map(|key| wording.say(key)).to_vec();
    // Most months no unit begins or ends.
    if rows.iter().all(|row| row.iter().rev().take(DAYS).all(|cell| *cell == Cell::Empty)) {
        heads.truncate(HEADS.len() - DAYS);
        for row in &mut rows {
            row.truncate(HEADS.len() - DAYS);
        }
    }
    Table { remarks, heads, rows }
}

fn shown_row(wording: &Wording<'_>, unit: &ComparedUnit) -> Vec<Cell> {
    let [name, code, since, until] = version(&unit.version);
    vec![
        name,
        code,
        Cell::Count(unit.n),
        Cell::Count(unit.satisfied),
        Cell::Share(unit.top_two.share),
        Cell::Share(unit.top_two.low),
        Cell::Share(unit.top_two.high),
        Cell::words(unit_standing(unit.standing, wording.language)),
        Cell::Share(unit.limits.low),
        Cell::Share(unit.limits.high),
        Cell::Share(unit.far_limits.low),
        Cell::Share(unit.far_limits.high),
        Cell::Count(unit.rank.low as u64),
        Cell::Count(unit.rank.high as u64),
        since,
        until,
    ]
}

fn unshown_row(wording: &Wording<'_>, unit: &UnshownUnit) -> Vec<Cell> {
    let [name, code, since, until] = version(&unit.version);
    let missing = Cell::missing(wording.language, unit.n, unit.suppressed);
    let mut cells = vec![name, code, Cell::Count(unit.n)];
    cells.extend(std::iter::repeat_n(missing, WITHHELD));
    cells.extend(std::iter::repeat_n(Cell::Empty, PLACES));
    cells.extend([since, until]);
    cells
}

fn version(version: &UnitVersion) -> [Cell; 4] {
    let day = |day: Option<chrono::NaiveDate>| day.map_or(Cell::Empty, Cell::Day);
    [
        Cell::words(version.unit.name.as_str()),
        Cell::words(version.unit.code.as_str()),
        day(version.since),
        day(version.until),
    ]
}
