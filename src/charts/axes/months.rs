//! The axis of months: their positions, and as many of their names as do not touch.

use chrono::{Datelike, NaiveDate};

use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::theme::{INK, MINOR, RULE};
use crate::domain::{Language, Month, Period};
use crate::locale::short_month;

/// The height in pixels of the names of months below the marks.
pub(in crate::charts) const MONTHS_HEIGHT: f64 = 46.0;
/// The least distance between two names.
const APART: f64 = 14.0;
/// The greatest width of a month. A few months are placed at the right end of the axis, next to the labels.
const WIDEST_PITCH: f64 = 200.0;

/// The months of a chart between a left and a right edge.
#[derive(Clone, Copy, Debug)]
pub(in crate::charts) struct MonthAxis {
    months: Period,
    left: f64,
    right: f64,
    /// The width of one month in pixels.
    pub(in crate::charts) pitch: f64,
}

impl MonthAxis {
    pub(in crate::charts) fn new(months: Period, (left, right): (f64, f64)) -> Self {
        let pitch = ((right - left) / months.len() as f64).min(WIDEST_PITCH);
        Self { months, left, right, pitch }
    }

    pub(in crate::charts) fn edges(&self) -> (f64, f64) {
        (self.left, self.right)
    }

    /// The left and right edge of a month.
    pub(in crate::charts) fn slot(&self, month: Month) -> (f64, f64) {
        let to_the_end = f64::from(self.months.to().months_since(month));
        let right = self.right - to_the_end * self.pitch;
        (right - self.pitch, right)
    }

    /// The x position of a month's mark.
    pub(in crate::charts) fn middle(&self, month: Month) -> f64 {
        let (left, right) = self.slot(month);
        f64::midpoint(left, right)
    }

    /// The x position of a day; `None` outside the months of the axis.
    pub(in crate::charts) fn at(&self, day: NaiveDate) -> Option<f64> {
        let month = Month::of(day);
        let days = f64::from(month.last_day().day());
        let passed = f64::from(day.day0()) / days;
        self.months.contains(month).then(|| self.slot(month).0 + passed * self.pitch)
    }

    /// The left and right edge of a month's column, which keeps a gap to its neighbours.
    pub(in crate::charts) fn column(&self, month: Month) -> (f64, f64) {
        let half = (0.74 * self.pitch).min(110.0) / 2.0;
        let middle = self.middle(month);
        (middle - half, middle + half)
    }

    /// Hatches months from `top` to `bottom`, neighbouring months in one rectangle.
    pub(in crate::charts) fn hatch(
        &self,
        scene: &mut Scene,
        months: impl Iterator<Item = Month>,
        (top, bottom): (f64, f64),
    ) {
        let mut runs: Vec<(Month, Month)> = Vec::new();
        for month in months {
            match runs.last_mut().filter(|(_, last)| last.next() == month) {
                Some((_, last)) => *last = month,
                None => runs.push((month, month)),
            }
        }
        for (first, last) in runs {
            scene.hatch(FilledRect { left: self.slot(first).0, right: self.slot(last).1, top, bottom });
        }
    }

    /// Draws the lines between years, from `top` to `bottom`.
    pub(in crate::charts) fn draw_years(&self, scene: &mut Scene, (top, bottom): (f64, f64)) {
        for month in self
            .months
            .months()
            .filter(|month| month.number() == 1)
            .skip_while(|month| *month == self.months.from())
        {
            let x = self.slot(month).0;
            scene.line(vec![(x, top), (x, bottom)], 2.0, RULE);
        }
    }

    /// Draws the baseline of the marks and, below it, the names of months within the `outer` edges.
    pub(in crate::charts) fn draw(
        &self,
        scene: &mut Scene,
        baseline: f64,
        outer: (f64, f64),
        language: Language,
    ) {
        scene.line(vec![(self.left, baseline), (self.right, baseline)], 2.0, INK);
        let written = baseline + 12.0 + MINOR.size;
        for (month, left, _) in self.labels(scene, outer, language) {
            let x = self.middle(month);
            scene.line(vec![(x, baseline), (x, baseline + 8.0)], 2.0, INK);
            scene.write(Anchor::Start, (left, written), MINOR, &short_month(language, month));
        }
    }

    /// The months to name, with the edges of their names: the last month, and months before it at a regular
    /// step.
    fn labels(&self, scene: &Scene, outer: (f64, f64), language: Language) -> Vec<(Month, f64, f64)> {
        let set = |month: Month| {
            let width = scene.typeface().width(&short_month(language, month), MINOR);
            let left = (self.middle(month) - width / 2.0).min(outer.1 - width).max(outer.0);
            (month, left, left + width)
        };
        let every = |step: usize| {
            let backwards = (0..self.months.len()).step_by(step);
            let months =
                backwards.map(|back| self.months.to().shifted(-i32::try_from(back).unwrap_or(i32::MAX)));
            months.map(set).collect::<Vec<_>>()
        };
        // Steps are common parts of a year, then whole years.
        let steps = [1, 2, 3, 4, 6].into_iter().chain((1..).map(|years| 12 * years));
        let touch = |labels: &[(Month, f64, f64)]| {
            labels.iter().zip(labels.iter().skip(1)).any(|(later, earlier)| earlier.2 + APART > later.1)
        };
        steps.map(every).find(|labels| !touch(labels)).unwrap_or_default()
    }
}
