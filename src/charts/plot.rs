//! What the charts of counted things over time share: one plot or two below each other, each with its name above and its
//! labels beside the last month, over one axis of months.

use super::end_labels::EndLabels;
use super::frame::Frame;
use super::month_axis::{MONTHS_HEIGHT, MonthAxis};
use super::notes::Notes;
use super::occasions::{Flags, Occasion};
use super::scene::{Anchor, Scene};
use super::shape::Form;
use super::theme::{INK, LABEL};
use super::value_axis::ValueAxis;
use crate::domain::{Month, Period};

const HEAD: f64 = 46.0;
const BETWEEN: f64 = 34.0;
const LEAST_PLOT: f64 = 126.0;
const TALLEST_PLOT: f64 = 900.0;

/// One of the plots.
pub(super) struct Plot {
    /// What it shows.
    pub(super) head: String,
    /// What it measures, on so much paper.
    pub(super) scale: Box<dyn Fn(f64) -> ValueAxis>,
    pub(super) labels: EndLabels,
    /// The month that the labels are about.
    pub(super) labelled: Month,
}

/// The plots with what surrounds them.
pub(super) struct Plots {
    pub(super) months: Period,
    pub(super) below_each_other: Vec<Plot>,
    pub(super) notes: Notes,
}

impl Plots {
    /// The months between the numbers on the left and the labels on the right.
    pub(super) fn axis(&self, form: Form) -> MonthAxis {
        let left = form.shape.margin();
        let numbers = self.below_each_other.iter().flat_map(|plot| {
            // The numbers depend on the height, which is known only after their width.
            [LEAST_PLOT, 2.0 * LEAST_PLOT, TALLEST_PLOT].map(|height| (plot.scale)(height).width(form))
        });
        let labels = self.below_each_other.iter().map(|plot| plot.labels.width());
        let right = left + form.shape.content_width() - labels.fold(0.0, f64::max);
        MonthAxis::new(self.months, (left + numbers.fold(0.0, f64::max), right))
    }

    /// Draws everything but the marks, which `marks` draws into each plot.
    pub(super) fn draw(
        &self,
        frame: Frame,
        form: Form,
        (figures, occasions): (&str, Vec<Occasion>),
        mut marks: impl FnMut(&mut Scene, &MonthAxis, usize, &ValueAxis),
    ) -> Vec<Scene> {
        let labels = self.below_each_other.iter().map(|plot| plot.labels.height());
        let least = labels.fold(LEAST_PLOT, f64::max);
        let count = self.below_each_other.len() as f64;
        let axis = self.axis(form);
        let (left, right) = axis.edges();
        // What stands right of the months belongs to the last of them.
        let flags = Flags::set(form, occasions, right);
        let around = flags.height() + MONTHS_HEIGHT + self.notes.height();
        let (mut scene, area) = frame.open(around + (HEAD + least + BETWEEN) * count - BETWEEN, figures);
        let height = (area.height() - around + BETWEEN) / count - HEAD - BETWEEN;
        let height = height.clamp(least, TALLEST_PLOT.max(least));

        let mut top = area.top + flags.height();
        let mut placed = Vec::new();
        for plot in &self.below_each_other {
            top += HEAD;
            placed.push((plot, (plot.scale)(height).between((top, top + height))));
            top = top + height + BETWEEN;
        }
        for (index, (plot, scale)) in placed.iter().enumerate() {
            let above = if index == 0 { flags.height() } else { 0.0 };
            scene.write(Anchor::Start, (area.left, scale.top - above - 20.0), LABEL, &plot.head);
            axis.draw_years(&mut scene, (scale.top, scale.bottom));
            scale.draw(&mut scene, (left, right), form.language);
        }
        let spans: Vec<_> = placed.iter().map(|(_, scale)| (scale.top, scale.bottom)).collect();
        flags.draw(&mut scene, &spans);
        for (index, (plot, scale)) in placed.iter().enumerate() {
            marks(&mut scene, &axis, index, scale);
            let mark = axis.column(plot.labelled).1;
            plot.labels.draw(&mut scene, scale, (mark, right));
            scene.line(vec![(left, scale.bottom), (right, scale.bottom)], 2.0, INK);
        }
        let bottom = spans.last().map_or(area.top, |span| span.1);
        axis.draw(&mut scene, bottom, (area.left, area.right), form.language);
        self.notes.draw(&mut scene, (area.left, bottom + MONTHS_HEIGHT));
        vec![scene]
    }
}
