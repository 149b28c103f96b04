//! What every chart has around its marks: the finding as title, whose figures they are, the evidence, and the
//! stamp on made-up data. The picture is that of a slide, and grows downwards where that is not enough.

use super::palette::{ACCENT, INK, PAPER, QUIET_INK, RULE};
use super::paragraph::Paragraph;
use super::scene::{Anchor, Block, Scene};
use super::typeface::{Lettering, Typeface};
use crate::domain::{Boundaries, Language, Report};
use crate::locale::{self, Evidence, Finding, evidence, message};

/// A slide of 16 to 9 at the pixels of a projector.
const SLIDE: (u32, u32) = (1920, 1080);
/// Where marks and words begin and end.
const LEFT: f64 = 96.0;
const RIGHT: f64 = 1824.0;
/// How wide that is.
pub(super) const CONTENT_WIDTH: f64 = RIGHT - LEFT;
const TOP: f64 = 56.0;
const MARK_HEIGHT: f64 = 8.0;
const BOTTOM: f64 = 32.0;
const ABOVE_FOOTER: f64 = 32.0;

const TITLE_SIZE: f64 = 58.0;
/// A title is set smaller where that saves a line, and smallest where it is long.
const SMALLER_TITLE_SIZES: [f64; 3] = [54.0, 50.0, 46.0];
const TITLE_LEADING: f64 = 1.3;
const SUBTITLE: Lettering = Lettering::regular(32.0, QUIET_INK);
const SUBTITLE_LEADING: f64 = 1.4;
const EVIDENCE: Lettering = Lettering::regular(24.0, QUIET_INK);
const WARNING: Lettering = Lettering::bold(24.0, ACCENT);
const EVIDENCE_LEADING: f64 = 1.5;
const STAMP: Lettering = Lettering::bold(28.0, PAPER);
const STAMP_HEIGHT: f64 = 46.0;

/// The paper that is left for the marks of a chart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn block(self) -> Block {
        Block { left: self.left, top: self.top, right: self.right, bottom: self.bottom }
    }
}

/// A chart without its marks.
pub(super) struct Frame {
    title: Finding,
    subtitle: Vec<String>,
    evidence: Evidence,
    /// The stamp and the sentence that explains it.
    illustrative: Option<(String, String)>,
    language: Language,
    typeface: &'static Typeface,
}

impl Frame {
    /// The frame of `report` under the finding `title`.
    pub(super) fn new(
        report: &Report,
        language: Language,
        title: Finding,
        typeface: &'static Typeface,
    ) -> Self {
        let evidence = evidence(report, language);
        let stamp = |reason| (message(language, "illustrative"), reason);
        Self {
            title,
            subtitle: subtitle(report, language),
            illustrative: evidence.illustrative.clone().map(stamp),
            evidence,
            language,
            typeface,
        }
    }

    /// A scene with the frame drawn, and the area for marks, which is at least `height` high.
    /// `figures` say in words what the marks will show.
    pub(super) fn open(self, height: f64, figures: &str) -> (Scene, Area) {
        let title = self.set_title();
        let subtitle = self.set_subtitle();
        let [evidence, reason] = self.set_footer();
        let title_baseline = TOP + 36.0 + title.size();
        let subtitle_baseline = title_baseline + title.depth() + 62.0;
        let top = subtitle_baseline + subtitle.depth() + 44.0;
        let footer = 34.0 + evidence.height() + reason.height() + BOTTOM;
        let bottom = (f64::from(SLIDE.1) - footer).max(top + height + ABOVE_FOOTER);

        let size = (SLIDE.0, whole(bottom + footer));
        let mut scene = Scene::new(size, self.title.to_string(), self.typeface, self.language.tag());
        scene.description = self.describe(figures);
        scene.block(Block { left: LEFT, top: TOP, right: LEFT + 72.0, bottom: TOP + MARK_HEIGHT }, ACCENT);
        title.draw(&mut scene, (LEFT, title_baseline));
        subtitle.draw(&mut scene, (LEFT, subtitle_baseline));
        if let Some((stamp, _)) = &self.illustrative {
            draw_stamp(&mut scene, stamp);
        }
        scene.block(Block { left: LEFT, top: bottom, right: RIGHT, bottom: bottom + 2.0 }, RULE);
        let baseline = bottom + 34.0 + EVIDENCE.size / 2.0;
        evidence.draw(&mut scene, (LEFT, baseline));
        reason.draw(&mut scene, (LEFT, baseline + evidence.height()));
        (scene, Area { left: LEFT, top, right: RIGHT, bottom: bottom - ABOVE_FOOTER })
    }

    /// The title in the best of its sizes, each clause on a line of its own.
    fn set_title(&self) -> Paragraph {
        let mut best = self.title_in(TITLE_SIZE);
        for size in SMALLER_TITLE_SIZES {
            let smaller = self.title_in(size);
            if smaller.len() < best.len() || (smaller.len() == best.len() && best.len() > 2) {
                best = smaller;
            }
        }
        best
    }

    fn title_in(&self, size: f64) -> Paragraph {
        let lettering = Lettering::bold(size, INK);
        let clauses = self.title.clauses();
        let ends = (1..=clauses.len()).map(|number| if number < clauses.len() { "," } else { "" });
        let clauses = clauses.iter().zip(ends).map(|(clause, end)| format!("{clause}{end}"));
        let lines =
            clauses.flat_map(|clause| self.typeface.wrap(&clause, lettering, CONTENT_WIDTH)).collect();
        Paragraph::of(self.typeface, lines, lettering, TITLE_LEADING)
    }

    fn set_subtitle(&self) -> Paragraph {
        let parts = self.subtitle.iter().map(String::as_str);
        let lines = self.typeface.fill_with_parts(parts, SUBTITLE, CONTENT_WIDTH);
        Paragraph::of(self.typeface, lines, SUBTITLE, SUBTITLE_LEADING)
    }

    /// The evidence, and why the data are not real where they are not.
    fn set_footer(&self) -> [Paragraph; 2] {
        let lines = self.typeface.fill_with_parts(self.evidence.parts(), EVIDENCE, CONTENT_WIDTH);
        let reason = self.illustrative.as_ref().map_or("", |(_, reason)| reason.as_str());
        [
            Paragraph::of(self.typeface, lines, EVIDENCE, EVIDENCE_LEADING),
            Paragraph::wrap(self.typeface, reason, WARNING, (CONTENT_WIDTH, EVIDENCE_LEADING)),
        ]
    }

    fn describe(&self, figures: &str) -> String {
        let evidence = self.evidence.line();
        let reason = self.illustrative.as_ref().map(|(_, reason)| reason.as_str());
        let parts = [Some(figures), Some(evidence.as_str()), reason].into_iter().flatten();
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// White on red in the upper corner, above the end of the title.
fn draw_stamp(scene: &mut Scene, stamp: &str) {
    let width = scene.typeface().width(stamp, STAMP) + 48.0;
    let middle = TOP + MARK_HEIGHT / 2.0;
    let (top, bottom) = (middle - STAMP_HEIGHT / 2.0, middle + STAMP_HEIGHT / 2.0);
    scene.block(Block { left: RIGHT - width, top, right: RIGHT, bottom }, ACCENT);
    scene.write(Anchor::Middle, (RIGHT - width / 2.0, middle + 0.36 * STAMP.size), STAMP, stamp);
}

/// Whose figures, of which months, and whether today's boundaries are laid over them.
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
