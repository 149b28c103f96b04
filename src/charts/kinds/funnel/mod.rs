//! A funnel plot of the lowest units: the share of each by its number of answers, with control limits, which
//! widen as answers become fewer. Units beyond the limits are named beside their marks where there is room,
//! else in a list below.

mod plot;

use std::collections::HashSet;

use self::plot::{Curves, FAR, FunnelPlot, cell};
use super::unit_marks::{self, Sentences, reach, shortened_line};
use super::units::{self, Names};
use crate::charts::frame::Frame;
use crate::charts::scene::{Anchor, FilledRect, Point, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{INK, MINOR, centred};
use crate::charts::with_words;
use crate::domain::{
    ComparedUnit, FAR_LIMITS, Funnel, LIMITS, Language, ReportContext, UnitComparison, UnitStanding,
};
use crate::locale::{self, Argument, integer, message, message_with, percent, percent_range};

/// The least height of the plot in pixels; a lower one is illegible.
const MIN_PLOT: f64 = 420.0;
/// The greatest number of rounds in which names are placed again, because the list of unplaced names takes
/// height from the plot.
const ROUNDS: usize = 3;
const NAME: TextStyle = MINOR.in_colour(INK);
const WIDEST: f64 = 400.0;
/// How far letters extend above and below their baseline, accents included.
const ABOVE: f64 = 25.0;
const BELOW: f64 = 8.0;
/// The clear space around a name.
const APART: f64 = 5.0;
/// The greatest number of names to place. More do not fit on a picture; the table lists all.
const MAX_NAMED: usize = 160;
const MAX_LISTED: usize = 6;

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let title = locale::funnel_finding(context, form.language);
    let frame = Frame::new(&context.report, form, title);
    let comparison = context.comparison.as_ref();
    let compared = comparison.and_then(|comparison| Some((comparison, comparison.funnel.as_ref()?)));
    let Some((comparison, funnel)) = compared else {
        return unit_marks::nothing(frame, context, form);
    };
    let chart = FunnelLayout {
        comparison,
        funnel,
        curves: Curves::of(funnel),
        named: named_units(comparison, funnel, form),
        form,
    };
    vec![chart.draw(frame)]
}

/// Everything that is drawn.
struct FunnelLayout<'a> {
    comparison: &'a UnitComparison,
    funnel: &'a Funnel,
    curves: Curves,
    named: Vec<LabelledUnit<'a>>,
    form: ChartForm,
}

impl FunnelLayout<'_> {
    fn draw(mut self, frame: Frame) -> Scene {
        let room = frame.room();
        let height = |notes: &Sentences| (room - notes.height()).max(MIN_PLOT);
        let mut notes = self.notes(None);
        let mut plot = self.plot((0.0, 0.0), height(&notes));
        self.place_names(&plot);
        // Names without a place are listed below, which makes the plot lower, so that further names may lose
        // theirs.
        for _ in 0..ROUNDS {
            notes = self.notes(self.unplaced());
            if (height(&notes) - plot.area.height()).abs() < 1.0 {
                break;
            }
            plot = self.plot((0.0, 0.0), height(&notes));
            self.place_names(&plot);
        }
        notes = self.notes(self.unplaced());
        let height = plot.area.height();
        let (mut scene, area) = frame.open(height + notes.height(), &self.in_words());
        self.plot((area.left, area.top), height).draw(&mut scene, self.funnel, &self.curves);
        for named in &self.named {
            if let Some((x, baseline)) = named.place {
                scene.write(Anchor::Start, (area.left + x, area.top + baseline), NAME, &named.written);
            }
        }
        notes.draw(&mut scene, (area.left, area.top + height));
        scene
    }

    fn plot(&self, (left, top): (f64, f64), height: f64) -> FunnelPlot {
        let right = left + self.form.shape.content_width();
        let area = FilledRect { left, top, right, bottom: top + height };
        FunnelPlot::new(self.funnel, &self.curves, area, self.form)
    }

    /// Places names where they overlap no other name, no mark, no curve and not the target.
    fn place_names(&mut self, plot: &FunnelPlot) {
        let mut taken = self.obstacles(plot);
        for named in &mut self.named {
            let free = candidates(plot, named).into_iter().find_map(|at| {
                let covered = covered(at, named.width);
                let is_free =
                    is_within(&covered, &plot.block()) && !taken.iter().any(|block| block.overlaps(&covered));
                is_free.then_some((at, covered))
            });
            named.place = free.map(|(at, _)| at);
            taken.extend(free.map(|(_, covered)| covered));
        }
    }

    /// Everything that a name must not overlap.
    fn obstacles(&self, plot: &FunnelPlot) -> Vec<FilledRect> {
        let around = |(x, y): Point, by: f64| FilledRect::beside((x - by, y), (2.0 * by, 2.0 * by));
        let mut seen = HashSet::new();
        let marks = self.funnel.units.iter().filter_map(|unit| {
            let centre = plot.centre(unit);
            let is_new = seen.insert(cell(centre, 4.0));
            is_new.then(|| around(centre, reach(plot.radius, unit.standing)))
        });
        let mut taken: Vec<FilledRect> = marks.collect();
        for part in FAR.into_iter().flat_map(|end| plot.visible(&self.curves, end)) {
            for (&(from, low), &(to, high)) in part.iter().zip(part.iter().skip(1)) {
                // Small squares along the curve, so close together that no name fits between them.
                let length = (to - from).hypot(high - low);
                let point =
                    |step: f64| (from + (to - from) * step / length, low + (high - low) * step / length);
                let steps =
                    std::iter::successors(Some(0.0), |step| Some(step + 8.0).filter(|&step| step < length));
                taken.extend(steps.filter(|_| length > 0.0).map(|step| around(point(step), 2.0)));
            }
        }
        let plot_area = plot.block();
        taken.push(FilledRect::beside((plot_area.left, plot.target()), (plot_area.width(), 8.0)));
        taken
    }

    /// The list of the units without a place, and the number of those left out.
    fn unplaced(&self) -> Option<String> {
        let language = self.form.language;
        let without: Vec<_> = self.named.iter().filter(|named| named.place.is_none()).collect();
        let listed = without.iter().take(MAX_LISTED).map(|named| {
            let arguments = [
                ("unit", Argument::from(named.written.as_str())),
                ("share", Argument::from(percent(language, named.unit.top_two.share))),
                ("count", Argument::from(integer(language, named.unit.n))),
            ];
            // Lines break between units only.
            message_with(language, "chart-funnel-unit", arguments).replace(' ', "\u{a0}")
        });
        let mut units = listed.collect::<Vec<_>>().join(", ");
        if units.is_empty() {
            return None;
        }
        let placed = self.named.len() - without.len();
        let beyond = self.funnel.units.len() - self.funnel.count(UnitStanding::AsExpected);
        let more = beyond - placed - without.len().min(MAX_LISTED);
        if more > 0 {
            let count = Argument::from(integer(language, more as u64));
            let arguments = [("units", Argument::from(units)), ("count", count)];
            units = message_with(language, "note-left-out-more", arguments);
        }
        Some(message_with(language, "chart-funnel-unlabelled", [("units", Argument::from(units))]))
    }

    fn notes(&self, listed: Option<String>) -> Sentences {
        let language = self.form.language;
        let widened = self.funnel.is_widened().then(|| message(language, "chart-limits-widened"));
        let notes = [listed, widened, locale::selection_note(self.comparison, language)];
        Sentences::new(notes.into_iter().flatten(), self.form)
    }

    /// The units beyond the limits, from the farthest, and the notes under the chart, as text.
    fn in_words(&self) -> String {
        let language = self.form.language;
        let named = self.named.iter().map(|named| {
            let standing = locale::unit_standing(named.unit.standing, language);
            format!("{}; {standing}", locale::unit_in_words(named.unit, &named.name, language))
        });
        named.chain(locale::selection_note(self.comparison, language)).collect::<Vec<_>>().join("\n")
    }
}

/// The figures of the chart as a table, in the order of the comparison.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    let head = |key: &str| message(language, key);
    let columns = [
        head("chart-column-answers"),
        head("chart-column-share"),
        locale::limits(language, LIMITS),
        locale::limits(language, FAR_LIMITS),
        head("units-standing"),
    ];
    let comparison = context.comparison.as_ref();
    let caption = units::caption(context, comparison, language);
    let mut table = with_words(ChartTable::new(caption, head("units-unit"), columns), &[5]);
    let Some(comparison) = comparison else { return table };
    let names = Names::of(comparison);
    for unit in comparison.funnel.iter().flat_map(|funnel| &funnel.units) {
        table.push([
            names.written(&unit.version, language),
            integer(language, unit.n),
            percent(language, unit.top_two.share),
            percent_range(language, unit.limits.low, unit.limits.high),
            percent_range(language, unit.far_limits.low, unit.far_limits.high),
            locale::unit_standing(unit.standing, language),
        ]);
    }
    for unit in &comparison.not_shown {
        let missing = || head("suppressed-cell");
        let name = names.written(&unit.version, language);
        let reason = locale::unshown_reason(unit, language);
        table.push([name, integer(language, unit.n), missing(), missing(), missing(), reason]);
    }
    table
}

/// A unit beyond the limits.
struct LabelledUnit<'a> {
    unit: &'a ComparedUnit,
    name: String,
    /// The name as written on the picture, which may be shortened.
    written: String,
    width: f64,
    /// The start of its baseline; `None` where there is no room.
    place: Option<Point>,
}

/// The units beyond the limits, from the most significant: by the squared distance from the target times the
/// number of answers.
fn named_units<'a>(
    comparison: &'a UnitComparison,
    funnel: &'a Funnel,
    form: ChartForm,
) -> Vec<LabelledUnit<'a>> {
    let names = Names::of(comparison);
    let is_beyond = |unit: &&ComparedUnit| unit.standing != UnitStanding::AsExpected;
    let mut beyond: Vec<_> = funnel.units.iter().filter(is_beyond).collect();
    let distance = |unit: &ComparedUnit| (unit.top_two.share - funnel.target).powi(2) * unit.n as f64;
    beyond.sort_by(|one, other| distance(other).total_cmp(&distance(one)));
    let set = beyond.into_iter().take(MAX_NAMED).map(|unit| {
        let name = names.written(&unit.version, form.language);
        let written = shortened_line(form, &name, NAME, WIDEST);
        let width = form.typeface.width(&written, NAME);
        LabelledUnit { unit, name, written, width, place: None }
    });
    set.collect()
}

/// The possible positions of a name in order of preference: beside the mark, then around it.
fn candidates(plot: &FunnelPlot, named: &LabelledUnit<'_>) -> [Point; 8] {
    let (x, y) = plot.centre(named.unit);
    let gap = reach(plot.radius, named.unit.standing) + APART + 2.0;
    let (right, left, middle) = (x + gap, x - gap - named.width, x - named.width / 2.0);
    let (beside, above, below) = (y + centred(NAME), y - gap - BELOW, y + gap + ABOVE);
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

fn covered((x, baseline): Point, width: f64) -> FilledRect {
    FilledRect { left: x - APART, top: baseline - ABOVE, right: x + width + APART, bottom: baseline + BELOW }
}

fn is_within(inner: &FilledRect, outer: &FilledRect) -> bool {
    inner.left >= outer.left
        && inner.right <= outer.right
        && inner.top >= outer.top
        && inner.bottom <= outer.bottom
}
