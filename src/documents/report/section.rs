//! The sections of the report, each with a heading, sentences, a chart and its table, kept together as far as
//! pages allow. The last one names the charts that cannot be drawn, with the reasons.

use std::ops::Range;
use std::rc::Rc;

use super::flow::{Flow, PagePiece};
use super::paragraph::{Letters, SetParagraph};
use super::style::{ABOVE_CHART, BODY, GAP, HEADING, SCALE, SECTION_GAP, SMALL, WIDE_GAP, WIDTH};
use super::table::ReportTable;
use crate::charts::{self, ChartError, ChartKind, ChartTable, Scene, Shape};
use crate::documents::pdf::typefaces::Typefaces;
use crate::domain::{Language, Outcome, QuestionReport, Report, ReportContext};
use crate::locale::{self, Argument, integer, message, message_with, units_finding};

/// The smallest scale of a chart, as a share of its full size; below it the text is illegible on paper.
const SMALLEST: f32 = 0.72;
/// The least number of table rows below a chart; with fewer, a larger chart is preferred.
const MIN_ROWS: usize = 5;
/// The greatest height in points of the chart that lists all units; a taller one is replaced by the funnel
/// chart.
const TALLEST_UNITS: f32 = 520.0;

/// Which rows are kept where a table has more than fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// As many at the beginning as at the end: the best and the worst.
    BothEnds,
    /// The last ones, which are the latest months.
    Latest,
    /// The first ones, which are the headline questions.
    First,
}

/// A section.
pub(super) struct ReportSection {
    pub(super) heading: SetParagraph,
    pub(super) words: Vec<PagePiece>,
    pub(super) chart: Option<Rc<Scene>>,
    pub(super) table: Option<ReportTable>,
    pub(super) kept: Kept,
}

/// The language and fonts of all sections.
#[derive(Clone, Copy)]
pub(super) struct SectionStyle {
    pub(super) language: Language,
    pub(super) typefaces: &'static Typefaces,
}

impl ReportSection {
    /// Lays out the section, whose table may continue on at most `further` pages.
    pub(super) fn place(&self, flow: &mut Flow, further: usize, setting: SectionStyle) {
        let chart = self.chart.as_ref().map_or(0.0, |chart| chart.height as f32 * SCALE + ABOVE_CHART);
        let least = self.words_height() + chart + self.least_table();
        if SECTION_GAP + least > flow.room() {
            flow.turn();
        }
        flow.skip(SECTION_GAP);
        flow.push(PagePiece::Heading(self.heading.clone()));
        for words in &self.words {
            flow.skip(GAP);
            flow.push(words.clone());
        }
        if let Some(chart) = &self.chart {
            flow.skip(ABOVE_CHART);
            let scale = self.scale(chart, flow.room());
            flow.push(PagePiece::Chart(Rc::clone(chart), scale));
        }
        if let Some(table) = &self.table {
            // Tables of months are cut, because the workbook has them. Tables of units may continue, because
            // committees discuss units by name.
            let further = if self.kept == Kept::BothEnds { further } else { 0 };
            place_table(table, self.kept, flow, further, setting);
        }
    }

    fn words_height(&self) -> f32 {
        self.heading.height() + self.words.iter().map(|words| words.height() + GAP).sum::<f32>()
    }

    /// The height in points of the part of the table that must stand directly below the chart.
    fn least_table(&self) -> f32 {
        // A table of questions is shown whole, and the chart makes room for it. The extra half point keeps
        // rounding from losing a row.
        let least = if self.kept == Kept::First { usize::MAX } else { MIN_ROWS };
        self.table
            .as_ref()
            .map_or(0.0, |table| WIDE_GAP + 0.5 + table.height(&(0..table.rows.len().min(least))))
    }

    /// The largest scale that leaves room for the beginning of the table; where that is too small, the
    /// largest that fits the page.
    fn scale(&self, chart: &Scene, room: f32) -> f32 {
        let height = chart.height as f32;
        let beside_table = (room - self.least_table()) / height;
        if beside_table >= SMALLEST * SCALE { beside_table.min(SCALE) } else { (room / height).min(SCALE) }
    }
}

/// Lays out as many rows as fit below the chart and on `further` pages.
fn place_table(table: &ReportTable, kept: Kept, flow: &mut Flow, further: usize, setting: SectionStyle) {
    let here = flow.room() - WIDE_GAP;
    let here = Some(here).filter(|&room| table.rows_within(0, room).len() >= MIN_ROWS.min(table.rows.len()));
    if here.is_none() && further == 0 {
        let sentence = left_out(table.rows.len(), setting.language);
        flow.skip(GAP);
        return flow.push(PagePiece::Words(setting.words(&sentence, SMALL)));
    }
    if here.is_none() {
        flow.turn();
    }
    let further = further - usize::from(here.is_none());
    let here = here.unwrap_or_else(Flow::whole_page);
    let rooms: Vec<f32> =
        std::iter::once(here).chain(std::iter::repeat_n(Flow::whole_page(), further)).collect();
    let table = Rc::new(fitting(table, kept, &rooms, setting));
    for (page, rows) in paged(&table, &rooms).into_iter().enumerate() {
        if page > 0 {
            flow.turn();
        }
        flow.skip(WIDE_GAP);
        flow.push(PagePiece::Rows(Rc::clone(&table), rows));
    }
}

/// The rows for each page, where `rooms` are the pages' free heights in points.
fn paged(table: &ReportTable, rooms: &[f32]) -> Vec<Range<usize>> {
    let mut next = 0;
    let pages = rooms.iter().map(|&room| {
        let rows = table.rows_within(next, room);
        next = rows.end;
        rows
    });
    pages.filter(|rows| !rows.is_empty()).collect()
}

/// Shortens the table to as many rows as fit on pages with these `rooms`.
fn fitting(table: &ReportTable, kept: Kept, rooms: &[f32], setting: SectionStyle) -> ReportTable {
    let shortened = |rows: usize| {
        let kept = match kept {
            Kept::BothEnds => (rows.div_ceil(2), rows / 2),
            Kept::Latest => (0, rows),
            Kept::First => (rows, 0),
        };
        table.shortened(kept, |missing| left_out(missing, setting.language), setting.typefaces)
    };
    let goes_on =
        |table: &ReportTable| paged(table, rooms).last().map_or(0, |rows| rows.end) >= table.rows.len();
    // Fitting is monotonic in the number of rows, so the number is found by bisection.
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

/// The sections drawn so far, and the charts that cannot be drawn, with the reasons.
struct Sections<'a> {
    context: &'a ReportContext,
    setting: SectionStyle,
    drawn: Vec<ReportSection>,
    missing: Vec<PagePiece>,
}

/// Groups rows by month where a table is ordered by question, so that cutting it removes whole months.
fn together(table: &mut ChartTable) {
    let months: Vec<_> = table.rows.iter().map(|row| row.first().cloned()).collect();
    table.rows.sort_by_cached_key(|row| months.iter().position(|month| month.as_ref() == row.first()));
}

/// Composes the sections between the cover and the section on method.
pub(super) fn sections(
    context: &ReportContext,
    comments: u64,
    setting: SectionStyle,
) -> Result<Vec<ReportSection>, ChartError> {
    let mut sections = Sections { context, setting, drawn: Vec::new(), missing: Vec::new() };
    let report = &context.report;
    let has_shares = report.questions.iter().any(|question| question.top_two.is_some());
    sections.add(ChartKind::Distribution, has_shares)?;
    let mut points = context.series.iter().flat_map(|series| &series.points);
    let has_series = points.any(|point| point.top_two.is_some());
    sections.add(ChartKind::Trend, has_series)?;
    sections.add_units()?;
    let has_dossiers = context.activity.iter().any(|month| month.dossiers.is_some());
    sections.add(ChartKind::Dossiers, has_dossiers)?;
    let has_activity = has_dossiers || context.activity.iter().any(|month| month.responses > 0);
    sections.add(ChartKind::Participation, has_activity)?;
    sections.add_words("certainty", setting.sentences(certainty(report, setting)));
    sections.add_words("comments", setting.sentences(said_of_comments(context, comments, setting)));
    let missing = std::mem::take(&mut sections.missing);
    sections.add_words("missing", missing);
    Ok(sections.drawn)
}

impl Sections<'_> {
    /// Adds a chart if `is_there`; else names it as missing with the reason.
    fn add(&mut self, kind: ChartKind, is_there: bool) -> Result<(), ChartError> {
        if is_there {
            let scene = charts::picture(kind, self.context, self.setting.language, Shape::Panel)?;
            let mut table = charts::table(kind, self.context, self.setting.language);
            together(&mut table);
            let kept = if kind == ChartKind::Distribution { Kept::First } else { Kept::Latest };
            self.draw(scene, kind, &table, kept, Vec::new());
        } else {
            let why = message(self.setting.language, &format!("report-without-{kind}"));
            self.miss(kind, &why);
        }
        Ok(())
    }

    /// Adds the comparison of the units below, if there are any.
    fn add_units(&mut self) -> Result<(), ChartError> {
        let (context, language) = (self.context, self.setting.language);
        let is_lowest = context.report.unit.kind.is_lowest();
        let Some(comparison) = context.comparison.as_ref().filter(|_| !is_lowest) else { return Ok(()) };
        let sentences = units_finding(comparison, language);
        if comparison.funnel.is_none() {
            self.miss(ChartKind::Units, &sentences.join(" "));
            return Ok(());
        }
        let picture = |kind| charts::picture(kind, context, language, Shape::Panel);
        let bars = picture(ChartKind::Units)?;
        let is_short = bars.height as f32 * SCALE <= TALLEST_UNITS;
        let scene = if is_short { bars } else { picture(ChartKind::Funnel)? };
        // Rows without a figure are left out, because the chart states how many units are not published.
        let mut table = charts::table(ChartKind::Units, context, language);
        let hidden = message(language, "suppressed-cell");
        table.rows.retain(|row| !row.contains(&hidden));
        // The first sentence is the title of the chart. The others, such as the number expected by chance,
        // are not on it.
        let by_chance = self.setting.sentences(sentences.into_iter().skip(1));
        self.draw(scene, ChartKind::Units, &table, Kept::BothEnds, by_chance);
        Ok(())
    }

    fn draw(&mut self, scene: Scene, kind: ChartKind, table: &ChartTable, kept: Kept, words: Vec<PagePiece>) {
        let heading = self.setting.heading(kind.name());
        let table = (!table.rows.is_empty()).then(|| ReportTable::set(table, WIDTH, self.setting.typefaces));
        self.drawn.push(ReportSection { heading, words, chart: Some(Rc::new(scene)), table, kept });
    }

    fn miss(&mut self, kind: ChartKind, why: &str) {
        let label = message(self.setting.language, &format!("report-heading-{kind}"));
        self.missing.push(self.setting.item(&label, why));
    }

    /// Adds a section without a chart, unless `words` is empty.
    fn add_words(&mut self, name: &str, words: Vec<PagePiece>) {
        if !words.is_empty() {
            let heading = self.setting.heading(name);
            self.drawn.push(ReportSection { heading, words, chart: None, table: None, kept: Kept::Latest });
        }
    }
}

impl SectionStyle {
    /// Sets text over the width of the page.
    pub(super) fn words(self, text: &str, letters: Letters) -> SetParagraph {
        SetParagraph::set(text, letters, WIDTH, self.typefaces)
    }

    /// A paragraph for each sentence.
    fn sentences(self, sentences: impl IntoIterator<Item = String>) -> Vec<PagePiece> {
        sentences.into_iter().map(|sentence| PagePiece::Words(self.words(&sentence, BODY))).collect()
    }

    /// The heading of a section.
    pub(super) fn heading(self, name: &str) -> SetParagraph {
        self.words(&message(self.language, &format!("report-heading-{name}")), HEADING)
    }
}

/// How the headline figures compare with earlier ones, how certain they are, and further indicators.
fn certainty(report: &Report, setting: SectionStyle) -> Vec<String> {
    let shown = report.headlines().filter(|question| question.top_two.is_some());
    let of = |question: &QuestionReport| {
        let parts = [changes(question, setting), bounds(question, setting)].concat();
        let label = question.label.get(setting.language);
        (!parts.is_empty()).then(|| format!("{label}. {}", parts.join(" ")))
    };
    shown.filter_map(of).chain(locale::indicator_sentence(report, setting.language)).collect()
}

/// How the share compares with earlier periods. Periods without answers are left out.
fn changes(question: &QuestionReport, setting: SectionStyle) -> Vec<String> {
    let compared = question.told_comparisons();
    let compared = compared.filter(|comparison| comparison.outcome != Outcome::NoAnswers);
    compared
        .map(|comparison| locale::capitalised(&locale::comparison_sentence(comparison, setting.language)))
        .collect()
}

/// The share weighted by the units' dossiers, and its worst-case bounds.
fn bounds(question: &QuestionReport, setting: SectionStyle) -> Vec<String> {
    let language = setting.language;
    let range = |low, high| ("range", Argument::from(locale::percent_range(language, low, high)));
    let weighted = question.top_two_weighted.map(|weighted| {
        let estimate = weighted.estimate;
        let share = ("share", Argument::from(locale::percent(language, estimate.share)));
        message_with(language, "figure-weighted", [share, range(estimate.low, estimate.high)])
    });
    let worst_case = question
        .worst_case
        .map(|bounds| message_with(language, "figure-worst-case", [range(bounds.low, bounds.high)]));
    [weighted, worst_case].into_iter().flatten().map(|sentence| format!("{sentence}.")).collect()
}

/// The sentence on the number of responses with a comment.
fn said_of_comments(context: &ReportContext, comments: u64, setting: SectionStyle) -> Option<String> {
    if comments == 0 {
        // Without responses the absence of comments is not mentioned.
        return (context.report.responses > 0).then(|| message(setting.language, "report-comments-none"));
    }
    let count = Argument::from(integer(setting.language, comments));
    Some(message_with(setting.language, "report-comments", [("count", count)]))
}
