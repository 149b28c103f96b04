//! Sets rows of units into columns and pages, and draws them.

use super::{Listing, NamedUnit};
use crate::charts::axes::values::PercentScale;
use crate::charts::flow::{self, FlowColumn, Group, Item};
use crate::charts::frame::Frame;
use crate::charts::kinds::unit_marks::{Sentences, draw_standing, shortened};
use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::{ChartForm, Extent};
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{
    ACCENT, COLUMN_FIGURES, FIGURE, GRID, INK, INTERVAL_BELOW, LABEL, MINOR, MINOR_FIGURES, centred,
};
use crate::domain::{ComparedUnit, Language, UnitComparison};
use crate::locale::{self, Argument, integer, message, message_with, percent};

const HEADS: f64 = 92.0;
const HEADING: f64 = 64.0;
const ROW: f64 = 43.0;
/// The greatest extra height of a row, where there are few.
const MAX_EXTRA_HEIGHT: f64 = 18.0;
const GUTTER: f64 = 24.0;
const BETWEEN_COLUMNS: f64 = 72.0;
const MARK: f64 = 9.0;
const LINE: f64 = 5.0;
const SWATCH: (f64, f64) = (48.0, 22.0);
const TARGET: TextStyle = TextStyle::bold(24.0, ACCENT);
const TARGET_LINE: f64 = 3.0;
/// The least distance between the labels of two grid lines.
const LABELS_APART: f64 = 14.0;

/// One unit with its name broken into lines.
pub(super) struct UnitLine<'a> {
    name: TextBlock,
    height: f64,
    row: &'a NamedUnit<'a>,
}

/// The columns of one page.
pub(super) type UnitsPageColumns<'a, 'b> = Vec<FlowColumn<'b, UnitLine<'a>>>;

/// Everything that is drawn, in columns of one width.
pub(super) struct UnitsLayout<'a> {
    groups: Vec<Group<UnitLine<'a>>>,
    columns: usize,
    width: f64,
    /// The width of the names; `share` and `answers` are those of the figures.
    name_width: f64,
    share: f64,
    answers: f64,
    scale: Option<(PercentScale, f64)>,
    notes: Sentences,
    form: ChartForm,
    /// The greatest height of a page's column in pixels.
    limit: f64,
}

impl<'a> UnitsLayout<'a> {
    pub(super) fn lay_out(
        comparison: &UnitComparison,
        listing: &'a Listing<'a>,
        form: ChartForm,
        frame: &Frame,
    ) -> Self {
        let (language, content) = (form.language, form.shape.content_width());
        let notes = Sentences::new(notes(comparison, listing, language), form);
        let limit = frame.room() - HEADS - notes.height();
        let scale = comparison.funnel.as_ref().map(|funnel| {
            let ends = funnel.units.iter().flat_map(|unit| [unit.top_two.low, unit.top_two.high]);
            (PercentScale::around(ends.chain([funnel.target]), 4), funnel.target)
        });
        let name_width = if form.shape.is_narrow() { 350.0 } else { 460.0 };
        let (mut columns, mut width, mut groups) = (1, content, lay_out_rows(listing, form, name_width));
        if !form.shape.is_narrow() && total(&groups) > limit {
            (columns, width) = (2, (content - BETWEEN_COLUMNS) / 2.0);
            groups = lay_out_rows(listing, form, 320.0);
        }
        let rows = || groups.iter().flat_map(|group| &group.rows);
        let head = |key: &str| form.typeface.width(&message(language, key), MINOR);
        let name_width = rows().map(|line| line.name.width(form.typeface)).fold(0.0, f64::max);
        let share = form.typeface.width(&percent(language, 1.0), COLUMN_FIGURES);
        let share = share.max(head("chart-units-share"));
        let answers = form.widest(rows().map(|line| integer(language, line.row.answers)), MINOR_FIGURES);
        let answers = answers.max(head("chart-column-answers"));
        let extra_height =
            ((limit - total(&groups)) / rows().count().max(1) as f64).clamp(0.0, MAX_EXTRA_HEIGHT);
        for row in groups.iter_mut().flat_map(|group| &mut group.rows) {
            row.height += extra_height;
        }
        Self { groups, columns, width, name_width, share, answers, scale, notes, form, limit }
    }

    /// The columns page by page.
    pub(super) fn pages(&self) -> Vec<UnitsPageColumns<'a, '_>> {
        if self.form.extent == Extent::OnePicture {
            return vec![flow::balanced(&self.groups, HEADING, UnitLine::height, self.columns)];
        }
        let mut columns = flow::flow(&self.groups, HEADING, UnitLine::height, self.limit).into_iter();
        let page =
            || Some(columns.by_ref().take(self.columns).collect()).filter(|page: &Vec<_>| !page.is_empty());
        std::iter::from_fn(page).collect()
    }

    pub(super) fn draw(&self, page: &UnitsPageColumns<'a, '_>, frame: Frame) -> Scene {
        let tallest = page.iter().map(flow::height).fold(0.0, f64::max);
        let height = HEADS + tallest + self.notes.height();
        let (mut scene, area) = frame.open(height, &self.in_words(page));
        let mut left = area.left;
        for column in page {
            let places = self.places(left);
            places.draw_heads(&mut scene, area.top);
            places.draw_items(&mut scene, area.top + HEADS, column);
            left += self.width + BETWEEN_COLUMNS;
        }
        self.notes.draw(&mut scene, (area.left, area.top + HEADS + tallest));
        scene
    }

    fn in_words(&self, page: &UnitsPageColumns<'a, '_>) -> String {
        let items = page.iter().flatten().map(|(item, _)| match item {
            Item::Heading(heading, is_continued) => heading_words(heading, *is_continued, self.form.language),
            Item::Row(line) => line.row.in_words(self.form.language),
        });
        items.collect::<Vec<_>>().join("\n")
    }

    fn places(&self, left: f64) -> Places {
        let answers = left + self.width;
        let share = answers - self.answers - GUTTER;
        let plot = (left + self.name_width + GUTTER + MARK, share - self.share - GUTTER - MARK);
        Places { left, plot, share, answers, scale: self.scale, language: self.form.language }
    }
}

impl UnitLine<'_> {
    fn height(&self) -> f64 {
        self.height
    }
}

fn lay_out_rows<'a>(listing: &'a Listing<'a>, form: ChartForm, width: f64) -> Vec<Group<UnitLine<'a>>> {
    let lay_out = |row: &'a NamedUnit<'a>| {
        let name = shortened(form, &row.name, LABEL, width);
        UnitLine { height: ROW + name.depth(), name, row }
    };
    let groups = listing.groups.iter();
    groups
        .map(|group| Group { heading: group.heading.clone(), rows: group.rows.iter().map(lay_out).collect() })
        .collect()
}

fn total(groups: &[Group<UnitLine<'_>>]) -> f64 {
    flow::flow(groups, HEADING, UnitLine::height, f64::INFINITY).iter().map(flow::height).sum()
}

/// The notes: how to read the chart, and which units are missing.
fn notes(comparison: &UnitComparison, listing: &Listing<'_>, language: Language) -> Vec<String> {
    let number = |number: usize| Argument::from(integer(language, number as u64));
    let level = [("level", Argument::from(locale::confidence_level(language)))];
    let reading = comparison.funnel.is_some().then(|| message_with(language, "chart-units-reading", level));
    let widened = comparison.funnel.as_ref().filter(|funnel| funnel.is_widened());
    let widened = widened.map(|_| message(language, "chart-limits-widened"));
    let counts = [("drawn", number(listing.drawn)), ("all", number(listing.all))];
    let left_out =
        (listing.drawn < listing.all).then(|| message_with(language, "chart-units-not-drawn", counts));
    [reading, widened, locale::selection_note(comparison, language), left_out].into_iter().flatten().collect()
}

fn heading_words(heading: &str, is_continued: bool, language: Language) -> String {
    if !is_continued {
        return heading.to_owned();
    }
    message_with(language, "chart-continued", [("heading", Argument::from(heading))])
}

/// The x positions of a row's parts: the left edge of names, the right edge of figures.
struct Places {
    left: f64,
    /// The ends of the scale.
    plot: (f64, f64),
    share: f64,
    answers: f64,
    scale: Option<(PercentScale, f64)>,
    language: Language,
}

impl Places {
    fn draw_heads(&self, scene: &mut Scene, top: f64) {
        let baseline = top + 30.0;
        scene.write(Anchor::End, (self.answers, baseline), MINOR, &self.say("chart-column-answers"));
        let Some((scale, target)) = self.scale else { return };
        scene.write(Anchor::End, (self.share, baseline), MINOR, &self.say("chart-units-share"));
        let target_words = [("target", Argument::from(percent(self.language, target)))];
        let words = message_with(self.language, "chart-target", target_words);
        let width = scene.typeface().width(&words, TARGET);
        let x = scale.at(target, self.plot);
        let from = (x - width / 2.0).min(self.plot.1 - width).max(self.left);
        scene.write(Anchor::Start, (from, baseline), TARGET, &words);
        // Labels of grid lines are left out where they would overlap.
        let mut free = f64::INFINITY;
        let lines: Vec<f64> = scale.lines().collect();
        for line in lines.into_iter().rev() {
            let (x, words) = (scale.at(line, self.plot), PercentScale::label(line, self.language));
            let half = scene.typeface().width(&words, MINOR) / 2.0;
            if x + half <= free {
                scene.write(Anchor::Middle, (x, top + 70.0), MINOR, &words);
                free = x - half - LABELS_APART;
            }
        }
    }

    fn draw_items(&self, scene: &mut Scene, top: f64, column: &FlowColumn<'_, UnitLine<'_>>) {
        let mut y = top;
        for (item, height) in column {
            match item {
                Item::Heading(heading, is_continued) => {
                    let words = heading_words(heading, *is_continued, self.language);
                    scene.write(Anchor::Start, (self.left, y + height - 20.0), FIGURE, &words);
                }
                Item::Row(row) => self.draw_row(scene, (y, y + height), row),
            }
            y += height;
        }
    }

    fn draw_row(&self, scene: &mut Scene, (top, bottom): (f64, f64), line: &UnitLine<'_>) {
        let middle = f64::midpoint(top, bottom);
        let rule = FilledRect { left: self.left, top, right: self.answers, bottom: top + 1.0 };
        scene.block(rule, GRID);
        line.name.draw(scene, (self.left, middle + centred(LABEL) - line.name.depth() / 2.0));
        let answers = integer(self.language, line.row.answers);
        scene.write_at(Anchor::End, (self.answers, middle), MINOR_FIGURES, &answers);
        match line.row.shown {
            Some(unit) => self.draw_unit(scene, (top, bottom), unit),
            None => self.draw_hatch(scene, middle, &line.row.reason),
        }
    }

    /// Draws the grid lines, the interval, the mark and the share.
    fn draw_unit(&self, scene: &mut Scene, (top, bottom): (f64, f64), unit: &ComparedUnit) {
        let Some((scale, target)) = self.scale else { return };
        for line in scale.lines() {
            scene.block(FilledRect::upright(scale.at(line, self.plot), (top, bottom), 2.0), GRID);
        }
        scene.block(FilledRect::upright(scale.at(target, self.plot), (top, bottom), TARGET_LINE), ACCENT);
        let middle = f64::midpoint(top, bottom);
        let at = |share| scale.at(share, self.plot);
        let (low, high) = (at(unit.top_two.low), at(unit.top_two.high));
        scene.block(
            FilledRect { right: high, ..FilledRect::beside((low, middle), (0.0, LINE)) },
            INTERVAL_BELOW,
        );
        draw_standing(scene, (at(unit.top_two.share), middle), MARK, unit.standing);
        let share = percent(self.language, unit.top_two.share);
        scene.write_at(Anchor::End, (self.share, middle), COLUMN_FIGURES, &share);
    }

    /// Hatches the place of a missing share, which is not zero, and writes the reason.
    fn draw_hatch(&self, scene: &mut Scene, middle: f64, reason: &str) {
        let left = self.plot.0 - MARK;
        scene.hatch(FilledRect::beside((left, middle), SWATCH));
        let at = (left + SWATCH.0 + 12.0, middle);
        scene.write_at(Anchor::Start, at, MINOR.in_colour(INK), reason);
    }

    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }
}
