//! The sections of the report, each a heading, sentences, a chart and its table, kept together as far as pages allow. What
//! cannot be drawn is named in the last of them, with the reason.

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

/// A chart that is drawn smaller than this share of its size has letters that nobody reads on paper.
const SMALLEST: f32 = 0.72;
/// Fewer rows than this below a chart are worth less than a larger chart.
const LEAST_ROWS: usize = 5;
/// A chart of all units that is higher than this many points gives way to one in which they are dots.
const TALLEST_UNITS: f32 = 520.0;

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
pub(super) struct ReportSection {
    pub(super) heading: SetParagraph,
    pub(super) words: Vec<PagePiece>,
    pub(super) chart: Option<Rc<Scene>>,
    pub(super) table: Option<ReportTable>,
    pub(super) kept: Kept,
}

/// What all sections are set with.
#[derive(Clone, Copy)]
pub(super) struct SectionStyle {
    pub(super) language: Language,
    pub(super) typefaces: &'static Typefaces,
}

impl ReportSection {
    /// Sets it, and goes on with its table on at most `further` pages.
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
fn place_table(table: &ReportTable, kept: Kept, flow: &mut Flow, further: usize, setting: SectionStyle) {
    let here = flow.room() - WIDE_GAP;
    let here =
        Some(here).filter(|&room| table.rows_within(0, room).len() >= LEAST_ROWS.min(table.rows.len()));
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

/// The rows that go on pages with so much room.
fn paged(table: &ReportTable, rooms: &[f32]) -> Vec<Range<usize>> {
    let mut next = 0;
    let pages = rooms.iter().map(|&room| {
        let rows = table.rows_within(next, room);
        next = rows.end;
        rows
    });
    pages.filter(|rows| !rows.is_empty()).collect()
}

/// The table with as many rows as go on pages with so much room.
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

/// What is drawn so far, and what cannot be, with the reason.
struct Sections<'a> {
    context: &'a ReportContext,
    setting: SectionStyle,
    drawn: Vec<ReportSection>,
    missing: Vec<PagePiece>,
}

/// Brings rows about the same month together, where a table has them question by question: what is cut off are whole
/// months.
fn together(table: &mut ChartTable) {
    let months: Vec<_> = table.rows.iter().map(|row| row.first().cloned()).collect();
    table.rows.sort_by_cached_key(|row| months.iter().position(|month| month.as_ref() == row.first()));
}

/// The sections between the cover and the page on method.
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
    let has_course = points.any(|point| point.top_two.is_some());
    sections.add(ChartKind::Trend, has_course)?;
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
    /// Adds a chart where there is something to draw.
    fn add(&mut self, kind: ChartKind, is_there: bool) -> Result<(), ChartError> {
        if is_there {
            let scene = charts::picture(kind, self.context, self.setting.language, Shape::Panel)?;
            let mut table = charts::table(kind, self.context, self.setting.language);
            together(&mut table);
            let kept = if kind == ChartKind::Distribution { Kept::First } else { Kept::Latest };
            self.draw(scene, (kind, &table), kept, Vec::new());
        } else {
            let why = message(self.setting.language, &format!("report-without-{kind}"));
            self.miss(kind, &why);
        }
        Ok(())
    }

    /// Adds the units below, where there are any.
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
        // Nothing is lost with rows without a figure: the chart says how many units are not published.
        let mut table = charts::table(ChartKind::Units, context, language);
        let hidden = message(language, "suppressed-cell");
        table.rows.retain(|row| !row.contains(&hidden));
        // What was found is the title of the chart; how much of it chance makes is not.
        let by_chance = self.setting.sentences(sentences.into_iter().skip(1));
        self.draw(scene, (ChartKind::Units, &table), Kept::BothEnds, by_chance);
        Ok(())
    }

    fn draw(
        &mut self,
        scene: Scene,
        (kind, table): (ChartKind, &ChartTable),
        kept: Kept,
        words: Vec<PagePiece>,
    ) {
        let heading = self.setting.heading(kind.name());
        let table = (!table.rows.is_empty()).then(|| ReportTable::set(table, WIDTH, self.setting.typefaces));
        self.drawn.push(ReportSection { heading, words, chart: Some(Rc::new(scene)), table, kept });
    }

    fn miss(&mut self, kind: ChartKind, why: &str) {
        let label = message(self.setting.language, &format!("report-heading-{kind}"));
        self.missing.push(self.setting.item(&label, why));
    }

    /// Adds a section without a chart, where there is something to say.
    fn add_words(&mut self, name: &str, words: Vec<PagePiece>) {
        if !words.is_empty() {
            let heading = self.setting.heading(name);
            self.drawn.push(ReportSection { heading, words, chart: None, table: None, kept: Kept::Latest });
        }
    }
}

impl SectionStyle {
    /// Words as wide as the page.
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

/// How the headline figures stand to earlier ones, how certain they are, and what is known besides.
fn certainty(report: &Report, setting: SectionStyle) -> Vec<String> {
    let shown = report.headlines().filter(|question| question.top_two.is_some());
    let of = |question: &QuestionReport| {
        let parts = [changes(question, setting), bounds(question, setting)].concat();
        let label = question.label.get(setting.language);
        (!parts.is_empty()).then(|| format!("{label}. {}", parts.join(" ")))
    };
    shown.filter_map(of).chain(locale::indicator_sentence(report, setting.language)).collect()
}

/// How the share stands to earlier periods. What nobody answered then is no news.
fn changes(question: &QuestionReport, setting: SectionStyle) -> Vec<String> {
    let compared = question.comparisons.iter();
    let compared = compared.filter(|comparison| comparison.outcome != Outcome::NoAnswers);
    compared
        .map(|comparison| locale::capitalised(&locale::comparison_sentence(comparison, setting.language)))
        .collect()
}

/// The share by the units' dossiers, and what it could be at worst and at best.
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

/// How many responses bear a comment.
fn said_of_comments(context: &ReportContext, comments: u64, setting: SectionStyle) -> Option<String> {
    if comments == 0 {
        // Where nobody answered nobody is missed.
        return (context.report.responses > 0).then(|| message(setting.language, "report-comments-none"));
    }
    let count = Argument::from(integer(setting.language, comments));
    Some(message_with(setting.language, "report-comments", [("count", count)]))
}
