//! All five answers to every question: one bar a question, centred on the middle of the neutral answer, so that
//! what leans left is dissatisfied and what leans right satisfied. The sums of both sides stand beside it.

mod columns;
mod legend;
mod row;

use self::columns::{Columns, Scale};
use self::legend::Legend;
use self::row::Row;
use super::frame::{Area, Frame};
use super::scene::Scene;
use super::shape::Form;
use super::table::ChartTable;
use super::typeface::Typeface;
use crate::domain::{Briefing, Language, QuestionReport};
use crate::locale::{self, message};

const COLUMN_HEADS_HEIGHT: f64 = 56.0;
const TALLEST_ROW: f64 = 104.0;
/// With the label above the bar.
const TALLEST_NARROW_ROW: f64 = 190.0;

/// Composes the chart.
pub(super) fn compose(briefing: &Briefing, form: Form, typeface: &'static Typeface) -> Vec<Scene> {
    let (report, language) = (&briefing.report, form.language);
    let rows: Vec<_> = report.questions.iter().map(|question| Row::new(question, form, typeface)).collect();
    // A legend for colours that do not occur would only raise questions.
    let legend = rows.iter().any(Row::has_bar).then(|| Legend::set(form, typeface));
    let heads = legend.as_ref().map_or(0.0, |legend| legend.height() + COLUMN_HEADS_HEIGHT);
    let least_row = rows.iter().map(Row::least_height).fold(0.0, f64::max);
    let least = heads + least_row * rows.len() as f64;

    let title = locale::comparison_finding(report, language);
    let figures = locale::figures_in_words(&report.questions, language);
    let (mut scene, area) = Frame::new(report, form, title, typeface).open(least, &figures);
    let columns = Columns::new(&rows, area, form, typeface);
    if let Some(legend) = &legend {
        legend.draw(&mut scene, area);
        columns.draw_heads(&mut scene, area.top + legend.height(), language);
    }
    let tallest = if form.shape.is_narrow() { TALLEST_NARROW_ROW } else { TALLEST_ROW };
    let pitch = ((area.height() - heads) / rows.len().max(1) as f64).min(tallest.max(least_row));
    let scale = Scale::of(&rows, &columns);
    let mut top = area.top + heads;
    for row in &rows {
        row.draw(&mut scene, Area { top, bottom: top + pitch, ..area }, &columns, &scale);
        top += pitch;
    }
    vec![scene]
}

/// The same as a table.
pub(super) fn table(briefing: &Briefing, language: Language) -> ChartTable {
    shares_table(briefing, &briefing.report.questions, language)
}

/// Questions with their shares, intervals, levels and answers.
pub(super) fn shares_table<'a>(
    briefing: &Briefing,
    questions: impl IntoIterator<Item = &'a QuestionReport>,
    language: Language,
) -> ChartTable {
    let head = |key: &str| message(language, key);
    let levels = (1..=5).map(|level| head(&format!("scale-{level}")));
    let numbers = [head("chart-column-share"), head("chart-column-interval")].into_iter().chain(levels);
    let numbers = numbers.chain([head("chart-column-answers")]);
    let mut table =
        ChartTable::new(locale::subject(&briefing.report, language), head("table-question"), numbers);
    for question in questions {
        let missing = || head("suppressed-cell");
        let share = question.top_two.map_or_else(missing, |top| locale::percent(language, top.share));
        let interval =
            question.top_two.map_or_else(missing, |top| locale::percent_range(language, top.low, top.high));
        let level = |count: Option<u64>| {
            let count = count.filter(|_| question.n > 0);
            count.map_or_else(missing, |count| {
                locale::true_percent(language, count as f64 / question.n as f64)
            })
        };
        let cells = [question.label.get(language).to_owned(), share, interval].into_iter();
        let cells = cells.chain(question.counts.map(level));
        table.push(cells.chain([locale::integer(language, question.n)]));
    }
    table
}
