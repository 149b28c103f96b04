//! One question: its bar, the sums of both sides, and what they rest on.

use super::columns::{Columns, Scale};
use crate::charts::frame::Area;
use crate::charts::paragraph::Paragraph;
use crate::charts::scene::{Anchor, Block, Scene};
use crate::charts::shape::Form;
use crate::charts::theme::{INK, QUIET_INK, RULE, SCALE, centred};
use crate::charts::typeface::{Lettering, Typeface};
use crate::domain::QuestionReport;
use crate::locale::{self, message};

const LEAST_ROW: f64 = 68.0;
const BAR_HEIGHT: f64 = 52.0;
/// From a bar to the label of the next.
const BELOW_BAR: f64 = 20.0;
const WIDEST_LABEL: f64 = 380.0;
const WIDEST_NARROW_LABEL: f64 = 560.0;

const LABEL: Lettering = Lettering::regular(30.0, INK);
const LABEL_LEADING: f64 = 1.27;
pub(super) const SHARE: Lettering = Lettering::bold(34.0, INK);
pub(super) const MINOR: Lettering = Lettering::figures(24.0, QUIET_INK);
const SEGMENT: Lettering = Lettering::regular(24.0, INK);
const REASON: Lettering = Lettering::regular(26.0, QUIET_INK);

/// One question, with its words.
pub(super) struct Row {
    pub(super) label: Paragraph,
    /// The shares of the five answers; `None` without figures.
    pub(super) shares: Option<[f64; 5]>,
    pub(super) dissatisfied: String,
    pub(super) satisfied: String,
    pub(super) interval: String,
    pub(super) answers: String,
    /// Why there are no figures.
    reason: String,
    form: Form,
}

impl Row {
    pub(super) fn new(question: &QuestionReport, form: Form, typeface: &Typeface) -> Self {
        let language = form.language;
        let shares = question
            .all_counts()
            .filter(|_| question.n > 0)
            .map(|counts| counts.map(|count| count as f64 / question.n as f64));
        let percent = |share| locale::percent(language, share);
        let label = question.label.get(language);
        let widest = if form.shape.is_narrow() { WIDEST_NARROW_LABEL } else { WIDEST_LABEL };
        Self {
            label: Paragraph::wrap(typeface, label, LABEL, (widest, LABEL_LEADING)),
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
            // The share may stand beside levels that may not be shown.
            reason: match question.top_two {
                Some(_) => message(language, "chart-levels-not-published"),
                None => locale::why_no_figure(question, language),
            },
            form,
        }
    }

    /// Whether its five answers are drawn.
    pub(super) fn has_bar(&self) -> bool {
        self.shares.is_some()
    }

    /// What it needs, with a little paper to the next.
    pub(super) fn least_height(&self) -> f64 {
        if self.form.shape.is_narrow() {
            self.label.height() + BAR_HEIGHT + BELOW_BAR
        } else {
            (self.label.height() + 0.6 * LABEL.size).max(LEAST_ROW)
        }
    }

    pub(super) fn draw(&self, scene: &mut Scene, slot: Area, columns: &Columns, scale: &Scale) {
        let slot = if self.form.shape.is_narrow() {
            let unused = (slot.height() - self.least_height()) / 2.0;
            self.draw_label_above(scene, slot.top + unused, columns);
            let top = slot.top + unused + self.label.height();
            Area { top, bottom: top + BAR_HEIGHT, ..slot }
        } else {
            let baseline = f64::midpoint(slot.top, slot.bottom) + centred(SHARE);
            self.label.draw(scene, (columns.label, baseline - self.label.depth() / 2.0));
            scene.write(Anchor::End, (columns.interval, baseline), MINOR, &self.interval);
            scene.write(Anchor::End, (columns.answers, baseline), MINOR, &self.answers);
            slot
        };
        // Words and numbers of a row stand on one line, whatever their size.
        let middle = f64::midpoint(slot.top, slot.bottom);
        let baseline = middle + centred(SHARE);
        // The share may be shown where single levels may not.
        scene.write(Anchor::End, (columns.satisfied, baseline), SHARE, &self.satisfied);
        let Some(shares) = self.shares else {
            scene.write(Anchor::Start, (columns.bars_left, baseline), REASON, &self.reason);
            return;
        };
        scene.write(Anchor::End, (columns.dissatisfied, baseline), SHARE, &self.dissatisfied);
        // The line from which the bars lean; they cover it, and it shows between them.
        let line = Block { left: scale.middle - 1.0, right: scale.middle + 1.0, ..slot.block() };
        scene.block(line, RULE);
        self.draw_segments(scene, middle, scale, shares);
    }

    /// The label on a line of its own, and on the same line what the share rests on.
    fn draw_label_above(&self, scene: &mut Scene, top: f64, columns: &Columns) {
        let baseline = top + self.label.size();
        self.label.draw(scene, (columns.label, baseline));
        let parts = [self.interval.as_str(), self.answers.as_str()];
        let rests_on = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let last = baseline + self.label.depth();
        scene.write(Anchor::End, (columns.answers, last), MINOR, &rests_on);
    }

    fn draw_segments(&self, scene: &mut Scene, middle: f64, scale: &Scale, shares: [f64; 5]) {
        let [lowest, low, neutral, ..] = shares;
        let mut from = -(lowest + low + neutral / 2.0);
        for (share, (colour, ink)) in shares.into_iter().zip(SCALE) {
            let (left, right) = (scale.at(from), scale.at(from + share));
            from += share;
            let (top, bottom) = (middle - BAR_HEIGHT / 2.0, middle + BAR_HEIGHT / 2.0);
            scene.block(Block { left, top, right, bottom }, colour);
            let words = locale::percent(self.form.language, share);
            let lettering = SEGMENT.in_colour(ink);
            if scene.typeface().width(&words, lettering) + 12.0 <= right - left {
                let at = (f64::midpoint(left, right), middle + centred(lettering));
                scene.write(Anchor::Middle, at, lettering, &words);
            }
        }
    }
}
