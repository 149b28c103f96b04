//! The headline shares: each with a large figure, a bar from 0 to 100 %, its interval drawn and in words, and
//! the number of answers.

use crate::charts::frame::Frame;
use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{
    INK, INTERVAL_ABOVE, INTERVAL_BELOW, LABEL, MINOR, PAPER, QUIET_INK, TRACK, VERY_SATISFIED,
};
use crate::domain::{Estimate, Language, QuestionReport, ReportContext};
use crate::locale;

/// The greatest height of a row, so that one or two rows stay close together.
const TALLEST_ROW: f64 = 290.0;
const ROW_GAP: f64 = 32.0;
const BAR_HEIGHT: f64 = 52.0;
/// The distance from the last line of a finding to its bar.
const ABOVE_BAR: f64 = 24.0;
/// The distance from a bar to the text of its interval.
const BELOW_BAR: f64 = 66.0;
const AXIS_HEIGHT: f64 = 52.0;
/// The distance between the large figures and the bars.
const GUTTER: f64 = 56.0;
const BRACKET_GAP: f64 = 6.0;
const BRACKET_HEIGHT: f64 = 16.0;
const BRACKET_LINE: f64 = 4.0;
/// The least distance between two texts on one line.
const APART: f64 = 48.0;

const FIGURE: TextStyle = TextStyle::bold(136.0, VERY_SATISFIED);
/// The large figure of narrow shapes, where it stands above its bar.
const NARROW_FIGURE: TextStyle = TextStyle::bold(104.0, VERY_SATISFIED);
/// The left side bearing of digits in ems, which would look like an indent at this size.
const FIGURE_BEARING: f64 = 0.036;
/// Sizes of findings in pixels. The largest that keeps each on one line is used, else the last.
const FINDING_SIZES: [f64; 3] = [38.0, 35.0, 32.0];
const FINDING_LEADING: f64 = 1.35;
const ANSWERS: TextStyle = LABEL.in_colour(QUIET_INK);
const REASON: TextStyle = TextStyle::bold(30.0, INK);

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let (report, language) = (&context.report, form.language);
    let questions: Vec<_> = report.headlines().collect();
    let figure = if form.shape.is_narrow() { NARROW_FIGURE } else { FIGURE };
    // The column of figures with its gutter; 0 where there is no figure.
    let shares = questions.iter().filter_map(|question| question.top_two);
    let widest = form.widest(shares.map(|top| locale::percent(language, top.share)), figure);
    let figures_width = if widest > 0.0 { widest + GUTTER } else { 0.0 };
    let rows = set_rows(&questions, form, form.shape.content_width() - figures_width);
    let tallest = rows.iter().map(HeadlineRow::height).fold(0.0, f64::max) + ROW_GAP;
    let least = tallest * rows.len() as f64 + AXIS_HEIGHT;

    let title = locale::headline_finding(report, language);
    let figures = locale::figures_in_words(report.headlines(), language);
    let (mut scene, area) = Frame::new(report, form, title).open(least, &figures);
    let slot = ((area.height() - AXIS_HEIGHT) / rows.len().max(1) as f64).min(TALLEST_ROW.max(tallest));
    let unused = area.height() - AXIS_HEIGHT - slot * rows.len() as f64;
    // On narrow shapes the bars run below the figures, over the full width.
    let beside = area.left + figures_width;
    let left = if form.shape.is_narrow() { area.left } else { beside };
    let bars = FilledRect { left, top: area.top + unused / 2.0, ..area };
    let mut top = bars.top;
    for row in &rows {
        let place = FilledRect { top: top + (slot - row.height()) / 2.0, ..bars };
        row.draw(&mut scene, (area.left, beside), place);
        top += slot;
    }
    if rows.iter().any(|row| row.estimate.is_some()) {
        draw_axis(&mut scene, language, FilledRect { top, ..bars });
    }
    vec![scene]
}

/// The figures of the chart as a table.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    super::distribution::shares_table(context, context.report.headlines(), language)
}

fn set_rows(questions: &[&QuestionReport], form: ChartForm, width: f64) -> Vec<HeadlineRow> {
    let mut rows = Vec::new();
    for text_style in FINDING_SIZES.map(|size| TextStyle::regular(size, INK)) {
        let set = |question: &&QuestionReport| HeadlineRow::new(question, form, text_style, width);
        rows = questions.iter().map(set).collect();
        if rows.iter().all(|row| row.finding.len() <= 1) {
            break;
        }
    }
    rows
}

/// One headline question.
struct HeadlineRow {
    figure: String,
    finding: TextBlock,
    estimate: Option<Estimate>,
    /// The interval in words, or why there is none.
    statement: String,
    answers: String,
    form: ChartForm,
}

impl HeadlineRow {
    fn new(question: &QuestionReport, form: ChartForm, text_style: TextStyle, width: f64) -> Self {
        let language = form.language;
        let estimate = question.top_two;
        // A finding without a share before it is an incomplete sentence.
        let words = if estimate.is_some() { &question.finding } else { &question.label };
        Self {
            figure: estimate.map_or_else(String::new, |estimate| locale::percent(language, estimate.share)),
            finding: TextBlock::wrap(form.typeface, words.get(language), text_style, width, FINDING_LEADING),
            estimate,
            statement: estimate.map_or_else(
                || locale::why_no_figure(question, language),
                |estimate| locale::interval_in_words(estimate, language),
            ),
            answers: locale::answers(language, question.n),
            form,
        }
    }

    fn height(&self) -> f64 {
        let below = if self.estimate.is_some() { BELOW_BAR } else { 0.0 };
        self.above_bar() + BAR_HEIGHT + below
    }

    /// The height above the bar: the finding and, on narrow shapes, the figure beside it.
    fn above_bar(&self) -> f64 {
        let figure =
            if self.form.shape.is_narrow() && self.estimate.is_some() { NARROW_FIGURE.size } else { 0.0 };
        self.finding.height().max(figure) + ABOVE_BAR
    }

    fn draw(&self, scene: &mut Scene, (left, beside): (f64, f64), bars: FilledRect) {
        let top = bars.top + self.above_bar();
        let bar = FilledRect { top, bottom: top + BAR_HEIGHT, ..bars };
        if self.form.shape.is_narrow() {
            // The last line of the finding and the digits share a baseline.
            let baseline = top - ABOVE_BAR - 0.2 * self.finding.size();
            self.finding.draw(scene, (beside, baseline - self.finding.depth()));
            let at = (left - FIGURE_BEARING * NARROW_FIGURE.size, baseline);
            scene.write(Anchor::Start, at, NARROW_FIGURE, &self.figure);
        } else {
            self.finding.draw(scene, (bars.left, bars.top + self.finding.size()));
            // The baseline of the digits is the lower edge of the bar.
            let at = (left - FIGURE_BEARING * FIGURE.size, bar.bottom);
            scene.write(Anchor::Start, at, FIGURE, &self.figure);
        }
        scene.block(bar, TRACK);
        if let Some(estimate) = self.estimate {
            draw_bar(scene, bar, estimate);
            self.draw_statements(scene, bar, estimate);
        } else {
            let at = (bar.left + 24.0, bar.top + BAR_HEIGHT / 2.0);
            scene.write_at(Anchor::Start, at, REASON, &self.statement);
        }
    }

    /// Writes the interval in words below the bracket, and the number of answers at the end of the line that
    /// has room.
    fn draw_statements(&self, scene: &mut Scene, bar: FilledRect, estimate: Estimate) {
        let baseline = bar.bottom + BELOW_BAR - 8.0;
        let width = scene.typeface().width(&self.statement, LABEL);
        let answers_width = scene.typeface().width(&self.answers, ANSWERS);
        let middle = bar.left + bar.width() * f64::midpoint(estimate.low, estimate.high);
        let from = (middle - width / 2.0).min(bar.right - width).max(bar.left);
        let (anchor, x, from) = if from >= bar.left + answers_width + APART {
            (Anchor::Start, bar.left, from)
        } else {
            let last = bar.right - answers_width - APART - width;
            (Anchor::End, bar.right, from.min(last).max(bar.left))
        };
        scene.write(Anchor::Start, (from, baseline), LABEL, &self.statement);
        scene.write(anchor, (x, baseline), ANSWERS, &self.answers);
    }
}

/// Draws the share as a bar, with the interval over it.
fn draw_bar(scene: &mut Scene, bar: FilledRect, estimate: Estimate) {
    let at = |share: f64| bar.left + bar.width() * share.clamp(0.0, 1.0);
    scene.block(FilledRect { right: at(estimate.share), ..bar }, VERY_SATISFIED);
    for (from, to, colour) in
        [(estimate.low, estimate.share, INTERVAL_BELOW), (estimate.share, estimate.high, INTERVAL_ABOVE)]
    {
        scene.block(FilledRect { left: at(from), right: at(to), ..bar }, colour);
    }
    for quarter in [0.25, 0.5, 0.75] {
        scene.block(FilledRect::upright(at(quarter), (bar.top, bar.bottom), 2.0), PAPER);
    }
    draw_bracket(scene, bar, (at(estimate.low), at(estimate.high)));
}

/// Draws a bracket over the interval, between the bar and the text.
fn draw_bracket(scene: &mut Scene, bar: FilledRect, (low, high): (f64, f64)) {
    // The narrowest interval is still a visible line within the width of the bar.
    let right = high.max(low + BRACKET_LINE).min(bar.right);
    let left = low.min(right - BRACKET_LINE);
    let top = bar.bottom + BRACKET_GAP;
    let bottom = top + BRACKET_HEIGHT;
    scene.block(FilledRect { left, top: bottom - BRACKET_LINE, right, bottom }, INK);
    scene.block(FilledRect { left, top, right: left + BRACKET_LINE, bottom }, INK);
    scene.block(FilledRect { left: right - BRACKET_LINE, top, right, bottom }, INK);
}

/// Draws the common scale of all bars, below the last.
fn draw_axis(scene: &mut Scene, language: Language, bars: FilledRect) {
    for percent in [0_u64, 25, 50, 75, 100] {
        let anchor = match percent {
            0 => Anchor::Start,
            100 => Anchor::End,
            _ => Anchor::Middle,
        };
        let x = bars.left + bars.width() * percent as f64 / 100.0;
        let label = format!("{}%", locale::integer(language, percent));
        scene.write(anchor, (x, bars.top + 32.0), MINOR, &label);
    }
}
