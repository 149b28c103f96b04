//! All five answers to every question: one bar a question, centred on the middle of the neutral answer, so that
//! what leans left is dissatisfied and what leans right satisfied. The sums of both sides stand beside it.

use super::frame::{Area, Frame};
use super::palette::{INK, QUIET_INK, RULE, SCALE};
use super::paragraph::Paragraph;
use super::scene::{Anchor, Block, Scene};
use super::typeface::{Lettering, Typeface};
use crate::domain::{Language, QuestionReport, Report};
use crate::locale::{self, message};

const LEGEND_HEIGHT: f64 = 56.0;
const COLUMN_HEADS_HEIGHT: f64 = 56.0;
const LEAST_ROW: f64 = 68.0;
const TALLEST_ROW: f64 = 104.0;
const BAR_HEIGHT: f64 = 52.0;
const GUTTER: f64 = 32.0;
const SWATCH: f64 = 26.0;
const LEGEND_GAP: f64 = 40.0;
/// The least share of the bars' width on either side of the middle.
const LEAST_SIDE: f64 = 0.06;
const WIDEST_LABEL: f64 = 380.0;

const LEGEND: Lettering = Lettering::regular(26.0, INK);
const HEAD: Lettering = Lettering::regular(24.0, QUIET_INK);
const LABEL: Lettering = Lettering::regular(30.0, INK);
const LABEL_LEADING: f64 = 1.27;
const SHARE: Lettering = Lettering::bold(34.0, INK);
const MINOR: Lettering = Lettering::regular(24.0, QUIET_INK);
const SEGMENT: Lettering = Lettering::regular(24.0, INK);
const REASON: Lettering = Lettering::regular(26.0, QUIET_INK);

/// Composes the chart.
pub(super) fn compose(report: &Report, language: Language, typeface: &'static Typeface) -> Scene {
    let rows: Vec<_> =
        report.questions.iter().map(|question| Row::new(question, language, typeface)).collect();
    // A legend for colours that do not occur would only raise questions.
    let legend = rows.iter().any(|row| row.shares.is_some());
    let heads = if legend { LEGEND_HEIGHT + COLUMN_HEADS_HEIGHT } else { 0.0 };
    let least_row = rows.iter().map(Row::least_height).fold(LEAST_ROW, f64::max);
    let least = heads + least_row * rows.len() as f64;

    let title = locale::comparison_finding(report, language);
    let figures = locale::figures_in_words(&report.questions, language);
    let (mut scene, area) = Frame::new(report, language, title, typeface).open(least, &figures);
    let columns = Columns::new(&rows, area, language, typeface);
    if legend {
        draw_legend(&mut scene, area, language);
        columns.draw_heads(&mut scene, area.top + LEGEND_HEIGHT, language);
    }
    let pitch = ((area.height() - heads) / rows.len().max(1) as f64).min(TALLEST_ROW.max(least_row));
    let scale = Scale::of(&rows, &columns);
    let mut top = area.top + heads;
    for row in &rows {
        row.draw(&mut scene, Area { top, bottom: top + pitch, ..area }, &columns, &scale);
        top += pitch;
    }
    scene
}

/// One question, with its words.
struct Row {
    label: Paragraph,
    /// The shares of the five answers; `None` without figures.
    shares: Option<[f64; 5]>,
    dissatisfied: String,
    satisfied: String,
    interval: String,
    answers: String,
    /// Why there are no figures.
    reason: String,
    language: Language,
}

impl Row {
    fn new(question: &QuestionReport, language: Language, typeface: &Typeface) -> Self {
        let shares = question
            .all_counts()
            .filter(|_| question.n > 0)
            .map(|counts| counts.map(|count| count as f64 / question.n as f64));
        let percent = |share| locale::percent(language, share);
        let label = question.label.get(language);
        Self {
            label: Paragraph::wrap(typeface, label, LABEL, (WIDEST_LABEL, LABEL_LEADING)),
            shares,
            dissatisfied: shares.map_or_else(String::new, |[lowest, low, ..]| percent(lowest + low)),
            satisfied: question.top_two.map_or_else(String::new, |estimate| percent(estimate.share)),
            interval: question.top_two.map_or_else(String::new, |estimate| {
                locale::percent_range(language, estimate.low, estimate.high)
            }),
            answers: locale::integer(language, question.n),
            // The share may stand beside levels that may not be shown.
            reason: match question.top_two {
                Some(_) => message(language, "chart-levels-not-published"),
                None => locale::why_no_figure(question, language),
            },
            language,
        }
    }

    /// What its label needs, with a little paper to the next.
    fn least_height(&self) -> f64 {
        self.label.height() + 0.6 * LABEL.size
    }

    fn draw(&self, scene: &mut Scene, slot: Area, columns: &Columns, scale: &Scale) {
        let middle = f64::midpoint(slot.top, slot.bottom);
        // Words and numbers of a row stand on one line, whatever their size.
        let baseline = middle + centred(SHARE);
        self.label.draw(scene, (columns.label, baseline - self.label.depth() / 2.0));
        scene.write(Anchor::End, (columns.answers, baseline), MINOR, &self.answers);
        let Some(shares) = self.shares else {
            scene.write(Anchor::Start, (columns.bars_left, baseline), REASON, &self.reason);
            self.draw_share(scene, columns, baseline);
            return;
        };
        scene.write(Anchor::End, (columns.dissatisfied, baseline), SHARE, &self.dissatisfied);
        // The line from which the bars lean; they cover it, and it shows between them.
        let line = Block { left: scale.middle - 1.0, right: scale.middle + 1.0, ..slot.block() };
        scene.block(line, RULE);
        self.draw_segments(scene, middle, scale, shares);
        self.draw_share(scene, columns, baseline);
    }

    /// It may be shown where single levels may not.
    fn draw_share(&self, scene: &mut Scene, columns: &Columns, baseline: f64) {
        scene.write(Anchor::End, (columns.satisfied, baseline), SHARE, &self.satisfied);
        scene.write(Anchor::End, (columns.interval, baseline), MINOR, &self.interval);
    }

    fn draw_segments(&self, scene: &mut Scene, middle: f64, scale: &Scale, shares: [f64; 5]) {
        let [lowest, low, neutral, ..] = shares;
        let mut from = -(lowest + low + neutral / 2.0);
        for (share, (colour, ink)) in shares.into_iter().zip(SCALE) {
            let (left, right) = (scale.at(from), scale.at(from + share));
            from += share;
            let (top, bottom) = (middle - BAR_HEIGHT / 2.0, middle + BAR_HEIGHT / 2.0);
            scene.block(Block { left, top, right, bottom }, colour);
            let words = locale::percent(self.language, share);
            let lettering = Lettering { colour: ink, ..SEGMENT };
            if scene.typeface().width(&words, lettering) + 12.0 <= right - left {
                let at = (f64::midpoint(left, right), middle + centred(lettering));
                scene.write(Anchor::Middle, at, lettering, &words);
            }
        }
    }
}

/// From the middle of a line to the baseline on which digits and capitals look centred.
fn centred(lettering: Lettering) -> f64 {
    0.36 * lettering.size
}

/// Where the columns stand: labels by their left edge, numbers by their right.
struct Columns {
    label: f64,
    dissatisfied: f64,
    bars_left: f64,
    bars_right: f64,
    satisfied: f64,
    interval: f64,
    answers: f64,
}

impl Columns {
    fn new(rows: &[Row], area: Area, language: Language, typeface: &Typeface) -> Self {
        let widest = |lettering: Lettering, words: &dyn Fn(&Row) -> &str| {
            rows.iter().map(|row| typeface.width(words(row), lettering)).fold(0.0, f64::max)
        };
        let head = |key: &str| typeface.width(&message(language, key), HEAD);
        let labels = rows.iter().map(|row| row.label.width(typeface)).fold(0.0, f64::max);
        // Labels have no head, so that the head beside them may reach over their column.
        let dissatisfied =
            widest(SHARE, &|row| &row.dissatisfied).max(head("chart-column-dissatisfied") - labels - GUTTER);
        let dissatisfied = area.left + labels + GUTTER + dissatisfied;
        let answers = widest(MINOR, &|row| &row.answers).max(head("chart-column-answers"));
        let interval = area.right - answers - GUTTER;
        let satisfied = interval - widest(MINOR, &|row| &row.interval) - 16.0;
        let share = widest(SHARE, &|row| &row.satisfied).max(head("chart-column-satisfied"));
        Self {
            label: area.left,
            dissatisfied,
            bars_left: dissatisfied + GUTTER,
            bars_right: satisfied - share - GUTTER,
            satisfied,
            interval,
            answers: area.right,
        }
    }

    fn draw_heads(&self, scene: &mut Scene, top: f64, language: Language) {
        let heads = [
            (Anchor::End, self.dissatisfied, "chart-column-dissatisfied"),
            (Anchor::End, self.satisfied, "chart-column-satisfied"),
            (Anchor::End, self.answers, "chart-column-answers"),
        ];
        for (anchor, x, key) in heads {
            scene.write(anchor, (x, top + 36.0), HEAD, &message(language, key));
        }
    }
}

/// From shares left (negative) and right of the middle to pixels, the same for all rows.
struct Scale {
    middle: f64,
    pixels: f64,
}

impl Scale {
    fn of(rows: &[Row], columns: &Columns) -> Self {
        let (mut left, mut right) = (LEAST_SIDE, LEAST_SIDE);
        for [lowest, low, neutral, high, highest] in rows.iter().filter_map(|row| row.shares) {
            left = left.max(lowest + low + neutral / 2.0);
            right = right.max(neutral / 2.0 + high + highest);
        }
        let pixels = (columns.bars_right - columns.bars_left) / (left + right);
        Self { middle: columns.bars_left + left * pixels, pixels }
    }

    fn at(&self, share: f64) -> f64 {
        self.middle + share * self.pixels
    }
}

/// The answers in the order in which the bars have them.
fn draw_legend(scene: &mut Scene, area: Area, language: Language) {
    let typeface = scene.typeface();
    let names: Vec<_> = (1..=5).map(|level| message(language, &format!("scale-{level}"))).collect();
    let mut x = area.left;
    let middle = area.top + LEGEND_HEIGHT / 2.0;
    for (name, (colour, _)) in names.iter().zip(SCALE) {
        let (top, bottom) = (middle - SWATCH / 2.0, middle + SWATCH / 2.0);
        scene.block(Block { left: x, top, right: x + SWATCH, bottom }, colour);
        x += SWATCH + 12.0;
        scene.write(Anchor::Start, (x, middle + centred(LEGEND)), LEGEND, name);
        x += typeface.width(name, LEGEND) + LEGEND_GAP;
    }
}
