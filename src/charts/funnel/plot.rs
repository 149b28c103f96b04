//! The paper of the funnel: its axes, its curves and its units.

use std::collections::HashSet;

use super::curves::{Curve, Curves, round_step};
use crate::charts::frame::Area;
use crate::charts::percent_scale::PercentScale;
use crate::charts::scene::{Anchor, Block, Point, Scene};
use crate::charts::shape::Form;
use crate::charts::theme::{ACCENT, BAND, GRID, INTERVAL_BELOW, MINOR, QUIET_INK, centred};
use crate::charts::typeface::{Lettering, Typeface};
use crate::charts::unit_marks::draw_standing;
use crate::domain::{ComparedUnit, FAR_LIMITS, Funnel, Language, UnitStanding};
use crate::locale::{self, integer, message, percent};

const KEY: f64 = 64.0;
const UNDER: f64 = 92.0;
const GAP: f64 = 16.0;
const SWATCH: (f64, f64) = (40.0, 22.0);
const TARGET: Lettering = Lettering::bold(24.0, ACCENT);
const TARGET_LEADING: f64 = 32.0;
const TARGET_LINE: f64 = 3.0;
const CURVE: f64 = 2.5;

/// Where shares and numbers of answers stand.
pub(super) struct Plot {
    area: Area,
    /// The left and the right end.
    across: (f64, f64),
    /// The lower and the upper end.
    up: (f64, f64),
    scale: PercentScale,
    most: u64,
    step: u64,
    target: f64,
    radius: f64,
    language: Language,
}

impl Plot {
    pub(super) fn new(funnel: &Funnel, curves: &Curves, area: Area, form: Form, typeface: &Typeface) -> Self {
        let language = form.language;
        let shares =
            funnel.units.iter().flat_map(|unit| [unit.top_two.share, unit.limits.low, unit.limits.high]);
        let wide = |words: &str, lettering| typeface.width(words, lettering);
        let target =
            wide(&percent(language, 1.0), TARGET).max(wide(&message(language, "chart-target-name"), TARGET));
        Self {
            area,
            across: (area.left + wide("100%", MINOR) + GAP, area.right - target - GAP),
            up: (area.bottom - UNDER, area.top + KEY),
            scale: PercentScale::around(shares.chain([funnel.target]), 6),
            most: curves.most(),
            step: round_step(curves.most(), if form.shape.is_narrow() { 5 } else { 8 }),
            target: funnel.target,
            radius: match funnel.units.len() {
                0..=60 => 9.0,
                61..=250 => 8.0,
                _ => 6.0,
            },
            language,
        }
    }

    pub(super) fn height(&self) -> f64 {
        self.area.height()
    }

    pub(super) fn radius(&self) -> f64 {
        self.radius
    }

    /// Where marks may stand.
    pub(super) fn block(&self) -> Block {
        Block { left: self.across.0, top: self.up.1, right: self.across.1, bottom: self.up.0 }
    }

    /// How low the target stands.
    pub(super) fn target(&self) -> f64 {
        self.scale.at(self.target, self.up)
    }

    pub(super) fn centre(&self, unit: &ComparedUnit) -> Point {
        self.point((unit.n as f64, unit.top_two.share))
    }

    fn point(&self, (n, share): (f64, f64)) -> Point {
        let (from, to) = self.across;
        (from + (to - from) * (n / self.most as f64).min(1.0), self.scale.at(share, self.up))
    }

    /// The parts of a curve that lie on the plot.
    pub(super) fn visible(&self, curves: &Curves, curve: Curve) -> Vec<Vec<Point>> {
        let mut parts = vec![Vec::new()];
        for at in curves.points(curve) {
            match parts.last_mut() {
                Some(part) if self.scale.holds(at.1) => part.push(self.point(at)),
                Some(part) if !part.is_empty() => parts.push(Vec::new()),
                _ => {}
            }
        }
        parts.retain(|part| part.len() > 1);
        parts
    }

    pub(super) fn draw(&self, scene: &mut Scene, funnel: &Funnel, curves: &Curves) {
        let upper = curves.points(Curve::High).map(|at| self.point(at));
        let lower: Vec<_> = curves.points(Curve::Low).map(|at| self.point(at)).collect();
        scene.region(upper.chain(lower.into_iter().rev()).collect(), BAND);
        self.draw_axes(scene);
        for part in Curve::FAR.into_iter().flat_map(|curve| self.visible(curves, curve)) {
            scene.line(part, CURVE, INTERVAL_BELOW);
        }
        self.draw_target(scene);
        self.draw_key(scene);
        self.draw_units(scene, funnel);
    }

    fn draw_axes(&self, scene: &mut Scene) {
        let (left, right) = self.across;
        let bottom = self.up.0;
        for line in self.scale.lines() {
            let y = self.scale.at(line, self.up);
            scene.block(Block { left, top: y - 1.0, right, bottom: y + 1.0 }, GRID);
            let label = PercentScale::label(line, self.language);
            scene.write(Anchor::End, (left - GAP, y + centred(MINOR)), MINOR, &label);
        }
        let mut n = 0;
        while n <= self.most {
            let (x, _) = self.point((n as f64, 0.0));
            scene.block(
                Block { left: x - 1.0, top: bottom, right: x + 1.0, bottom: bottom + 10.0 },
                QUIET_INK,
            );
            scene.write(Anchor::Middle, (x, bottom + 40.0), MINOR, &integer(self.language, n));
            n = n.saturating_add(self.step);
        }
        let title = message(self.language, "chart-funnel-answers");
        scene.write(Anchor::End, (right, bottom + 80.0), MINOR, &title);
        let title = message(self.language, "chart-column-share");
        scene.write(Anchor::Start, (self.area.left, self.area.top + 30.0), MINOR, &title);
    }

    /// What the band and the curves are, above their end.
    fn draw_key(&self, scene: &mut Scene) {
        let baseline = self.area.top + 30.0;
        let middle = baseline - centred(MINOR);
        let (width, height) = SWATCH;
        let far = locale::limits(self.language, FAR_LIMITS);
        let mut left = self.across.1 - scene.typeface().width(&far, MINOR);
        scene.write(Anchor::Start, (left, baseline), MINOR, &far);
        left -= width + 12.0;
        scene.line(vec![(left, middle), (left + width, middle)], CURVE, INTERVAL_BELOW);
        let within = locale::standing_limits(UnitStanding::AsExpected, self.language);
        left -= 40.0 + scene.typeface().width(&within, MINOR);
        scene.write(Anchor::Start, (left, baseline), MINOR, &within);
        left -= width + 12.0;
        let (top, bottom) = (middle - height / 2.0, middle + height / 2.0);
        scene.block(Block { left, top, right: left + width, bottom }, BAND);
    }

    fn draw_target(&self, scene: &mut Scene) {
        let y = self.target();
        let (left, right) = self.across;
        let (top, bottom) = (y - TARGET_LINE / 2.0, y + TARGET_LINE / 2.0);
        scene.block(Block { left, top, right, bottom }, ACCENT);
        let x = right + GAP;
        let name = message(self.language, "chart-target-name");
        scene.write(Anchor::Start, (x, y - TARGET_LEADING / 2.0 + centred(TARGET)), TARGET, &name);
        let share = percent(self.language, self.target);
        scene.write(Anchor::Start, (x, y + TARGET_LEADING / 2.0 + centred(TARGET)), TARGET, &share);
    }

    /// Those beyond the limits lie on top. Of units that cover each other one is painted.
    fn draw_units(&self, scene: &mut Scene, funnel: &Funnel) {
        let mut painted = HashSet::new();
        let is_usual = |unit: &&ComparedUnit| unit.standing == UnitStanding::AsExpected;
        let (usual, beyond): (Vec<_>, Vec<_>) = funnel.units.iter().partition(is_usual);
        for unit in usual.into_iter().chain(beyond) {
            let centre = self.centre(unit);
            if painted.insert((cell(centre, 3.0), unit.standing.name())) {
                draw_standing(scene, centre, self.radius, unit.standing);
            }
        }
    }
}

/// The square of so many pixels in which a point lies.
#[expect(clippy::cast_possible_truncation, reason = "pictures are small")]
pub(super) fn cell((x, y): Point, size: f64) -> (i64, i64) {
    ((x / size).floor() as i64, (y / size).floor() as i64)
}
