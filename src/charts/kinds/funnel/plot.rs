//! The plot of the funnel: its axes, its units, and the limits as curves over the number of answers.

use std::collections::{BTreeMap, HashSet};

use crate::charts::axes::values::{PercentScale, round_step};
use crate::charts::kinds::unit_marks::draw_standing;
use crate::charts::scene::{Anchor, FilledRect, Point, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{ACCENT, BAND, GRID, INTERVAL_BELOW, MINOR, QUIET_INK, centred};
use crate::domain::{ComparedUnit, FAR_LIMITS, Funnel, LIMITS, Language, UnitStanding};
use crate::locale::{self, integer, message, percent};
use crate::stats::{self, Interval};

const KEY: f64 = 64.0;
const UNDER: f64 = 92.0;
const GAP: f64 = 16.0;
const SWATCH: (f64, f64) = (40.0, 22.0);
const TARGET: TextStyle = TextStyle::bold(24.0, ACCENT);
const TARGET_LEADING: f64 = 32.0;
const TARGET_LINE: f64 = 3.0;
const CURVE: f64 = 2.5;
/// From one point of a curve to the next, the number of answers grows by its `STEP`th part, rounded down, and by
/// at least 1. More points do not make the curve look smoother.
const STEP: u64 = 24;

/// Both limits at increasing numbers of answers.
pub(super) struct Curves {
    points: BTreeMap<u64, [Interval; 2]>,
    /// The greatest number of answers that the curves reach.
    most: u64,
}

/// Selects an end of the limits or of the far limits; the pair holds them in this order.
type End = fn(&[Interval; 2]) -> f64;

/// The curves of the far limits.
pub(super) const FAR: [End; 2] = [|[_, far]| far.low, |[_, far]| far.high];

impl Curves {
    /// Computes the limits of `funnel` from one answer to 5 % more than any unit has. At each unit's number
    /// of answers the points are exactly that unit's limits.
    pub(super) fn of(funnel: &Funnel) -> Self {
        let most = funnel.units.iter().map(|unit| unit.n).max().unwrap_or(0).max(10);
        let most = most.saturating_add(most / 20);
        let mut points = BTreeMap::new();
        let mut n = 1_u64;
        loop {
            let limits = [LIMITS, FAR_LIMITS]
                .map(|level| stats::funnel_limits(funnel.target, n, level, funnel.overdispersion.as_ref()));
            if let [Some(limits), Some(far)] = limits {
                points.insert(n, [limits, far]);
            }
            if n >= most {
                break;
            }
            n = n.saturating_add((n / STEP).max(1)).min(most);
        }
        for unit in &funnel.units {
            points.insert(unit.n, [unit.limits, unit.far_limits]);
        }
        Self { points, most }
    }

    /// The number of answers and the share at each point of a curve.
    fn points(&self, end: End) -> impl Iterator<Item = (f64, f64)> {
        self.points.iter().map(move |(&n, limits)| (n as f64, end(limits)))
    }
}

/// Maps numbers of answers and shares to positions.
pub(super) struct FunnelPlot {
    pub(super) area: FilledRect,
    /// The left and the right end of the horizontal axis.
    x_range: (f64, f64),
    /// The lower and the upper end of the vertical axis.
    y_range: (f64, f64),
    scale: PercentScale,
    most: u64,
    step: u64,
    target: f64,
    pub(super) radius: f64,
    language: Language,
}

impl FunnelPlot {
    pub(super) fn new(funnel: &Funnel, curves: &Curves, area: FilledRect, form: ChartForm) -> Self {
        let language = form.language;
        let shares =
            funnel.units.iter().flat_map(|unit| [unit.top_two.share, unit.limits.low, unit.limits.high]);
        let target = [percent(language, 1.0), message(language, "chart-target-name")];
        let target = form.widest(target, TARGET);
        Self {
            area,
            x_range: (area.left + form.typeface.width("100%", MINOR) + GAP, area.right - target - GAP),
            y_range: (area.bottom - UNDER, area.top + KEY),
            scale: PercentScale::around(shares.chain([funnel.target]), 6),
            most: curves.most,
            step: distance(curves.most, if form.shape.is_narrow() { 5 } else { 8 }),
            target: funnel.target,
            radius: match funnel.units.len() {
                0..=60 => 9.0,
                61..=250 => 8.0,
                _ => 6.0,
            },
            language,
        }
    }

    /// The area of the marks.
    pub(super) fn block(&self) -> FilledRect {
        FilledRect {
            left: self.x_range.0,
            top: self.y_range.1,
            right: self.x_range.1,
            bottom: self.y_range.0,
        }
    }

    /// The y position of the target.
    pub(super) fn target(&self) -> f64 {
        self.scale.at(self.target, self.y_range)
    }

    pub(super) fn centre(&self, unit: &ComparedUnit) -> Point {
        self.point((unit.n as f64, unit.top_two.share))
    }

    fn point(&self, (n, share): (f64, f64)) -> Point {
        let (from, to) = self.x_range;
        (from + (to - from) * (n / self.most as f64).min(1.0), self.scale.at(share, self.y_range))
    }

    /// The parts of a curve that lie on the plot.
    pub(super) fn visible(&self, curves: &Curves, end: End) -> Vec<Vec<Point>> {
        let mut parts = vec![Vec::new()];
        for at in curves.points(end) {
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
        let upper = curves.points(|[limits, _]| limits.high).map(|at| self.point(at));
        let lower: Vec<_> = curves.points(|[limits, _]| limits.low).map(|at| self.point(at)).collect();
        scene.region(upper.chain(lower.into_iter().rev()).collect(), BAND);
        self.draw_axes(scene);
        for part in FAR.into_iter().flat_map(|end| self.visible(curves, end)) {
            scene.line(part, CURVE, INTERVAL_BELOW);
        }
        self.draw_target(scene);
        self.draw_key(scene);
        self.draw_units(scene, funnel);
    }

    fn draw_axes(&self, scene: &mut Scene) {
        let (left, right) = self.x_range;
        let bottom = self.y_range.0;
        for line in self.scale.lines() {
            let y = self.scale.at(line, self.y_range);
            scene.block(FilledRect { left, top: y - 1.0, right, bottom: y + 1.0 }, GRID);
            let label = PercentScale::label(line, self.language);
            scene.write_at(Anchor::End, (left - GAP, y), MINOR, &label);
        }
        let mut n = 0;
        while n <= self.most {
            let (x, _) = self.point((n as f64, 0.0));
            scene.block(FilledRect::upright(x, (bottom, bottom + 10.0), 2.0), QUIET_INK);
            scene.write(Anchor::Middle, (x, bottom + 40.0), MINOR, &integer(self.language, n));
            n = n.saturating_add(self.step);
        }
        let title = message(self.language, "chart-funnel-answers");
        scene.write(Anchor::End, (right, bottom + 80.0), MINOR, &title);
        let title = message(self.language, "chart-column-share");
        scene.write(Anchor::Start, (self.area.left, self.area.top + 30.0), MINOR, &title);
    }

    /// Draws the key of the band and the curves, above their right end.
    fn draw_key(&self, scene: &mut Scene) {
        let baseline = self.area.top + 30.0;
        let middle = baseline - centred(MINOR);
        let width = SWATCH.0;
        let far = locale::limits(self.language, FAR_LIMITS);
        let mut left = self.x_range.1 - scene.typeface().width(&far, MINOR);
        scene.write(Anchor::Start, (left, baseline), MINOR, &far);
        left -= width + 12.0;
        scene.line(vec![(left, middle), (left + width, middle)], CURVE, INTERVAL_BELOW);
        let within = locale::standing_limits(UnitStanding::AsExpected, self.language);
        left -= 40.0 + scene.typeface().width(&within, MINOR);
        scene.write(Anchor::Start, (left, baseline), MINOR, &within);
        left -= width + 12.0;
        scene.block(FilledRect::beside((left, middle), SWATCH), BAND);
    }

    fn draw_target(&self, scene: &mut Scene) {
        let y = self.target();
        let (left, right) = self.x_range;
        scene.block(FilledRect::beside((left, y), (right - left, TARGET_LINE)), ACCENT);
        let x = right + GAP;
        let name = message(self.language, "chart-target-name");
        scene.write_at(Anchor::Start, (x, y - TARGET_LEADING / 2.0), TARGET, &name);
        let share = percent(self.language, self.target);
        scene.write_at(Anchor::Start, (x, y + TARGET_LEADING / 2.0), TARGET, &share);
    }

    /// Draws the units, those beyond the limits on top. Of units that cover each other only one is painted.
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

/// The index of the grid square, `size` pixels wide, that contains a point.
#[expect(clippy::cast_possible_truncation, reason = "pictures are small")]
pub(super) fn cell((x, y): Point, size: f64) -> (i64, i64) {
    ((x / size).floor() as i64, (y / size).floor() as i64)
}

/// The round distance of the ticks on an axis from 0 to `most`, with at most `steps` steps.
fn distance(most: u64, steps: u64) -> u64 {
    round_step(|step| most / step < steps.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::results::context::samples;

    #[test]
    fn ticks_are_round_and_few() {
        let most = [10, 63, 126, 1001, 9_999_999];
        assert_eq!(most.map(|most| distance(most, 6)), [2, 20, 50, 200, 2_000_000]);
    }

    #[test]
    fn the_curves_enclose_the_target_and_pass_through_each_units_lower_limit() {
        let context = samples::context(samples::november());
        let funnel = context.comparison.unwrap().funnel.unwrap();
        let curves = Curves::of(&funnel);
        let low: Vec<_> = curves.points(|[limits, _]| limits.low).collect();
        for unit in &funnel.units {
            assert!(low.contains(&(unit.n as f64, unit.limits.low)), "{unit:?}");
        }
        let [low, high] = FAR.map(|end| curves.points(end));
        for ((n, low), (_, high)) in low.zip(high) {
            assert!(low <= funnel.target && funnel.target <= high, "{n}");
        }
    }
}
