//! The headline shares month by month, with their intervals and what chance explains: one panel a question, below each
//! other over the same months.

mod course;
mod notes;
mod panel;

use self::course::{Course, why_missing};
use self::panel::{EndLabels, Panel};
use super::frame::{Area, Frame};
use super::month_axis::{MONTHS_HEIGHT, MonthAxis};
use super::occasions::{Flags, Occasion, occasions};
use super::paragraph::Paragraph;
use super::scene::Scene;
use super::shape::{Form, Shape};
use super::table::ChartTable;
use super::theme::{INK, MINOR};
use super::typeface::{Lettering, Typeface};
use super::vacancy::{VACANCY_HEIGHT, draw_vacancy};
use super::value_axis::ValueAxis;
use crate::domain::{Briefing, Language};
use crate::locale::{self, integer, message, message_with, short_month};

const LABEL: Lettering = Lettering::bold(28.0, INK);
const LEADING: f64 = 1.3;
/// Questions stand on the left of their panels where there is room, else above.
const LABEL_COLUMN: f64 = 290.0;
const GUTTER: f64 = 28.0;
const BETWEEN: f64 = 34.0;
const LEAST_PLOT: f64 = 126.0;
const TALLEST_PLOT: f64 = 420.0;

/// Composes the chart.
pub(super) fn compose(briefing: &Briefing, form: Form, typeface: &'static Typeface) -> Vec<Scene> {
    let (report, language) = (&briefing.report, form.language);
    let courses = courses(briefing);
    let frame = || Frame::new(report, form, locale::trend_finding(report, language), typeface);
    if courses.iter().all(|course| course.range().is_none()) {
        let reason = message(language, why_nothing(&courses));
        let (mut scene, area) = frame().open(VACANCY_HEIGHT, &in_words(&courses, &reason, language));
        draw_vacancy(&mut scene, area, &reason);
        return vec![scene];
    }
    let mut setting = Setting { briefing, form, typeface, least: LEAST_PLOT };
    setting.least = setting.beside_plots(&courses);
    let row = setting.least + setting.heads(&courses);
    let whole = frame();
    let pages = whole.pages(&courses, setting.around(&courses) - BETWEEN, row);
    let count = pages.len();
    let compose =
        |(number, page): (usize, &[Course<'_>])| setting.compose(frame().on_page(number + 1, count), page);
    pages.into_iter().enumerate().map(compose).collect()
}

/// Why no month has a figure, by the key of its words.
fn why_nothing(courses: &[Course<'_>]) -> &'static str {
    let mut months = courses.iter().flat_map(Course::missing).peekable();
    if months.peek().is_none() {
        "trend-none"
    } else if months.all(|point| point.n == 0) {
        "evidence-none"
    } else {
        "no-finding"
    }
}

fn courses(briefing: &Briefing) -> Vec<Course<'_>> {
    let headlines = briefing.series.iter().filter(|series| series.headline);
    headlines.map(|series| Course::of(briefing, series)).collect()
}

/// The same as a table.
pub(super) fn table(briefing: &Briefing, language: Language) -> ChartTable {
    let head = |key: &str| message(language, key);
    let columns =
        ["chart-column-share", "chart-column-interval", "chart-column-answers", "trend-column-signal"];
    let caption = locale::subject(&briefing.report, language);
    let question = [head("table-question")].into_iter().chain(columns.map(head));
    let mut table = ChartTable::new(caption, head("trend-column-month"), question);
    // Questions are words, and so are signals.
    for column in [1, 5] {
        if let Some(column) = table.columns.get_mut(column) {
            column.is_numeric = false;
        }
    }
    for course in courses(briefing) {
        for (point, limits) in course.series.points.iter().zip(&course.control.points) {
            let missing = || message(language, why_missing(point));
            let share = point.top_two.map_or_else(missing, |top| locale::percent(language, top.share));
            let range = |top: crate::domain::Estimate| locale::percent_range(language, top.low, top.high);
            let signals = limits.iter().flat_map(|limits| &limits.signals);
            let signals: Vec<_> = signals.map(|&signal| locale::signal(signal, language)).collect();
            table.push([
                short_month(language, point.month),
                course.series.label.get(language).to_owned(),
                share,
                point.top_two.map(range).unwrap_or_default(),
                integer(language, point.n),
                signals.join("; "),
            ]);
        }
    }
    table
}

fn in_words(courses: &[Course<'_>], reason: &str, language: Language) -> String {
    let words = courses.iter().map(|course| {
        let why = |place| course.series.points.get(place).map_or("course-too-few", why_missing);
        locale::trend_in_words(course.series, |place| message(language, why(place)), language)
    });
    words.chain([reason.to_owned()]).filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What all pages have in common.
struct Setting<'a> {
    briefing: &'a Briefing,
    form: Form,
    typeface: &'static Typeface,
    /// The least height of the marks of a panel.
    least: f64,
}

impl Setting<'_> {
    fn is_beside(&self) -> bool {
        self.form.shape == Shape::Wide
    }

    /// What the question takes above a panel, and the paper below.
    fn heads(&self, courses: &[Course<'_>]) -> f64 {
        let heights = self.panels(courses, self.least).into_iter().map(|panel| self.head(&panel));
        heights.fold(0.0, f64::max) + BETWEEN
    }

    /// What the words need that stand on either side of a panel.
    fn beside_plots(&self, courses: &[Course<'_>]) -> f64 {
        let panels = self.panels(courses, self.least).into_iter();
        let heights = panels.map(|panel| {
            // Words may reach a little beyond the marks, into the paper between two panels.
            let question = if self.is_beside() { panel.words_height() - BETWEEN / 2.0 } else { 0.0 };
            panel.ends.least_height().max(question)
        });
        heights.fold(self.least, f64::max)
    }

    fn head(&self, panel: &Panel<'_>) -> f64 {
        if self.is_beside() { 0.0 } else { panel.words_height() + 14.0 }
    }

    /// What flags, months and notes take.
    fn around(&self, courses: &[Course<'_>]) -> f64 {
        let left = self.form.shape.margin();
        let months = MonthAxis::new(self.briefing.months, self.edges(courses, left));
        self.flags(courses, &months).height()
            + MONTHS_HEIGHT
            + notes::notes(self.briefing, courses, (self.form, self.typeface)).height()
    }

    fn panels<'c>(&self, courses: &'c [Course<'c>], height: f64) -> Vec<Panel<'c>> {
        let language = self.form.language;
        let ranges: Vec<_> = courses.iter().map(|course| course.range().unwrap_or((0.0, 1.0))).collect();
        let width = if self.is_beside() { LABEL_COLUMN } else { self.form.shape.content_width() };
        let scales = ValueAxis::of_shares(&ranges, height);
        let panel = |(course, scale): (&'c Course<'c>, ValueAxis)| {
            let (low, high) = scale.ends(language);
            let axis = if scale.begins_at_zero() {
                message_with(language, "trend-axis", [("high", high.into())])
            } else {
                message_with(language, "trend-axis-from", [("low", low.into())])
            };
            let wrap =
                |text: &str, lettering| Paragraph::wrap(self.typeface, text, lettering, (width, LEADING));
            let steady = course.control.steady.map(|change| locale::steady_change(change, language));
            Panel {
                course,
                scale,
                label: wrap(course.series.label.get(language), LABEL),
                steady: steady.map(|words| wrap(&words, MINOR.in_colour(INK))),
                axis: wrap(&axis, MINOR),
                ends: EndLabels::of(course, language),
            }
        };
        courses.iter().zip(scales).map(panel).collect()
    }

    /// Where the months begin and end.
    fn edges(&self, courses: &[Course<'_>], left: f64) -> (f64, f64) {
        let panels = self.panels(courses, self.least);
        let widest = |width: &dyn Fn(&Panel<'_>) -> f64| panels.iter().map(width).fold(0.0, f64::max);
        let numbers = widest(&|panel| panel.scale.width(self.typeface, self.form.language));
        let ends = widest(&|panel| panel.ends.width(self.typeface));
        let labels = if self.is_beside() { LABEL_COLUMN + GUTTER } else { 0.0 };
        (left + labels + numbers, left + self.form.shape.content_width() - ends)
    }

    fn flags(&self, courses: &[Course<'_>], months: &MonthAxis) -> Flags {
        let mut all = occasions(self.briefing, months, self.form.language);
        let breaks = |course: &Course<'_>| -> Vec<f64> {
            let begin = course.series.points.iter().filter(|point| point.begins_new_wording);
            begin.map(|point| months.slot(point.month).0).collect()
        };
        let text = message(self.form.language, "course-new-wording");
        let first = courses.first().map(breaks).unwrap_or_default();
        if courses.iter().all(|course| breaks(course) == first) {
            all.extend(first.into_iter().map(|x| Occasion { x, text: text.clone(), panel: None }));
        } else {
            for (panel, course) in courses.iter().enumerate() {
                let of = |x| Occasion { x, text: text.clone(), panel: Some(panel) };
                all.extend(breaks(course).into_iter().map(of));
            }
        }
        // What stands right of the months belongs to the last of them.
        Flags::set(self.typeface, all, (self.form.shape.margin(), months.edges().1))
    }

    fn compose(&self, frame: Frame, courses: &[Course<'_>]) -> Scene {
        let (around, heads) = (self.around(courses), self.heads(courses));
        let count = courses.len() as f64;
        let figures = in_words(courses, "", self.form.language);
        let (mut scene, area) = frame.open(around + (self.least + heads) * count - BETWEEN, &figures);
        let height = ((area.height() - around + BETWEEN) / count - heads)
            .clamp(self.least, TALLEST_PLOT.max(self.least));
        let months = MonthAxis::new(self.briefing.months, self.edges(courses, area.left));
        let (flags, notes) =
            (self.flags(courses, &months), notes::notes(self.briefing, courses, (self.form, self.typeface)));

        let first = area.top + flags.height();
        let panels = self.panels(courses, height);
        let mut spans = Vec::new();
        for index in 0..panels.len() {
            let top = first + (height + heads) * index as f64 + heads - BETWEEN;
            spans.push((top, top + height));
        }
        flags.draw(&mut scene, &spans);
        for (index, (panel, &(top, bottom))) in panels.iter().zip(&spans).enumerate() {
            // Flags stand right above the first marks, and its question above them.
            let above = if index == 0 && !self.is_beside() { flags.height() } else { 0.0 };
            self.draw_head(&mut scene, area, panel, (top - above, bottom));
            panel.draw(&mut scene, &months, (top, bottom), self.form.language);
        }
        let bottom = spans.last().map_or(first, |span| span.1);
        months.draw(&mut scene, bottom, (area.left, area.right), self.form.language);
        notes.draw(&mut scene, (area.left, bottom + MONTHS_HEIGHT));
        scene
    }

    /// The question, and where its axis begins.
    fn draw_head(&self, scene: &mut Scene, area: Area, panel: &Panel<'_>, (above, bottom): (f64, f64)) {
        let top = if self.is_beside() {
            f64::midpoint(above, bottom) - panel.words_height() / 2.0
        } else {
            above - self.head(panel)
        };
        panel.write(scene, (area.left, top));
    }
}
