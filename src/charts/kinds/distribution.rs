//! All five answers to every question: one bar per question, centred on the middle of the neutral answer, so
//! that dissatisfied answers extend to the left and satisfied ones to the right. The sums of both sides stand
//! beside the bar.

use crate::charts::frame::Frame;
use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::charts::text::notes::{Notes, Sign, SignNote, Spacing};
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{INK, MINOR, MINOR_FIGURES, QUIET_INK, RULE, SCALE, centred};
use crate::domain::{Language, QuestionReport, ReportContext};
use crate::locale::{self, message};

const COLUMN_HEADS_HEIGHT: f64 = 56.0;
const TALLEST_ROW: f64 = 104.0;
/// On narrow shapes, where the label stands above the bar.
const TALLEST_NARROW_ROW: f64 = 190.0;
const MIN_ROW: f64 = 68.0;
const BAR_HEIGHT: f64 = 52.0;
/// The distance from a bar to the next label.
const BELOW_BAR: f64 = 20.0;
const WIDEST_LABEL: f64 = 380.0;
const WIDEST_NARROW_LABEL: f64 = 560.0;
const GUTTER: f64 = 32.0;
/// The least share of the bars' width on either side of the middle.
const MIN_SIDE: f64 = 0.06;

const LABEL: TextStyle = TextStyle::regular(30.0, INK);
const LABEL_LEADING: f64 = 1.27;
const SHARE: TextStyle = TextStyle::bold(34.0, INK);
const REASON: TextStyle = TextStyle::regular(26.0, QUIET_INK);

/// The names of the answers, each with its colour, above the bars.
const LEGEND: Spacing = Spacing {
    text_style: TextStyle::regular(26.0, INK),
    sign: (24.0, 24.0),
    beside: 10.0,
    apart: 40.0,
    line: 44.0,
    above: 0.0,
    below: 12.0,
};
/// The legend of narrow shapes, where all five answers fit on one line.
const NARROW_LEGEND: Spacing = Spacing { text_style: TextStyle::regular(24.0, INK), apart: 18.0, ..LEGEND };

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let (report, language) = (&context.report, form.language);
    let rows: Vec<_> = report.questions.iter().map(|question| DistributionRow::new(question, form)).collect();
    // Without shares no colour occurs, and a legend would confuse.
    let legend = rows.iter().any(|row| row.shares.is_some()).then(|| legend(form));
    let heads = legend.as_ref().map_or(0.0, |legend| legend.height() + COLUMN_HEADS_HEIGHT);
    let least_row = rows.iter().map(DistributionRow::least_height).fold(0.0, f64::max);
    let least = heads + least_row * rows.len() as f64;

    let title = locale::comparison_finding(report, language);
    let figures = locale::figures_in_words(&report.questions, language);
    let (mut scene, area) = Frame::new(report, form, title).open(least, &figures);
    let columns = Columns::new(&rows, area, form);
    if let Some(legend) = &legend {
        legend.draw(&mut scene, (area.left, area.top));
        columns.draw_heads(&mut scene, area, area.top + legend.height(), form);
    }
    let tallest = if form.shape.is_narrow() { TALLEST_NARROW_ROW } else { TALLEST_ROW };
    let pitch = ((area.height() - heads) / rows.len().max(1) as f64).min(tallest.max(least_row));
    let mut top = area.top + heads;
    for row in &rows {
        row.draw(&mut scene, FilledRect { top, bottom: top + pitch, ..area }, &columns);
        top += pitch;
    }
    vec![scene]
}

/// The figures of the chart as a table.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    shares_table(context, &context.report.questions, language)
}

/// A table of questions with their shares, intervals, levels and numbers of answers.
pub(in crate::charts) fn shares_table<'a>(
    context: &ReportContext,
    questions: impl IntoIterator<Item = &'a QuestionReport>,
    language: Language,
) -> ChartTable {
    let head = |key: &str| message(language, key);
    let levels = (1..=5).map(|level| head(&format!("scale-{level}")));
    let numbers = [head("chart-column-share"), head("chart-column-interval")].into_iter().chain(levels);
    let numbers = numbers.chain([head("chart-column-answers")]);
    let mut table =
        ChartTable::new(locale::subject(&context.report, language), head("table-question"), numbers);
    for question in questions {
        let missing = || head("suppressed-cell");
        let share = question.top_two.map_or_else(missing, |top| locale::percent(language, top.share));
        let interval =
            question.top_two.map_or_else(missing, |top| locale::percent_range(language, top.low, top.high));
        let level = |count: Option<u64>| {
            let count = count.filter(|_| question.n > 0);
            count.map_or_else(missing, |count| {
                locale::true_percent(language, count as f64 / question.n as f64)
            })
        };
        let cells = [question.label.get(language).to_owned(), share, interval].into_iter();
        let cells = cells.chain(question.counts.map(level));
        table.push(cells.chain([locale::integer(language, question.n)]));
    }
    table
}

fn legend(form: ChartForm) -> Notes {
    let note = |(level, (colour, _))| {
        let text = message(form.language, &format!("scale-{level}"));
        SignNote { sign: Sign::Colour(colour), text }
    };
    let notes: Vec<_> = (1..=5).zip(SCALE).map(note).collect();
    let spacing = if form.shape.is_narrow() { NARROW_LEGEND } else { LEGEND };
    Notes::spaced(form, &notes, spacing)
}

/// One question with its texts.
struct DistributionRow {
    label: TextBlock,
    /// The shares of the five answers; `None` without figures.
    shares: Option<[f64; 5]>,
    dissatisfied: String,
    satisfied: String,
    interval: String,
    answers: String,
    /// Why there are no figures.
    reason: String,
    form: ChartForm,
}

impl DistributionRow {
    fn new(question: &QuestionReport, form: ChartForm) -> Self {
        let language = form.language;
        let shares = question
            .all_counts()
            .filter(|_| question.n > 0)
            .map(|counts| counts.map(|count| count as f64 / question.n as f64));
        let percent = |share| locale::percent(language, share);
        let label = question.label.get(language);
        let widest = if form.shape.is_narrow() { WIDEST_NARROW_LABEL } else { WIDEST_LABEL };
        Self {
            label: TextBlock::wrap(form.typeface, label, LABEL, widest, LABEL_LEADING),
            shares,
            dissatisfied: shares.map_or_else(String::new, |[lowest, low, ..]| percent(lowest + low)),
            satisfied: question.top_two.map_or_else(String::new, |estimate| percent(estimate.share)),
            interval: question.top_two.map_or_else(String::new, |estimate| {
                locale::percent_range(language, estimate.low, estimate.high)
            }),
            answers: if form.shape.is_narrow() {
                locale::answers(language, question.n)
            } else {
                locale::integer(language, question.n)
            },
            // The share may be published where the levels may not.
            reason: match question.top_two {
                Some(_) => message(language, "chart-levels-not-published"),
                None => locale::why_no_figure(question, language),
            },
            form,
        }
    }

    /// The least height in pixels, with a small gap to the next row.
    fn least_height(&self) -> f64 {
        if self.form.shape.is_narrow() {
            self.label.height() + BAR_HEIGHT + BELOW_BAR
        } else {
            (self.label.height() + 0.6 * LABEL.size).max(MIN_ROW)
        }
    }

    fn draw(&self, scene: &mut Scene, slot: FilledRect, columns: &Columns) {
        let slot = if self.form.shape.is_narrow() {
            let unused = (slot.height() - self.least_height()) / 2.0;
            self.draw_label_above(scene, FilledRect { top: slot.top + unused, ..slot });
            let top = slot.top + unused + self.label.height();
            FilledRect { top, bottom: top + BAR_HEIGHT, ..slot }
        } else {
            let baseline = slot.middle() + centred(SHARE);
            self.label.draw(scene, (slot.left, baseline - self.label.depth() / 2.0));
            scene.write(Anchor::End, (columns.interval, baseline), MINOR_FIGURES, &self.interval);
            scene.write(Anchor::End, (slot.right, baseline), MINOR_FIGURES, &self.answers);
            slot
        };
        // Words and numbers of a row share a baseline, whatever their size.
        let middle = slot.middle();
        let baseline = middle + centred(SHARE);
        // The share may be shown where single levels may not.
        scene.write(Anchor::End, (columns.satisfied, baseline), SHARE, &self.satisfied);
        let Some(shares) = self.shares else {
            scene.write(Anchor::Start, (columns.bars_left, baseline), REASON, &self.reason);
            return;
        };
        scene.write(Anchor::End, (columns.dissatisfied, baseline), SHARE, &self.dissatisfied);
        // The centre line. The bars cover it, so that it shows only between them.
        scene.block(FilledRect::upright(columns.middle, (slot.top, slot.bottom), 2.0), RULE);
        self.draw_segments(scene, middle, columns, shares);
    }

    /// Draws the label above the bar and, on its last line, the interval and the number of answers.
    fn draw_label_above(&self, scene: &mut Scene, slot: FilledRect) {
        let baseline = slot.top + self.label.size();
        self.label.draw(scene, (slot.left, baseline));
        let parts = [self.interval.as_str(), self.answers.as_str()];
        let rests_on = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let last = baseline + self.label.depth();
        scene.write(Anchor::End, (slot.right, last), MINOR_FIGURES, &rests_on);
    }

    fn draw_segments(&self, scene: &mut Scene, middle: f64, columns: &Columns, shares: [f64; 5]) {
        let [lowest, low, neutral, ..] = shares;
        let mut from = -(lowest + low + neutral / 2.0);
        for (share, (colour, ink)) in shares.into_iter().zip(SCALE) {
            let (left, right) = (columns.at(from), columns.at(from + share));
            from += share;
            scene
                .block(FilledRect { right, ..FilledRect::beside((left, middle), (0.0, BAR_HEIGHT)) }, colour);
            let words = locale::percent(self.form.language, share);
            let text_style = MINOR.in_colour(ink);
            if scene.typeface().width(&words, text_style) + 12.0 <= right - left {
                scene.write_at(Anchor::Middle, (f64::midpoint(left, right), middle), text_style, &words);
            }
        }
    }
}

/// The positions of the columns (of numbers, the right edge) and the common scale of all bars.
struct Columns {
    dissatisfied: f64,
    bars_left: f64,
    satisfied: f64,
    interval: f64,
    /// The middle of the neutral answer.
    middle: f64,
    /// The width of all answers to a question in pixels.
    whole: f64,
}

impl Columns {
    fn new(rows: &[DistributionRow], area: FilledRect, form: ChartForm) -> Self {
        let (mut left, mut right) = (MIN_SIDE, MIN_SIDE);
        for [lowest, low, neutral, high, highest] in rows.iter().filter_map(|row| row.shares) {
            left = left.max(lowest + low + neutral / 2.0);
            right = right.max(neutral / 2.0 + high + highest);
        }
        let columns = |dissatisfied: f64, (bars_left, bars_right): (f64, f64), satisfied, interval| {
            let whole = (bars_right - bars_left) / (left + right);
            Self { dissatisfied, bars_left, satisfied, interval, middle: bars_left + left * whole, whole }
        };
        let widest = |text_style: TextStyle, words: fn(&DistributionRow) -> &str| {
            form.widest(rows.iter().map(words), text_style)
        };
        let dissatisfied = widest(SHARE, |row| &row.dissatisfied);
        let satisfied = widest(SHARE, |row| &row.satisfied);
        if form.shape.is_narrow() {
            // The bars stand between the sums, below the labels.
            let before = if dissatisfied > 0.0 { dissatisfied + GUTTER } else { 0.0 };
            let bars = (area.left + before, area.right - satisfied - GUTTER);
            return columns(area.left + dissatisfied, bars, area.right, area.right);
        }
        // A row stands on one line.
        let head = |key: &str| form.typeface.width(&message(form.language, key), MINOR);
        let labels = rows.iter().map(|row| row.label.width(form.typeface)).fold(0.0, f64::max);
        // Labels have no column head, so the next head may extend over their column.
        let dissatisfied = dissatisfied.max(head("chart-column-dissatisfied") - labels - GUTTER);
        let dissatisfied = area.left + labels + GUTTER + dissatisfied;
        let answers = widest(MINOR_FIGURES, |row| &row.answers).max(head("chart-column-answers"));
        let interval = area.right - answers - GUTTER;
        let share = satisfied.max(head("chart-column-satisfied"));
        let satisfied = interval - widest(MINOR_FIGURES, |row| &row.interval) - 16.0;
        columns(dissatisfied, (dissatisfied + GUTTER, satisfied - share - GUTTER), satisfied, interval)
    }

    /// The x position of a share to the left (negative) or the right of the middle.
    fn at(&self, share: f64) -> f64 {
        self.middle + share * self.whole
    }

    fn draw_heads(&self, scene: &mut Scene, area: FilledRect, top: f64, form: ChartForm) {
        let mut head = |anchor: Anchor, x: f64, key: &str| {
            scene.write(anchor, (x, top + 36.0), MINOR, &message(form.language, key));
        };
        if form.shape.is_narrow() {
            head(Anchor::Start, area.left, "chart-column-dissatisfied");
            head(Anchor::End, self.satisfied, "chart-column-satisfied");
        } else {
            head(Anchor::End, self.dissatisfied, "chart-column-dissatisfied");
            head(Anchor::End, self.satisfied, "chart-column-satisfied");
            head(Anchor::End, area.right, "chart-column-answers");
        }
    }
}
