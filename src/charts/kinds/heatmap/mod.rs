//! The shares of the unit itself and of the units directly below for every question: the darker a cell, the
//! more people are satisfied. Rows of units are set into sections of questions and pages.

mod cells;

use self::cells::{Heads, UNDER, draw_cell, key};
use super::unit_marks::{self, Sentences, shortened};
use crate::charts::flow;
use crate::charts::flow::{FlowColumn, Group, Item};
use crate::charts::frame::Frame;
use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::{ChartForm, Extent};
use crate::charts::table::ChartTable;
use crate::charts::text::notes::Notes;
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{COLUMN_FIGURES, FIGURE, LABEL, MINOR, MINOR_FIGURES, centred};
use crate::domain::{Estimate, Language, QuestionReport, Report, ReportContext};
use crate::locale::{self, Argument, integer, message, message_with, percent};

/// The least height of a row where all rows fit into the shape. Where the picture grows anyway, `ROW`
/// applies.
const MIN_ROW: f64 = 37.5;
const ROW: f64 = 44.0;
const TALLEST_ROW: f64 = 66.0;
/// The gap below the row of the unit itself.
const AFTER_OWN: f64 = 8.0;
const GUTTER: f64 = 24.0;
/// The gap between neighbouring cells.
const SEAM: f64 = 3.0;
const BETWEEN_SECTIONS: f64 = 44.0;
/// The clear space on either side of a share in its cell.
const ASIDE: f64 = 5.0;

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let title = locale::heatmap_finding(context, form.language);
    let frame = || Frame::new(&context.report, form, title.clone());
    if context.report.questions.is_empty() {
        return unit_marks::nothing(frame(), context, form);
    }
    let most = form.extent.most_rows();
    let layout = HeatmapLayout::set(context, most, form, &frame().on_page(most, most));
    let pages = layout.pages();
    let last = pages.len();
    (1..).zip(&pages).map(|(number, page)| layout.draw(page, frame().on_page(number, last))).collect()
}

/// The figures of the chart as a table, with all units.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    let questions = &context.report.questions;
    let labels = questions.iter().map(|question| question.label.get(language).to_owned());
    let numbers = labels.chain([message(language, "chart-column-answers")]);
    let caption = locale::subject(&context.report, language);
    let mut table = ChartTable::new(caption, message(language, "units-unit"), numbers);
    for report in std::iter::once(&context.report).chain(&context.below) {
        let missing = || message(language, "suppressed-cell");
        let shares = shares(report, questions)
            .map(|share| share.map_or_else(missing, |estimate| percent(language, estimate.share)));
        let name = std::iter::once(report.unit.name.clone());
        table.push(name.chain(shares).chain([integer(language, report.responses)]));
    }
    table
}

/// A unit with its name set.
struct HeatmapLine<'a> {
    report: &'a Report,
    name: TextBlock,
    height: f64,
    is_own: bool,
}

/// Questions that stand side by side.
struct QuestionSection<'a> {
    questions: &'a [QuestionReport],
    heads: Heads,
}

/// A part of a page: a section of questions with rows.
type HeatmapPart<'a, 'b> = (&'b QuestionSection<'a>, FlowColumn<'b, HeatmapLine<'a>>);

/// Everything that is drawn.
struct HeatmapLayout<'a> {
    rows: Vec<Group<HeatmapLine<'a>>>,
    sections: Vec<QuestionSection<'a>>,
    name: f64,
    column: f64,
    key: Notes,
    notes: Sentences,
    form: ChartForm,
    /// The greatest height of a page's parts in pixels.
    limit: f64,
}

impl<'a> HeatmapLayout<'a> {
    fn set(context: &'a ReportContext, most: usize, form: ChartForm, frame: &Frame) -> Self {
        let (language, typeface) = (form.language, form.typeface);
        let questions = context.report.questions.as_slice();
        let rows = set_rows(context, most, form);
        let full_width = form.shape.content_width();
        let name = rows.iter().map(|row| row.name.width(typeface)).fold(0.0, f64::max);
        let answers = rows.iter().map(|row| integer(language, row.report.responses));
        let head = typeface.width(&message(language, "chart-column-answers"), MINOR);
        let answers = form.widest(answers, MINOR_FIGURES).max(head);
        let cells = full_width - name - answers - 2.0 * GUTTER;
        let least = typeface.width(&percent(language, 1.0), COLUMN_FIGURES) + 2.0 * ASIDE;
        let count = (1..questions.len()).take_while(|&count| least * (count + 1) as f64 <= cells).count() + 1;
        let sections = questions.len().div_ceil(count);
        let count = questions.len().div_ceil(sections.max(1)).max(1);
        let column = cells / count as f64;
        let notes = Sentences::new(notes(context, &rows, language), form);
        let all = || rows.iter().flat_map(|row| shares(row.report, questions));
        let kinds = (all().any(|share| share.is_some()), all().any(|share| share.is_none()));
        let key = key(kinds, form);
        let firsts = (0..).step_by(count);
        let sections = questions.chunks(count).zip(firsts).map(|(questions, first)| QuestionSection {
            heads: Heads::set(questions, first, column, form),
            questions,
        });
        let sections: Vec<_> = sections.collect();
        let limit = frame.room() - notes.height() - key.height();
        let group = Group { heading: String::new(), rows };
        let mut layout = Self { rows: vec![group], sections, name, column, key, notes, form, limit };
        layout.let_air_in();
        layout
    }

    /// Makes rows taller where they leave room, and where the picture grows anyway.
    fn let_air_in(&mut self) {
        let heads =
            self.sections.iter().map(|section| section.heads.height() + BETWEEN_SECTIONS).sum::<f64>()
                - BETWEEN_SECTIONS;
        let rows = self.rows.iter_mut().flat_map(|group| &mut group.rows);
        let rows: Vec<_> = rows.collect();
        let slots = (rows.len() * self.sections.len()).max(1) as f64;
        let height = rows.iter().map(|row| row.height).sum::<f64>() * self.sections.len() as f64;
        let air = (self.limit - heads - height) / slots;
        let air = if air < 0.0 { ROW - MIN_ROW } else { air.min(TALLEST_ROW - MIN_ROW) };
        for row in rows {
            row.height += air;
        }
    }

    /// The parts page by page: all below each other on one picture, else each on its own page.
    fn pages<'b>(&'b self) -> Vec<Vec<HeatmapPart<'a, 'b>>> {
        let flowing = |section: &'b QuestionSection<'a>| {
            let limit = match self.form.extent {
                Extent::OnePicture => f64::INFINITY,
                Extent::Pages => self.limit - section.heads.height(),
            };
            let columns = flow::flow(&self.rows, 0.0, HeatmapLine::height, limit);
            columns.into_iter().map(move |column| (section, column))
        };
        let parts = self.sections.iter().flat_map(flowing);
        match self.form.extent {
            Extent::OnePicture => vec![parts.collect()],
            Extent::Pages => parts.map(|part| vec![part]).collect(),
        }
    }

    fn draw(&self, parts: &[HeatmapPart<'a, '_>], frame: Frame) -> Scene {
        let heights = parts.iter().map(|(section, column)| section.heads.height() + flow::height(column));
        let height = heights.sum::<f64>() + BETWEEN_SECTIONS * parts.len().saturating_sub(1) as f64;
        let words = self.in_words(parts);
        let (mut scene, area) = frame.open(height + self.key.height() + self.notes.height(), &words);
        let mut top = area.top;
        for (section, column) in parts {
            self.draw_heads(&mut scene, (area.left, top), section);
            top += section.heads.height();
            for (item, height) in column {
                if let Item::Row(row) = item {
                    self.draw_row(&mut scene, (area.left, top), (*height, row), section.questions);
                }
                top += height;
            }
            top += BETWEEN_SECTIONS;
        }
        top = area.top + height;
        self.key.draw(&mut scene, (area.left, top));
        self.notes.draw(&mut scene, (area.left, top + self.key.height()));
        scene
    }

    fn draw_heads(&self, scene: &mut Scene, (left, top): (f64, f64), section: &QuestionSection<'_>) {
        let language = self.form.language;
        let columns = left + self.name + GUTTER;
        section.heads.draw(scene, (left, top), (columns, self.column), language);
        let at = (left + self.form.shape.content_width(), top + section.heads.height() - UNDER);
        scene.write(Anchor::End, at, MINOR, &message(language, "chart-column-answers"));
    }

    fn draw_row(
        &self,
        scene: &mut Scene,
        (left, top): (f64, f64),
        (height, row): (f64, &HeatmapLine<'_>),
        questions: &[QuestionReport],
    ) {
        let language = self.form.language;
        let bottom = top + height - if row.is_own { AFTER_OWN } else { 0.0 };
        let middle = f64::midpoint(top, bottom);
        row.name.draw(scene, (left, middle + centred(LABEL) - row.name.depth() / 2.0));
        let mut x = left + self.name + GUTTER;
        for share in shares(row.report, questions) {
            let cell = FilledRect {
                left: x,
                top: top + SEAM / 2.0,
                right: x + self.column - SEAM,
                bottom: bottom - SEAM / 2.0,
            };
            draw_cell(scene, cell, share, language);
            x += self.column;
        }
        let at = (left + self.form.shape.content_width(), middle);
        scene.write_at(Anchor::End, at, MINOR_FIGURES, &integer(language, row.report.responses));
    }

    /// The rows as text.
    fn in_words(&self, parts: &[HeatmapPart<'a, '_>]) -> String {
        let language = self.form.language;
        let rows = parts.iter().flat_map(|(section, column)| {
            column.iter().filter_map(move |(item, _)| match item {
                Item::Row(row) => Some((row, section.questions)),
                Item::Heading(..) => None,
            })
        });
        let lines = rows.map(|(row, questions)| {
            let missing = || message(language, "suppressed-cell-spoken");
            let cells = questions.iter().zip(shares(row.report, questions)).map(|(question, share)| {
                let share = share.map_or_else(missing, |estimate| percent(language, estimate.share));
                format!("{} {share}", question.label.get(language))
            });
            let cells = cells.collect::<Vec<_>>().join(", ");
            let answers = locale::answers(language, row.report.responses);
            format!("{} ({answers}): {cells}", row.report.unit.name)
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl HeatmapLine<'_> {
    fn height(&self) -> f64 {
        self.height
    }
}

/// The row of the unit itself, then at most `most` of the units below.
fn set_rows<'a>(context: &'a ReportContext, most: usize, form: ChartForm) -> Vec<HeatmapLine<'a>> {
    let (width, size) = if form.shape.is_narrow() { (285.0, 26.0) } else { (420.0, LABEL.size) };
    let set = |report: &'a Report, is_own: bool| {
        let text_style = TextStyle { size, ..if is_own { FIGURE } else { LABEL } };
        let name = shortened(form, &report.unit.name, text_style, width);
        let height = MIN_ROW + name.depth() + if is_own { AFTER_OWN } else { 0.0 };
        HeatmapLine { report, name, height, is_own }
    };
    let below = context.below.iter().take(most).map(|report| set(report, false));
    std::iter::once(set(&context.report, true)).chain(below).collect()
}

/// The shares of the questions in their order; `None` where one may not be shown.
fn shares<'a>(
    report: &'a Report,
    questions: &'a [QuestionReport],
) -> impl Iterator<Item = Option<Estimate>> + 'a {
    let asked = |question: &QuestionReport| report.questions.iter().find(|asked| asked.key == question.key);
    questions.iter().map(move |question| asked(question)?.top_two)
}

fn notes(context: &ReportContext, rows: &[HeatmapLine<'_>], language: Language) -> Vec<String> {
    let number = |number: usize| Argument::from(integer(language, number as u64));
    let alone = context.below.is_empty().then(|| message(language, "chart-heatmap-alone"));
    let (drawn, all) = (rows.len().saturating_sub(1), context.below.len());
    let counts = [("drawn", number(drawn)), ("all", number(all))];
    let left_out = (drawn < all).then(|| message_with(language, "chart-heatmap-not-drawn", counts));
    [alone, left_out].into_iter().flatten().collect()
}
