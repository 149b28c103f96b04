//! The unit itself and the units directly below by every question: the darker a cell, the more people are satisfied.

mod cells;
mod heads;
mod sheet;

use self::sheet::Sheet;
use super::frame::Frame;
use super::scene::Scene;
use super::shape::Form;
use super::table::ChartTable;
use super::typeface::Typeface;
use super::unit_marks;
use crate::domain::{Briefing, Language, QuestionReport, Report};
use crate::locale::{self, integer, message, percent};

/// Composes the chart.
pub(super) fn compose(briefing: &Briefing, form: Form, typeface: &'static Typeface) -> Vec<Scene> {
    let title = locale::heatmap_finding(briefing, form.language);
    let frame = || Frame::new(&briefing.report, form, title.clone(), typeface);
    if briefing.report.questions.is_empty() {
        return vec![unit_marks::nothing(frame(), briefing, form, typeface)];
    }
    let most = form.extent.most_rows();
    let sheet = Sheet::set(briefing, most, form, typeface, &frame().on_page(most, most));
    let pages = sheet.pages();
    let last = pages.len();
    (1..).zip(&pages).map(|(number, page)| sheet.draw(page, frame().on_page(number, last))).collect()
}

/// The same as a table, of all units.
pub(super) fn table(briefing: &Briefing, language: Language) -> ChartTable {
    let questions = &briefing.report.questions;
    let labels = questions.iter().map(|question| question.label.get(language).to_owned());
    let numbers = labels.chain([message(language, "chart-column-answers")]);
    let caption = locale::subject(&briefing.report, language);
    let mut table = ChartTable::new(caption, message(language, "units-unit"), numbers);
    for report in std::iter::once(&briefing.report).chain(&briefing.below) {
        let share = |question: &QuestionReport| {
            let asked = asked(report, &question.key).and_then(|question| question.top_two);
            let missing = || message(language, "suppressed-cell");
            asked.map_or_else(missing, |estimate| percent(language, estimate.share))
        };
        let name = std::iter::once(report.unit.name.clone());
        let answers = integer(language, report.responses);
        table.push(name.chain(questions.iter().map(share)).chain([answers]));
    }
    table
}

/// What a report says of a question.
fn asked<'a>(report: &'a Report, key: &str) -> Option<&'a QuestionReport> {
    report.questions.iter().find(|question| question.key == key)
}
