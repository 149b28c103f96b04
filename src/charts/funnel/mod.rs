//! The lowest units by their answers, within the limits of chance: the fewer answers, the farther a share may stray.

mod curves;
mod labels;
mod plot;

use self::curves::{Curve, Curves};
use self::labels::{Labels, Named, named_units};
use self::plot::Plot;
use super::frame::{Area, Frame};
use super::scene::Scene;
use super::shape::Form;
use super::table::{ChartTable, TableColumn};
use super::typeface::Typeface;
use super::unit_marks::{self, Notes};
use super::units::{self, Names};
use crate::domain::{Briefing, Funnel, Language, UnitComparison};
use crate::locale::{self, integer, message, percent, percent_range};

/// A funnel that is lower cannot be read.
const LEAST_PLOT: f64 = 420.0;
/// As often names are placed anew until the list of those without a place stays as it is.
const ROUNDS: usize = 3;

/// Composes the chart.
pub(super) fn compose(briefing: &Briefing, form: Form, typeface: &'static Typeface) -> Vec<Scene> {
    let title = locale::funnel_finding(briefing, form.language);
    let frame = Frame::new(&briefing.report, form, title, typeface);
    let comparison = briefing.comparison.as_ref();
    let compared = comparison.and_then(|comparison| Some((comparison, comparison.funnel.as_ref()?)));
    let Some((comparison, funnel)) = compared else {
        return vec![unit_marks::nothing(frame, briefing, form, typeface)];
    };
    let chart = Chart {
        comparison,
        funnel,
        curves: Curves::of(funnel),
        named: named_units(comparison, funnel, form.language, typeface),
        form,
        typeface,
    };
    vec![chart.draw(frame)]
}

/// Everything that is drawn.
struct Chart<'a> {
    comparison: &'a UnitComparison,
    funnel: &'a Funnel,
    curves: Curves,
    named: Vec<Named<'a>>,
    form: Form,
    typeface: &'static Typeface,
}

impl Chart<'_> {
    fn draw(&self, frame: Frame) -> Scene {
        let room = frame.room();
        let height = |notes: &Notes| (room - notes.height()).max(LEAST_PLOT);
        let mut notes = self.notes(None);
        let mut plot = self.plot((0.0, 0.0), height(&notes));
        let mut labels = self.labels(&plot);
        // What finds no place is listed below; on less paper another name may find none.
        for _ in 0..ROUNDS {
            let listed = labels.unplaced(&self.named, self.funnel, self.form.language);
            notes = self.notes(listed);
            if (height(&notes) - plot.height()).abs() < 1.0 {
                break;
            }
            plot = self.plot((0.0, 0.0), height(&notes));
            labels = self.labels(&plot);
        }
        notes = self.notes(labels.unplaced(&self.named, self.funnel, self.form.language));
        let height = plot.height();
        let (mut scene, area) = frame.open(height + notes.height(), &self.in_words());
        self.plot((area.left, area.top), height).draw(&mut scene, self.funnel, &self.curves);
        labels.draw(&mut scene, (area.left, area.top), &self.named);
        notes.draw(&mut scene, (area.left, area.top + height));
        scene
    }

    fn plot(&self, (left, top): (f64, f64), height: f64) -> Plot {
        let right = left + self.form.shape.content_width();
        let area = Area { left, top, right, bottom: top + height };
        Plot::new(self.funnel, &self.curves, area, self.form, self.typeface)
    }

    fn labels(&self, plot: &Plot) -> Labels {
        let curves: Vec<_> =
            Curve::FAR.into_iter().flat_map(|curve| plot.visible(&self.curves, curve)).collect();
        Labels::place(plot, self.funnel, &self.named, &curves)
    }

    fn notes(&self, listed: Option<String>) -> Notes {
        let language = self.form.language;
        let widened = self.funnel.is_widened().then(|| message(language, "chart-limits-widened"));
        let notes = [listed, widened, locale::selection_note(self.comparison, language)];
        Notes::new(notes.into_iter().flatten(), self.form.shape.content_width(), self.typeface)
    }

    /// The units beyond the limits, from the farthest, and what stands under the chart.
    fn in_words(&self) -> String {
        let language = self.form.language;
        let named = self.named.iter().map(|named| {
            let standing = locale::unit_standing(named.unit.standing, language);
            format!("{}; {standing}", locale::unit_in_words(named.unit, &named.name, language))
        });
        named.chain(locale::selection_note(self.comparison, language)).collect::<Vec<_>>().join("\n")
    }
}

/// The same as a table, in the order of the comparison.
pub(super) fn table(briefing: &Briefing, language: Language) -> ChartTable {
    let head = |key: &str| message(language, key);
    let words = |key| TableColumn { head: head(key), is_numeric: false };
    let number = |head| TableColumn { head, is_numeric: true };
    let limits = |level| locale::limits(language, level);
    let columns = vec![
        words("units-unit"),
        number(head("chart-column-answers")),
        number(head("chart-column-share")),
        number(limits(crate::domain::LIMITS)),
        number(limits(crate::domain::FAR_LIMITS)),
        words("units-standing"),
    ];
    let comparison = briefing.comparison.as_ref();
    let mut table =
        ChartTable { caption: units::caption(briefing, comparison, language), columns, rows: vec![] };
    let Some(comparison) = comparison else { return table };
    let names = Names::of(comparison);
    for unit in comparison.funnel.iter().flat_map(|funnel| &funnel.units) {
        table.push([
            names.name(&unit.version).written(language),
            integer(language, unit.n),
            percent(language, unit.top_two.share),
            percent_range(language, unit.limits.low, unit.limits.high),
            percent_range(language, unit.far_limits.low, unit.far_limits.high),
            locale::unit_standing(unit.standing, language),
        ]);
    }
    for unit in &comparison.not_shown {
        let missing = || head("suppressed-cell");
        let name = names.name(&unit.version).written(language);
        let reason = locale::unshown_reason(unit, language);
        table.push([name, integer(language, unit.n), missing(), missing(), missing(), reason]);
    }
    table
}
