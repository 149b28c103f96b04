//! The lowest units with their intervals: far above, above, as expected, below, far below, and those without a published
//! share. Nothing is ranked by a number: within a group units are sorted by their shares, and every one has its interval.

mod listing;
mod sheet;

pub(super) use self::listing::Names;

use self::listing::Listing;
use self::sheet::Sheet;
use super::frame::Frame;
use super::scene::Scene;
use super::shape::Form;
use super::table::{ChartTable, TableColumn};
use super::typeface::Typeface;
use super::unit_marks;
use crate::domain::{Briefing, Language, UnitComparison};
use crate::locale::{self, Argument, message, message_with};

/// Composes the chart.
pub(super) fn compose(briefing: &Briefing, form: Form, typeface: &'static Typeface) -> Vec<Scene> {
    let title = locale::units_chart_finding(briefing, form.language);
    let frame = || Frame::new(&briefing.report, form, title.clone(), typeface);
    let most = form.extent.most_rows();
    let listing = briefing.comparison.as_ref().map(|comparison| (comparison, Listing::of(comparison, most)));
    let Some((comparison, listing)) = listing.filter(|(_, listing)| listing.drawn > 0) else {
        return vec![unit_marks::nothing(frame(), briefing, form, typeface)];
    };
    let sheet = Sheet::set(comparison, &listing, form, typeface, &frame().on_page(most, most));
    let pages = sheet.pages();
    let last = pages.len();
    let numbered = (1..).zip(&pages);
    numbered.map(|(number, page)| sheet.draw(page, frame().on_page(number, last))).collect()
}

/// The same as a table, of all units.
pub(super) fn table(briefing: &Briefing, language: Language) -> ChartTable {
    let head = |key: &str| message(language, key);
    let words = |key| TableColumn { head: head(key), is_numeric: false };
    let numbers = |key| TableColumn { head: head(key), is_numeric: true };
    let columns = vec![
        words("units-unit"),
        words("units-standing"),
        numbers("chart-column-share"),
        numbers("chart-column-interval"),
        numbers("chart-column-answers"),
        numbers("units-limits"),
    ];
    let mut table = ChartTable {
        caption: caption(briefing, briefing.comparison.as_ref(), language),
        columns,
        rows: vec![],
    };
    for row in briefing.comparison.iter().flat_map(|comparison| Listing::of(comparison, usize::MAX).rows()) {
        table.push(row.cells(language));
    }
    table
}

/// What is compared, of whom and when.
pub(super) fn caption(
    briefing: &Briefing,
    comparison: Option<&UnitComparison>,
    language: Language,
) -> String {
    let subject = locale::subject(&briefing.report, language);
    let Some(comparison) = comparison else { return subject };
    let label = Argument::from(comparison.question.label.get(language));
    message_with(language, "question-in-words", [("label", label), ("figure", Argument::from(subject))])
}
