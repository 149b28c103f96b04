//! Annotations of days on which a series may change direction: vertical lines across the marks, each with a
//! flag above them.

use super::months::MonthAxis;
use crate::charts::scene::{Anchor, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{INK, MINOR, QUIET_INK};
use crate::domain::{Language, Reform, ReportContext};
use crate::locale::{message, reform};

const FLAG: TextStyle = MINOR.in_colour(INK);
const ROW: f64 = 36.0;
const POLE: f64 = 2.0;
/// The distance from a pole to the text of its flag.
const BESIDE: f64 = 10.0;
/// The least distance between the texts of two flags, or between a text and another pole.
const APART: f64 = 14.0;
const MAX_TRIED: usize = 5;

/// A day and what happened on it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::charts) struct Annotation {
    pub(in crate::charts) x: f64,
    pub(in crate::charts) text: String,
    /// The panel that it concerns, counted from the top; `None` for all panels.
    pub(in crate::charts) panel: Option<usize>,
}

/// A placed flag.
#[derive(Clone, Debug)]
struct Flag {
    annotation: Annotation,
    /// The row, counted from the marks upwards.
    row: usize,
    left: f64,
    right: f64,
}

/// The flags of a chart.
#[derive(Clone, Debug)]
pub(in crate::charts) struct Flags(Vec<Flag>);

/// The boundary reforms that lie on the axis.
pub(in crate::charts) fn reforms(
    context: &ReportContext,
    axis: &MonthAxis,
    language: Language,
) -> Vec<Annotation> {
    let at =
        |one: &Reform| Some(Annotation { x: axis.at(one.day)?, text: reform(one, language), panel: None });
    context.reforms.iter().filter_map(at).collect()
}

/// The boundary reforms on the axis and the first day of the model.
pub(in crate::charts) fn annotations(
    context: &ReportContext,
    axis: &MonthAxis,
    language: Language,
) -> Vec<Annotation> {
    let first = context.rollout.adoptions.first().and_then(|first| axis.at(first.day));
    let model = first.map(|x| Annotation { x, text: message(language, "series-model-begins"), panel: None });
    reforms(context, axis, language).into_iter().chain(model).collect()
}

impl Flags {
    /// Places every annotation left of `right`, where its text overlaps neither another text nor a pole.
    pub(in crate::charts) fn lay_out(form: ChartForm, mut annotations: Vec<Annotation>, right: f64) -> Self {
        let edges = (form.shape.margin(), right);
        annotations.sort_by(|one, other| one.x.total_cmp(&other.x));
        let choices: Vec<Vec<Flag>> =
            annotations.into_iter().map(|annotation| Flag::beside(&annotation, form, edges)).collect();
        let rows = choices.len();
        // Up to `MAX_TRIED` flags are placed by exhaustive search in as few rows as possible; for more the
        // search takes too long.
        let best = (1..=rows).filter(|_| rows <= MAX_TRIED).find_map(|rows| search(&choices, rows, &[]));
        Self(best.unwrap_or_else(|| one_a_row(&choices)))
    }

    /// The height in pixels that the flags take above the marks.
    pub(in crate::charts) fn height(&self) -> f64 {
        self.0.iter().map(|flag| flag.row + 1).max().map_or(0.0, |rows| ROW * rows as f64 + 6.0)
    }

    /// Draws the texts, and poles through the panels that each concerns. `panels` are the upper and lower
    /// edges; the first panel begins below the flags.
    pub(in crate::charts) fn draw(&self, scene: &mut Scene, panels: &[(f64, f64)]) {
        let top = panels.first().map_or(0.0, |panel| panel.0);
        for Flag { annotation, row, left, .. } in &self.0 {
            let baseline = top - 16.0 - ROW * *row as f64;
            let mut pole = |from: f64, to: f64| {
                scene.line(vec![(annotation.x, from), (annotation.x, to)], POLE, QUIET_INK);
            };
            pole(baseline - 0.8 * FLAG.size, top);
            for (index, &(from, to)) in panels.iter().enumerate() {
                if annotation.panel.is_none_or(|panel| panel == index) {
                    pole(from, to);
                }
            }
            scene.write(Anchor::Start, (*left, baseline), FLAG, &annotation.text);
        }
    }
}

/// Places the flags in `choices`, beside those already `placed`, in at most `rows` rows.
fn search(choices: &[Vec<Flag>], rows: usize, placed: &[Flag]) -> Option<Vec<Flag>> {
    let Some((next, others)) = choices.split_first() else { return Some(placed.to_vec()) };
    let tried = (0..rows).flat_map(|row| next.iter().map(move |flag| Flag { row, ..flag.clone() }));
    tried.filter(|flag| placed.iter().all(|other| !flag.meets(other))).find_map(|flag| {
        let placed: Vec<Flag> = placed.iter().cloned().chain([flag]).collect();
        search(others, rows, &placed)
    })
}

/// Gives each flag a row. A pole may cross a text, but no texts overlap.
fn one_a_row(choices: &[Vec<Flag>]) -> Vec<Flag> {
    let first = choices.iter().filter_map(|choices| choices.first());
    (0..).zip(first).map(|(row, flag)| Flag { row, ..flag.clone() }).collect()
}

impl Flag {
    /// The possible positions of a flag: right of its pole and left of it, where they fit; else the nearest
    /// position that fits.
    fn beside(annotation: &Annotation, form: ChartForm, edges: (f64, f64)) -> Vec<Self> {
        let width = form.typeface.width(&annotation.text, FLAG);
        let at = |left: f64| Self { annotation: annotation.clone(), row: 0, left, right: left + width };
        let [right, left] = [annotation.x + BESIDE, annotation.x - BESIDE - width].map(at);
        let inside = |flag: &Self| flag.left >= edges.0 && flag.right <= edges.1;
        let within = (right.left).min(edges.1 - width).max(edges.0);
        let fitting: Vec<_> = [right, left].into_iter().filter(inside).collect();
        if fitting.is_empty() { vec![at(within)] } else { fitting }
    }

    /// Whether texts of one row overlap, or a pole crosses a text below its own.
    fn meets(&self, other: &Self) -> bool {
        let (upper, lower) = if self.row >= other.row { (self, other) } else { (other, self) };
        let words = upper.left < lower.right + APART && lower.left < upper.right + APART;
        let crosses = |pole: &Self, words: &Self| {
            pole.annotation.x > words.left - APART && pole.annotation.x < words.right + APART
        };
        crosses(upper, lower) || (upper.row == lower.row && (words || crosses(lower, upper)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::shape::{Extent, Shape};
    use crate::charts::text::typeface::ChartFonts;

    fn flags(annotations: &[(f64, &str)]) -> Flags {
        let annotation = |&(x, text): &(f64, &str)| Annotation { x, text: text.to_owned(), panel: None };
        let (shape, extent, typeface) = (Shape::Panel, Extent::OnePicture, ChartFonts::bundled().unwrap());
        let form = ChartForm { language: Language::Vi, shape, extent, typeface };
        Flags::lay_out(form, annotations.iter().map(annotation).collect(), 800.0)
    }

    #[test]
    fn flags_far_apart_share_a_row_and_near_ones_do_not_overlap() {
        let rows = |flags: &Flags| flags.0.iter().map(|flag| flag.row).collect::<Vec<_>>();
        assert_eq!(rows(&flags(&[(10.0, "bắt đầu"), (500.0, "sắp xếp")])), [0, 0]);
        let near =
            flags(&[(400.0, "sắp xếp đơn vị: 161 còn 139"), (420.0, "câu hỏi viết lại"), (440.0, "bắt đầu")]);
        for (index, flag) in near.0.iter().enumerate() {
            assert!(flag.left >= 0.0 && flag.right <= 800.0, "{flag:?}");
            assert!(near.0.iter().skip(index + 1).all(|other| !flag.meets(other)), "{near:?}");
        }
    }

    #[test]
    fn a_flag_at_the_right_edge_stays_left_of_its_pole() {
        let edge = flags(&[(795.0, "sắp xếp đơn vị: 161 còn 139")]);
        assert!(edge.0[0].right < 795.0);
        assert!(flags(&[]).height() <= 0.0);
    }
}
