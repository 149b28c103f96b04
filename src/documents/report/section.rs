//! A section of the report: a heading, sentences, a chart and its table, kept together as far as pages allow.

use std::rc::Rc;

use super::flow::{Flow, Piece};
use super::paragraph::Paragraph;
use super::style::{ABOVE_CHART, GAP, SCALE, SECTION_GAP, SMALL, WIDE_GAP};
use super::table::Table;
use crate::charts::Scene;
use crate::documents::pdf::typefaces::Typefaces;
use crate::domain::Language;
use crate::locale::{Argument, integer, message_with};

/// A chart that is drawn smaller than this share of its size has letters that nobody reads on paper.
const SMALLEST: f32 = 0.72;
/// Fewer rows than this below a chart are worth less than a larger chart.
const LEAST_ROWS: usize = 5;

/// Which rows stay where a table has more than there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// As many at its beginning as at its end: best and worst.
    BothEnds,
    /// The last ones, which are the latest months.
    Latest,
    /// The first ones, which are the headline questions.
    First,
}

/// A section.
pub(super) struct Section {
    pub(super) heading: Paragraph,
    pub(super) words: Vec<Piece>,
    pub(super) chart: Option<Rc<Scene>>,
    pub(super) table: Option<Table>,
    pub(super) kept: Kept,
}

/// What all sections are set with.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub(super) language: Language,
    pub(super) typefaces: &'static Typefaces,
}

impl Section {
    /// Sets it, and goes on with its table on at most `further` pages.
    pub(super) fn place(&self, flow: &mut Flow, further: usize, setting: Setting) {
        let chart = self.chart.as_ref().map_or(0.0, |chart| chart.height as f32 * SCALE + ABOVE_CHART);
        let least = self.words_height() + chart + self.least_table();
        if SECTION_GAP + least > flow.room() {
            flow.turn();
        }
        flow.skip(SECTION_GAP);
        flow.push(Piece::Heading(self.heading.clone()));
        for words in &self.words {
            flow.skip(GAP);
            flow.push(words.clone());
        }
        if let Some(chart) = &self.chart {
            flow.skip(ABOVE_CHART);
            let scale = self.scale(chart, flow.room());
            flow.push(Piece::Chart(Rc::clone(chart), scale));
        }
        if let Some(table) = &self.table {
            // Months are in the workbook too; units are named before a committee.
            let further = if self.kept == Kept::BothEnds { further } else { 0 };
            place_table(table, self.kept, flow, further, setting);
        }
    }

    fn words_height(&self) -> f32 {
        self.heading.height() + self.words.iter().map(|words| words.height() + GAP).sum::<f32>()
    }

    /// What must stand of the table right below the chart.
    fn least_table(&self) -> f32 {
        // Of questions all stand there, and the chart makes room for them; a hair more, so that rounding costs no row.
        let least = if self.kept == Kept::First { usize::MAX } else { LEAST_ROWS };
        self.table
            .as_ref()
            .map_or(0.0, |table| WIDE_GAP + 0.5 + table.height(&(0..table.rows.len().min(least))))
    }

    /// As large as can be beside the beginning of the table; where that is too small, as the page allows.
    fn scale(&self, chart: &Scene, room: f32) -> f32 {
        let height = chart.height as f32;
        let beside_table = (room - self.least_table()) / height;
        if beside_table >= SMALLEST * SCALE { beside_table.min(SCALE) } else { (room / height).min(SCALE) }
    }
}

/// Sets as many rows as there is room for below the chart and on so many further pages.
fn place_table(table: &Table, kept: Kept, flow: &mut Flow, further: usize, setting: Setting) {
    let here = flow.room() - WIDE_GAP;
    let here =
        Some(here).filter(|&room| table.rows_within(0, room).len() >= LEAST_ROWS.min(table.rows.len()));
    if here.is_none() && further == 0 {
        let sentence = left_out(table.rows.len(), setting.language);
        flow.skip(GAP);
        return flow.push(Piece::Words(setting.words(&sentence, SMALL)));
    }
    if here.is_none() {
        flow.turn();
    }
    let further = further - usize::from(here.is_none());
    let here = here.unwrap_or_else(Flow::whole_page);
    let pages = std::iter::once(here).chain(std::iter::repeat_n(Flow::whole_page(), further));
    let fitting = fitting(table, kept, &pages.collect::<Vec<_>>(), setting);
    let table = Rc::new(fitting);
    let mut next = 0;
    while next < table.rows.len() {
        let gap = if flow.is_fresh() { 0.0 } else { WIDE_GAP };
        let rows = table.rows_within(next, flow.room() - gap);
        if rows.is_empty() {
            // Not even one row goes on a page: there is nothing to be done.
            if flow.is_fresh() {
                return;
            }
            flow.turn();
            continue;
        }
        next = rows.end;
        flow.skip(WIDE_GAP);
        flow.push(Piece::Rows(Rc::clone(&table), rows));
    }
}

/// The table with as many rows as go on pages with so much room.
fn fitting(table: &Table, kept: Kept, pages: &[f32], setting: Setting) -> Table {
    let shortened = |rows: usize| {
        let kept = match kept {
            Kept::BothEnds => (rows.div_ceil(2), rows / 2),
            Kept::Latest => (0, rows),
            Kept::First => (rows, 0),
        };
        table.shortened(kept, |missing| left_out(missing, setting.language), setting.typefaces)
    };
    let goes_on = |table: &Table| {
        let next = pages.iter().fold(0, |next, &room| table.rows_within(next, room).end.max(next));
        next >= table.rows.len()
    };
    // What goes on with so many rows goes on with fewer, so that the number is found by halving.
    let (mut fits, mut too_many) = (0, table.rows.len() + 1);
    while too_many - fits > 1 {
        let rows = usize::midpoint(fits, too_many);
        if goes_on(&shortened(rows)) {
            fits = rows;
        } else {
            too_many = rows;
        }
    }
    shortened(fits)
}

fn left_out(rows: usize, language: Language) -> String {
    let count = Argument::from(integer(language, rows as u64));
    message_with(language, "report-rows-left-out", [("count", count)])
}
