//! What surrounds the marks of every chart: the finding as title, the unit and period, the evidence, and the
//! stamp on demo data. The picture has one of the shapes, and grows downwards where its content does not fit.

use super::scene::{Anchor, FilledRect, Point, Scene};
use super::shape::{ChartForm, Extent, Shape};
use super::text::paragraph::TextBlock;
use super::text::typeface::TextStyle;
use super::theme::{ACCENT, INK, PAPER, QUIET_INK, RULE, centred};
use crate::domain::{Boundaries, Language, Report};
use crate::locale::{self, Argument, Evidence, Finding, evidence, integer, message, message_with, stamp};

const TOP: f64 = 56.0;
const MARK_HEIGHT: f64 = 8.0;
const BOTTOM: f64 = 32.0;
const ABOVE_FOOTER: f64 = 32.0;

/// Title sizes in pixels, from the largest. A smaller size is chosen where it saves a line, the smallest
/// where the title is longer than two lines.
const TITLE_SIZES: [f64; 4] = [58.0, 54.0, 50.0, 46.0];
/// Title sizes in pixels on narrow shapes, which have two thirds of the width of a slide.
const NARROW_TITLE_SIZES: [f64; 4] = [46.0, 43.0, 40.0, 38.0];
const TITLE_LEADING: f64 = 1.3;
const SUBTITLE: TextStyle = TextStyle::regular(32.0, QUIET_INK);
const SUBTITLE_LEADING: f64 = 1.4;
const EVIDENCE: TextStyle = TextStyle::regular(24.0, QUIET_INK);
const WARNING: TextStyle = TextStyle::bold(24.0, ACCENT);
const EVIDENCE_LEADING: f64 = 1.5;
const STAMP: TextStyle = TextStyle::bold(28.0, PAPER);
const STAMP_HEIGHT: f64 = 46.0;

/// The least height of the marks' area in an empty state.
const EMPTY_STATE_HEIGHT: f64 = 240.0;
const TALLEST_VACANCY: f64 = 620.0;
const EMPTY_STATE_REASON: TextStyle = TextStyle::bold(34.0, INK);

/// A chart without its marks.
pub(super) struct Frame {
    title: Finding,
    subtitle: Vec<String>,
    evidence: Evidence,
    /// The stamp on demo data and the sentence that explains it.
    illustrative: Option<(String, String)>,
    form: ChartForm,
}

/// The paragraphs of a frame.
struct FrameText {
    title: TextBlock,
    subtitle: TextBlock,
    evidence: TextBlock,
    reason: TextBlock,
}

impl FrameText {
    fn title_baseline(&self) -> f64 {
        TOP + 36.0 + self.title.size()
    }

    fn subtitle_baseline(&self) -> f64 {
        self.title_baseline() + self.title.depth() + 62.0
    }

    /// The upper edge of the marks' area.
    fn top(&self) -> f64 {
        self.subtitle_baseline() + self.subtitle.depth() + 44.0
    }

    fn footer(&self) -> f64 {
        34.0 + self.evidence.height() + self.reason.height() + BOTTOM
    }
}

impl Frame {
    /// Creates the frame of `report` with the finding `title`.
    pub(super) fn new(report: &Report, form: ChartForm, title: Finding) -> Self {
        let language = form.language;
        let evidence = evidence(report, language);
        Self {
            title,
            subtitle: subtitle(report, language),
            illustrative: stamp(report, language).zip(evidence.illustrative.clone()),
            evidence,
            form,
        }
    }

    /// Replaces the evidence, for charts whose figures do not all come from the survey.
    pub(super) fn resting_on(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// The height in pixels that marks can use without making the picture taller than its shape.
    pub(super) fn room(&self) -> f64 {
        let setting = self.set();
        f64::from(self.form.shape.size().1) - setting.footer() - ABOVE_FOOTER - setting.top()
    }

    /// Splits `rows` into pages. `heads` is the height of a page's column heads and `row` that of a row, in
    /// pixels. One picture is one page.
    pub(super) fn pages<'a, Row>(&self, rows: &'a [Row], heads: f64, row: f64) -> Vec<&'a [Row]> {
        if self.form.extent == Extent::OnePicture || rows.is_empty() {
            return vec![rows];
        }
        let fitting = (1..rows.len()).take_while(|&count| heads + row * (count + 1) as f64 <= self.room());
        // Uses the fewest pages, then fills them evenly.
        let pages = rows.len().div_ceil(fitting.count() + 1);
        rows.chunks(rows.len().div_ceil(pages)).collect()
    }

    /// Adds the page number to the subtitle if there are several pages.
    pub(super) fn on_page(mut self, page: usize, pages: usize) -> Self {
        if pages > 1 {
            let number = |count: usize| Argument::from(integer(self.form.language, count as u64));
            let arguments = [("page", number(page)), ("pages", number(pages))];
            self.subtitle.push(message_with(self.form.language, "chart-page", arguments));
        }
        self
    }

    /// Draws the frame into a scene. Returns the scene and the area that is left for marks, which is at least
    /// `height` pixels high. `alt_text` is the text alternative of the marks.
    pub(super) fn open(self, height: f64, alt_text: &str) -> (Scene, FilledRect) {
        let setting = self.set();
        let (width, usual) = self.form.shape.size();
        let left = self.form.shape.margin();
        let right = f64::from(width) - left;
        let (top, footer) = (setting.top(), setting.footer());
        let bottom = (f64::from(usual) - footer).max(top + height + ABOVE_FOOTER);

        let (size, tag) = ((width, whole(bottom + footer)), self.form.language.tag());
        let mut scene = Scene::new(size, self.title.to_string(), self.form.typeface, tag);
        scene.description = self.describe(alt_text);
        scene.block(FilledRect { left, top: TOP, right: left + 72.0, bottom: TOP + MARK_HEIGHT }, ACCENT);
        setting.title.draw(&mut scene, (left, setting.title_baseline()));
        setting.subtitle.draw(&mut scene, (left, setting.subtitle_baseline()));
        if let Some((stamp, _)) = &self.illustrative {
            draw_stamp(&mut scene, right, stamp);
        }
        scene.block(FilledRect { left, top: bottom, right, bottom: bottom + 2.0 }, RULE);
        let baseline = bottom + 34.0 + EVIDENCE.size / 2.0;
        setting.evidence.draw(&mut scene, (left, baseline));
        setting.reason.draw(&mut scene, (left, baseline + setting.evidence.height()));
        (scene, FilledRect { left, top, right, bottom: bottom - ABOVE_FOOTER })
    }

    /// The picture of the empty state: the marks' area is hatched, with the `reason` on a plate in its
    /// middle, so that missing data is not read as zero.
    pub(super) fn empty_state(self, alt_text: &str, reason: &str) -> Vec<Scene> {
        let (mut scene, area) = self.open(EMPTY_STATE_HEIGHT, alt_text);
        let area = FilledRect { bottom: area.bottom.min(area.top + TALLEST_VACANCY), ..area };
        scene.hatch(area);
        let width = area.width() - 240.0;
        let words = TextBlock::wrap(scene.typeface(), reason, EMPTY_STATE_REASON, width, 1.35);
        let (width, height) = (words.width(scene.typeface()), words.height());
        let left = f64::midpoint(area.left, area.right) - width / 2.0;
        let top = area.middle() - height / 2.0;
        let (right, bottom) = (left + width + 36.0, top + height + 24.0);
        scene.block(FilledRect { left: left - 36.0, top: top - 24.0, right, bottom }, PAPER);
        words.draw(&mut scene, (left, top + EMPTY_STATE_REASON.size));
        vec![scene]
    }

    fn set(&self) -> FrameText {
        // The page around a panel already shows this sentence.
        let reason = self.illustrative.as_ref().filter(|_| self.form.shape != Shape::Panel);
        let reason = reason.map_or("", |(_, reason)| reason.as_str());
        let width = self.form.shape.content_width();
        FrameText {
            title: self.set_title(),
            subtitle: self.fill(self.subtitle.iter().map(String::as_str), SUBTITLE, SUBTITLE_LEADING),
            evidence: self.fill(self.evidence.parts(), EVIDENCE, EVIDENCE_LEADING),
            reason: TextBlock::wrap(self.form.typeface, reason, WARNING, width, EVIDENCE_LEADING),
        }
    }

    /// Sets `parts` in as few lines as they need.
    fn fill<'a>(
        &self,
        parts: impl Iterator<Item = &'a str>,
        text_style: TextStyle,
        leading: f64,
    ) -> TextBlock {
        let lines = self.form.typeface.fill_with_parts(parts, text_style, self.form.shape.content_width());
        TextBlock::of(self.form.typeface, lines, text_style, leading)
    }

    /// Sets the title in the best of its sizes, each clause on a line of its own.
    fn set_title(&self) -> TextBlock {
        let [largest, smaller_sizes @ ..] =
            if self.form.shape.is_narrow() { NARROW_TITLE_SIZES } else { TITLE_SIZES };
        smaller_sizes.into_iter().fold(self.title_in(largest), |best, size| {
            let smaller = self.title_in(size);
            let is_better = smaller.len() < best.len() || (smaller.len() == best.len() && best.len() > 2);
            if is_better { smaller } else { best }
        })
    }

    fn title_in(&self, size: f64) -> TextBlock {
        let (text_style, typeface) = (TextStyle::bold(size, INK), self.form.typeface);
        let clauses = self.title.clauses();
        let ends = (1..=clauses.len()).map(|number| if number < clauses.len() { "," } else { "" });
        let clauses = clauses.iter().zip(ends).map(|(clause, end)| format!("{clause}{end}"));
        let lines =
            clauses.flat_map(|clause| typeface.wrap(&clause, text_style, self.form.shape.content_width()));
        TextBlock::of(typeface, lines.collect(), text_style, TITLE_LEADING)
    }

    fn describe(&self, alt_text: &str) -> String {
        let evidence = self.evidence.line();
        let reason = self.illustrative.as_ref().map(|(_, reason)| reason.as_str());
        let parts = [Some(alt_text), Some(evidence.as_str()), reason].into_iter().flatten();
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// White on red in the upper corner, above the end of the title.
fn draw_stamp(scene: &mut Scene, right: f64, stamp: &str) {
    let width = scene.typeface().width(stamp, STAMP) + 48.0;
    let middle = TOP + MARK_HEIGHT / 2.0;
    scene.block(FilledRect::beside((right - width, middle), (width, STAMP_HEIGHT)), ACCENT);
    scene.write_at(Anchor::Middle, (right - width / 2.0, middle), STAMP, stamp);
}

/// The unit, the period, and a note where earlier months are counted by today's boundaries.
fn subtitle(report: &Report, language: Language) -> Vec<String> {
    let mut parts = vec![report.unit.name.clone(), locale::period(language, report.period)];
    if report.boundaries == Boundaries::Current {
        parts.push(message(language, "chart-current-boundaries"));
    }
    parts
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "heights are small and positive")]
fn whole(height: f64) -> u32 {
    height.ceil() as u32
}

impl FilledRect {
    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// The vertical centre.
    pub(super) fn middle(self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }

    /// The rectangle of the given size whose left edge is at `left` and whose vertical centre is at `middle`.
    pub(super) fn beside((left, middle): Point, (width, height): (f64, f64)) -> Self {
        Self { left, top: middle - height / 2.0, right: left + width, bottom: middle + height / 2.0 }
    }

    /// A vertical line centred on `x`, from `top` to `bottom`, `thickness` pixels wide.
    pub(super) fn upright(x: f64, (top, bottom): (f64, f64), thickness: f64) -> Self {
        Self { left: x - thickness / 2.0, top, right: x + thickness / 2.0, bottom }
    }

    /// Whether the two rectangles share any area.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

impl Scene {
    /// Writes `text` with its `anchor` at `x`, vertically so that digits and capitals look centred on
    /// `middle`.
    pub(super) fn write_at(&mut self, anchor: Anchor, (x, middle): Point, text_style: TextStyle, text: &str) {
        self.write(anchor, (x, middle + centred(text_style)), text_style, text);
    }
}
