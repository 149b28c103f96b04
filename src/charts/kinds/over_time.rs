//! What the charts over time share: labels beside the last month, which explain the marks and give their
//! values, each as near to its mark as the others allow; and, for counts, one or two plots below each other
//! over one axis of months.

use crate::charts::axes::annotations::{Annotation, Flags};
use crate::charts::axes::months::{MONTHS_HEIGHT, MonthAxis};
use crate::charts::axes::values::ValueAxis;
use crate::charts::frame::Frame;
use crate::charts::scene::{Anchor, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::text::notes::Notes;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{INK, LABEL, MINOR, QUIET_INK, centred};
use crate::domain::{Month, Period};

const HEAD: f64 = 46.0;
const BETWEEN: f64 = 34.0;
const MIN_PLOT: f64 = 126.0;
const TALLEST_PLOT: f64 = 900.0;
const FIGURE: TextStyle = TextStyle::bold(36.0, INK);
const FIGURE_HEIGHT: f64 = 42.0;
const LINE: TextStyle = MINOR.in_colour(INK);
const LINE_HEIGHT: f64 = 32.0;

/// One of the plots.
pub(in crate::charts) struct Plot {
    /// The heading.
    pub(in crate::charts) head: String,
    /// The value axis for a height in pixels.
    pub(in crate::charts) scale: Box<dyn Fn(f64) -> ValueAxis>,
    pub(in crate::charts) labels: EndLabels,
    /// The month that the labels describe.
    pub(in crate::charts) labelled: Month,
}

/// The plots with what surrounds them.
pub(in crate::charts) struct Plots {
    pub(in crate::charts) months: Period,
    pub(in crate::charts) stacked: Vec<Plot>,
    pub(in crate::charts) notes: Notes,
}

impl Plots {
    /// The axis of months between the numbers on the left and the labels on the right.
    pub(in crate::charts) fn axis(&self, form: ChartForm) -> MonthAxis {
        let left = form.shape.margin();
        let numbers = self.stacked.iter().flat_map(|plot| {
            // The numbers depend on the height, which is known only after their width, so several heights are
            // tried.
            [MIN_PLOT, 2.0 * MIN_PLOT, TALLEST_PLOT].map(|height| (plot.scale)(height).width(form))
        });
        let labels = self.stacked.iter().map(|plot| plot.labels.width());
        let right = left + form.shape.content_width() - labels.fold(0.0, f64::max);
        MonthAxis::new(self.months, (left + numbers.fold(0.0, f64::max), right))
    }

    /// Draws everything except the marks; `marks` draws those into each plot.
    pub(in crate::charts) fn draw(
        &self,
        frame: Frame,
        form: ChartForm,
        alt_text: &str,
        annotations: Vec<Annotation>,
        mut marks: impl FnMut(&mut Scene, &MonthAxis, usize, &ValueAxis),
    ) -> Vec<Scene> {
        let labels = self.stacked.iter().map(|plot| plot.labels.height());
        let least = labels.fold(MIN_PLOT, f64::max);
        let count = self.stacked.len() as f64;
        let axis = self.axis(form);
        let (left, right) = axis.edges();
        // The area right of the months is reserved for the labels of the last month.
        let flags = Flags::lay_out(form, annotations, right);
        let around = flags.height() + MONTHS_HEIGHT + self.notes.height();
        let (mut scene, area) = frame.open(around + (HEAD + least + BETWEEN) * count - BETWEEN, alt_text);
        let height = (area.height() - around + BETWEEN) / count - HEAD - BETWEEN;
        let height = height.clamp(least, TALLEST_PLOT.max(least));

        let mut top = area.top + flags.height();
        let mut placed = Vec::new();
        for plot in &self.stacked {
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
            plot.labels.draw(&mut scene, scale, mark, right);
            scene.line(vec![(left, scale.bottom), (right, scale.bottom)], 2.0, INK);
        }
        let bottom = spans.last().map_or(area.top, |span| span.1);
        axis.draw(&mut scene, bottom, (area.left, area.right), form.language);
        self.notes.draw(&mut scene, (area.left, bottom + MONTHS_HEIGHT));
        vec![scene]
    }
}

/// The label of one mark.
#[derive(Clone, Debug)]
pub(in crate::charts) struct EndLabel {
    /// The value of the mark.
    pub(in crate::charts) value: f64,
    /// How far the label's middle lies below the mark in pixels, where there is room.
    pub(in crate::charts) lower_by: f64,
    pub(in crate::charts) lines: Vec<LabelLine>,
    /// Whether a leader line joins it to its mark.
    pub(in crate::charts) has_leader: bool,
}

/// A line of a label.
#[derive(Clone, Debug)]
pub(in crate::charts) struct LabelLine {
    pub(in crate::charts) height: f64,
    pub(in crate::charts) width: f64,
    /// The parts, each with its distance from the left end of the line.
    pub(in crate::charts) parts: Vec<(f64, TextStyle, String)>,
}

/// The labels of a plot.
#[derive(Clone, Debug)]
pub(in crate::charts) struct EndLabels {
    pub(in crate::charts) labels: Vec<EndLabel>,
    /// The distance from the right edge of the months to the text.
    pub(in crate::charts) beside: f64,
    /// The least distance between two labels.
    pub(in crate::charts) apart: f64,
    /// How far labels may extend above and below the plot.
    pub(in crate::charts) beyond: f64,
}

impl LabelLine {
    /// A line of one part.
    pub(in crate::charts) fn new(form: ChartForm, height: f64, text_style: TextStyle, text: String) -> Self {
        Self { height, width: form.typeface.width(&text, text_style), parts: vec![(0.0, text_style, text)] }
    }
}

impl EndLabel {
    /// Creates a label of one line with a leader line.
    pub(in crate::charts) fn new(form: ChartForm, value: f64, line: String) -> Self {
        let lines = vec![LabelLine::new(form, LINE_HEIGHT, LINE, line)];
        Self { value, lower_by: 0.0, lines, has_leader: true }
    }

    /// Creates a label of a large figure and a line below it.
    pub(in crate::charts) fn with_figure(form: ChartForm, value: f64, figure: String, line: String) -> Self {
        let mut label = Self::new(form, value, line);
        label.lines.insert(0, LabelLine::new(form, FIGURE_HEIGHT, FIGURE, figure));
        label
    }

    fn height(&self) -> f64 {
        self.lines.iter().map(|line| line.height).sum()
    }

    fn draw(&self, scene: &mut Scene, (left, middle): (f64, f64)) {
        let mut top = middle - self.height() / 2.0;
        for line in &self.lines {
            // The parts of a line share a baseline, whatever their size.
            let first = line.parts.first().map_or(0.0, |(_, text_style, _)| centred(*text_style));
            let baseline = top + line.height / 2.0 + first;
            for (x, text_style, text) in &line.parts {
                scene.write(Anchor::Start, (left + x, baseline), *text_style, text);
            }
            top += line.height;
        }
    }
}

impl EndLabels {
    /// Creates the labels of counts.
    pub(in crate::charts) fn counted(labels: Vec<EndLabel>) -> Self {
        Self { labels, beside: 34.0, apart: 8.0, beyond: FIGURE_HEIGHT / 2.0 }
    }

    /// The width of the labels' column in pixels, with the distance before it.
    pub(in crate::charts) fn width(&self) -> f64 {
        let lines = self.labels.iter().flat_map(|label| &label.lines);
        self.beside + lines.map(|line| line.width).fold(0.0, f64::max)
    }

    /// The height in pixels that the labels need below each other.
    pub(in crate::charts) fn height(&self) -> f64 {
        self.labels.iter().map(|label| label.height() + self.apart).sum()
    }

    /// Draws the labels right of the x position `right`, each as near to its mark as the others allow. Leader
    /// lines begin at the x position `mark`.
    pub(in crate::charts) fn draw(&self, scene: &mut Scene, scale: &ValueAxis, mark: f64, right: f64) {
        let mut labels: Vec<&EndLabel> = self.labels.iter().collect();
        labels.sort_by(|one, other| other.value.total_cmp(&one.value));
        let wanted =
            labels.iter().map(|label| (scale.at(label.value) + label.lower_by, label.height() + self.apart));
        let wanted: Vec<_> = wanted.collect();
        let places = spread_labels(&wanted, (scale.top - self.beyond, scale.bottom + self.beyond));
        for ((label, (from, _)), middle) in labels.into_iter().zip(wanted).zip(places) {
            let left = right + self.beside;
            if label.has_leader {
                scene.line(vec![(mark + 4.0, from), (left - 8.0, middle)], 2.0, QUIET_INK);
            }
            label.draw(scene, (left, middle));
        }
    }
}

/// Label placement: the middles of labels that prefer to be at `(middle, height)`, given from the uppermost
/// to the lowest, between `top` and `bottom`. Labels that do not all fit extend below `bottom`.
fn spread_labels(wanted: &[(f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    // From below: moves each label up until those after it fit.
    let mut floor = bottom;
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    for &(middle, height) in wanted.iter().rev() {
        let middle = middle.min(floor - height / 2.0);
        floor = middle - height / 2.0;
        places.push(middle);
    }
    places.reverse();
    // From above: moves each label down to the end of the one before it.
    let mut ceiling = top;
    for (place, &(_, height)) in places.iter_mut().zip(wanted) {
        *place = place.max(ceiling + height / 2.0);
        ceiling = *place + height / 2.0;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stay_at_their_marks_unless_they_would_overlap() {
        assert_eq!(spread_labels(&[(50.0, 20.0), (90.0, 20.0)], (0.0, 100.0)), [50.0, 90.0]);
        assert_eq!(spread_labels(&[(95.0, 20.0), (96.0, 20.0)], (0.0, 100.0)), [70.0, 90.0]);
        assert_eq!(spread_labels(&[(1.0, 20.0), (0.0, 20.0)], (0.0, 100.0)), [10.0, 30.0]);
        assert_eq!(spread_labels(&[(0.0, 60.0), (0.0, 60.0)], (0.0, 100.0)), [30.0, 90.0]);
        assert_eq!(spread_labels(&[], (0.0, 100.0)), [0.0; 0]);
    }
}
