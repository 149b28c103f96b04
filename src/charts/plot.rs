//! What the charts of counted things over time share: one plot or two below each other, each with its name above and its
//! labels beside the last month, over one axis of months.

use super::end_labels::{self, EndLabel};
use super::frame::{Area, Frame};
use super::month_axis::{MONTHS_HEIGHT, MonthAxis};
use super::notes::Notes;
use super::occasions::{Flags, Occasion};
use super::scene::{Anchor, Scene};
use super::shape::Form;
use super::theme::LABEL;
use super::typeface::Typeface;
use super::value_axis::ValueAxis;
use crate::domain::{Month, Period};

const HEAD: f64 = 46.0;
const BETWEEN: f64 = 34.0;
const LEAST_PLOT: f64 = 126.0;
const TALLEST_PLOT: f64 = 900.0;

/// What a plot measures.
#[derive(Clone, Copy, Debug)]
pub(super) enum Measured {
    /// Counts up to this one.
    Counts(u64),
    /// Shares up to this one.
    Rates(f64),
}

/// One of the plots.
pub(super) struct Plot {
    /// What it shows.
    pub(super) head: String,
    pub(super) measured: Measured,
    pub(super) labels: Vec<EndLabel>,
    /// The month that the labels are about.
    pub(super) labelled: Month,
}

/// A plot on paper.
pub(super) struct Placed {
    pub(super) scale: ValueAxis,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// The plots with what surrounds them.
pub(super) struct Plots {
    pub(super) months: Period,
    pub(super) below_each_other: Vec<Plot>,
    pub(super) notes: Notes,
}

impl Plot {
    fn scale(&self, height: f64) -> ValueAxis {
        match self.measured {
            Measured::Counts(most) => ValueAxis::of_counts(most, height),
            Measured::Rates(most) => ValueAxis::of_rates(most, height),
        }
    }
}

impl Plots {
    /// The months between the numbers on the left and the labels on the right.
    pub(super) fn axis(&self, form: Form, typeface: &Typeface) -> MonthAxis {
        let left = form.shape.margin();
        let numbers = self.below_each_other.iter().flat_map(|plot| {
            // The numbers depend on the height, which is known only after their width.
            [LEAST_PLOT, 2.0 * LEAST_PLOT, TALLEST_PLOT]
                .map(|height| plot.scale(height).width(typeface, form.language))
        });
        let labels = self.below_each_other.iter().map(|plot| end_labels::width(&plot.labels, typeface));
        let right = left + form.shape.content_width() - labels.fold(0.0, f64::max);
        MonthAxis::new(self.months, (left + numbers.fold(0.0, f64::max), right))
    }

    /// Draws everything but the marks, which `marks` draws into each plot.
    pub(super) fn draw(
        &self,
        frame: Frame,
        form: Form,
        (figures, occasions): (&str, Vec<Occasion>),
        mut marks: impl FnMut(&mut Scene, &MonthAxis, usize, &Placed),
    ) -> Scene {
        let labels = self.below_each_other.iter().map(|plot| end_labels::height(&plot.labels));
        let least = labels.fold(LEAST_PLOT, f64::max);
        let count = self.below_each_other.len() as f64;
        let (typeface, left) = (frame.typeface(), form.shape.margin());
        let axis = self.axis(form, typeface);
        // What stands right of the months belongs to the last of them.
        let flags = Flags::set(typeface, occasions, (left, axis.edges().1));
        let around = flags.height() + MONTHS_HEIGHT + self.notes.height();
        let (mut scene, area) = frame.open(around + (HEAD + least + BETWEEN) * count - BETWEEN, figures);
        let height = (area.height() - around + BETWEEN) / count - HEAD - BETWEEN;
        let height = height.clamp(least, TALLEST_PLOT.max(least));

        let placed = self.place(area, height, flags.height());
        let spans: Vec<_> = placed.iter().map(|placed| (placed.top, placed.bottom)).collect();
        for (index, (plot, place)) in self.below_each_other.iter().zip(&placed).enumerate() {
            let above = if index == 0 { flags.height() } else { 0.0 };
            scene.write(Anchor::Start, (area.left, place.top - above - 20.0), LABEL, &plot.head);
            axis.draw_years(&mut scene, (place.top, place.bottom));
            place.scale.draw(&mut scene, axis.edges(), form.language);
        }
        flags.draw(&mut scene, &spans);
        for (index, (plot, place)) in self.below_each_other.iter().zip(&placed).enumerate() {
            marks(&mut scene, &axis, index, place);
            let mark = axis.column(plot.labelled).1;
            let at = |value| place.scale.at(value);
            let ends = (mark, axis.edges().1);
            end_labels::draw(&mut scene, &plot.labels, at, ends, (place.top, place.bottom));
            let line = vec![(axis.edges().0, place.bottom), (axis.edges().1, place.bottom)];
            scene.line(line, 2.0, super::theme::INK);
        }
        let bottom = spans.last().map_or(area.top, |span| span.1);
        axis.draw(&mut scene, bottom, (area.left, area.right), form.language);
        self.notes.draw(&mut scene, (area.left, bottom + MONTHS_HEIGHT));
        scene
    }

    fn place(&self, area: Area, height: f64, flags: f64) -> Vec<Placed> {
        let mut top = area.top + flags;
        let place = |plot: &Plot| {
            top += HEAD;
            let (from, to) = (top, top + height);
            top = to + BETWEEN;
            Placed { scale: plot.scale(height).between((from, to)), top: from, bottom: to }
        };
        self.below_each_other.iter().map(place).collect()
    }
}
