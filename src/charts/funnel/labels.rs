//! The names of the units beyond the limits: beside their marks where there is room, else in a list below.

use std::collections::HashSet;

use super::plot::{Plot, cell};
use crate::charts::scene::{Anchor, Block, Point, Scene};
use crate::charts::theme::INK;
use crate::charts::typeface::{Lettering, Typeface};
use crate::charts::unit_marks::{reach, shortened_line};
use crate::charts::units::Names;
use crate::domain::{ComparedUnit, Funnel, Language, UnitComparison, UnitStanding};
use crate::locale::{Argument, integer, message_with, percent};

const NAME: Lettering = Lettering::regular(24.0, INK);
const WIDEST: f64 = 400.0;
/// How far letters reach above and below their line, accents included.
const ABOVE: f64 = 25.0;
const BELOW: f64 = 8.0;
/// Paper around a name.
const APART: f64 = 5.0;
/// The table names all; more than these do not fit on a picture anyway.
const MOST_NAMED: usize = 160;
const MOST_LISTED: usize = 6;

/// A unit beyond the limits.
pub(super) struct Named<'a> {
    pub(super) unit: &'a ComparedUnit,
    pub(super) name: String,
    /// As it stands on the picture.
    written: String,
    width: f64,
}

/// The units beyond the limits, from those that are farthest for their number of answers.
pub(super) fn named_units<'a>(
    comparison: &'a UnitComparison,
    funnel: &'a Funnel,
    language: Language,
    typeface: &Typeface,
) -> Vec<Named<'a>> {
    let names = Names::of(comparison);
    let is_beyond = |unit: &&ComparedUnit| unit.standing != UnitStanding::AsExpected;
    let mut beyond: Vec<_> = funnel.units.iter().filter(is_beyond).collect();
    let distance = |unit: &ComparedUnit| (unit.top_two.share - funnel.target).powi(2) * unit.n as f64;
    beyond.sort_by(|one, other| distance(other).total_cmp(&distance(one)));
    let set = beyond.into_iter().take(MOST_NAMED).map(|unit| {
        let name = names.name(&unit.version).written(language);
        let written = shortened_line(typeface, &name, NAME, WIDEST);
        let width = typeface.width(&written, NAME);
        Named { unit, name, written, width }
    });
    set.collect()
}

/// Where names begin, in the order of the named units; `None` where there is no room.
pub(super) struct Labels(Vec<Option<Point>>);

impl Labels {
    /// Names stand on nothing: no other name, no mark, no curve, not the target.
    pub(super) fn place(plot: &Plot, funnel: &Funnel, named: &[Named<'_>], curves: &[Vec<Point>]) -> Self {
        let mut taken = obstacles(plot, funnel, curves);
        let places = named.iter().map(|named| {
            let free = candidates(plot, named).into_iter().find_map(|at| {
                let covered = covered(at, named.width);
                let is_free =
                    is_within(&covered, &plot.block()) && !taken.iter().any(|block| overlap(block, &covered));
                is_free.then_some((at, covered))
            });
            free.map(|(at, covered)| {
                taken.push(covered);
                at
            })
        });
        Self(places.collect())
    }

    /// The list of the units without a place, and how many more there are.
    pub(super) fn unplaced(
        &self,
        named: &[Named<'_>],
        funnel: &Funnel,
        language: Language,
    ) -> Option<String> {
        let without: Vec<_> = named.iter().zip(&self.0).filter(|(_, place)| place.is_none()).collect();
        let listed = without.iter().take(MOST_LISTED).map(|(named, _)| {
            let arguments = [
                ("unit", Argument::from(named.written.as_str())),
                ("share", Argument::from(percent(language, named.unit.top_two.share))),
                ("count", Argument::from(integer(language, named.unit.n))),
            ];
            // Lines break between units only.
            message_with(language, "chart-funnel-unit", arguments).replace(' ', "\u{a0}")
        });
        let listed = listed.collect::<Vec<_>>().join(", ");
        if listed.is_empty() {
            return None;
        }
        let placed = named.len() - without.len();
        let beyond = funnel.units.len() - funnel.count(UnitStanding::AsExpected);
        let more = beyond - placed - without.len().min(MOST_LISTED);
        let units = if more == 0 {
            listed
        } else {
            let count = Argument::from(integer(language, more as u64));
            message_with(
                language,
                "note-left-out-more",
                [("units", Argument::from(listed)), ("count", count)],
            )
        };
        Some(message_with(language, "chart-funnel-unlabelled", [("units", Argument::from(units))]))
    }

    /// Draws them where the plot's area begins at `left` and `top`.
    pub(super) fn draw(&self, scene: &mut Scene, (left, top): Point, named: &[Named<'_>]) {
        for (named, place) in named.iter().zip(&self.0) {
            if let Some((x, baseline)) = place {
                scene.write(Anchor::Start, (left + x, top + baseline), NAME, &named.written);
            }
        }
    }
}

/// Beside the mark, then around it.
fn candidates(plot: &Plot, named: &Named<'_>) -> [Point; 8] {
    let (x, y) = plot.centre(named.unit);
    let gap = reach(plot.radius(), named.unit.standing) + APART + 2.0;
    let (right, left, middle) = (x + gap, x - gap - named.width, x - named.width / 2.0);
    let (beside, above, below) = (y + 0.36 * NAME.size, y - gap - BELOW, y + gap + ABOVE);
    [
        (right, beside),
        (left, beside),
        (right, below - 12.0),
        (right, above + 12.0),
        (left, below - 12.0),
        (left, above + 12.0),
        (middle, below),
        (middle, above),
    ]
}

fn covered((x, baseline): Point, width: f64) -> Block {
    Block { left: x - APART, top: baseline - ABOVE, right: x + width + APART, bottom: baseline + BELOW }
}

/// Everything that a name must not lie on.
fn obstacles(plot: &Plot, funnel: &Funnel, curves: &[Vec<Point>]) -> Vec<Block> {
    let around = |(x, y): Point, by: f64| Block { left: x - by, top: y - by, right: x + by, bottom: y + by };
    let mut seen = HashSet::new();
    let marks = funnel.units.iter().map(|unit| (plot.centre(unit), reach(plot.radius(), unit.standing)));
    let marks =
        marks.filter(|(centre, _)| seen.insert(cell(*centre, 4.0))).map(|(at, reach)| around(at, reach));
    let mut taken: Vec<Block> = marks.collect();
    for part in curves {
        for (&(from, low), &(to, high)) in part.iter().zip(part.iter().skip(1)) {
            // Beads on the curve, so near to each other that no name slips through.
            let length = (to - from).hypot(high - low);
            let bead = |step: f64| (from + (to - from) * step / length, low + (high - low) * step / length);
            let steps =
                std::iter::successors(Some(0.0), |step| Some(step + 8.0).filter(|&step| step < length));
            taken.extend(steps.filter(|_| length > 0.0).map(|step| around(bead(step), 2.0)));
        }
    }
    let Block { left, right, .. } = plot.block();
    taken.push(Block { left, top: plot.target() - 4.0, right, bottom: plot.target() + 4.0 });
    taken
}

fn is_within(inner: &Block, outer: &Block) -> bool {
    inner.left >= outer.left
        && inner.right <= outer.right
        && inner.top >= outer.top
        && inner.bottom <= outer.bottom
}

fn overlap(one: &Block, other: &Block) -> bool {
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}
