//! Rows of units set into columns and pages, and drawn.

use super::listing::{Listing, Row, RowUnit};
use crate::charts::flow::{self, Column, Group, Item};
use crate::charts::frame::Frame;
use crate::charts::paragraph::Paragraph;
use crate::charts::percent_scale::PercentScale;
use crate::charts::scene::{Anchor, Block, Scene};
use crate::charts::shape::{Extent, Form};
use crate::charts::theme::{
    ACCENT, COLUMN_FIGURES, FIGURE, GRID, INK, INTERVAL_BELOW, LABEL, MINOR, MINOR_FIGURES, centred,
};
use crate::charts::typeface::{Lettering, Typeface};
use crate::charts::unit_marks::{Notes, draw_standing, shortened};
use crate::domain::{ComparedUnit, Language, UnitComparison, UnshownUnit};
use crate::locale::{self, Argument, integer, message, message_with, percent};

const HEADS: f64 = 92.0;
const HEADING: f64 = 64.0;
const ROW: f64 = 43.0;
/// A few rows have more air.
const MOST_AIR: f64 = 18.0;
const GUTTER: f64 = 24.0;
const BETWEEN_COLUMNS: f64 = 72.0;
const NAME_LEADING: f64 = 1.25;
const MARK: f64 = 9.0;
const LINE: f64 = 5.0;
const SWATCH: (f64, f64) = (48.0, 22.0);
const TARGET: Lettering = Lettering::bold(24.0, ACCENT);
const TARGET_LINE: f64 = 3.0;
/// Between the words of two lines.
const LABELS_APART: f64 = 14.0;

/// One unit with its name set.
pub(super) struct SetRow<'a> {
    name: Paragraph,
    height: f64,
    row: Row<'a>,
}

/// The columns of one page.
pub(super) type Page<'a, 'b> = Vec<Column<'b, SetRow<'a>>>;

/// Everything that is drawn, in columns of one width.
pub(super) struct Sheet<'a> {
    groups: Vec<Group<SetRow<'a>>>,
    columns: usize,
    width: f64,
    widths: Widths,
    scale: Option<(PercentScale, f64)>,
    notes: Notes,
    form: Form,
    /// How high a column of one page may be.
    limit: f64,
}

/// How wide the parts of a row are.
#[derive(Clone, Copy)]
struct Widths {
    name: f64,
    share: f64,
    answers: f64,
}

impl<'a> Sheet<'a> {
    pub(super) fn set(
        comparison: &'a UnitComparison,
        listing: &Listing<'a>,
        form: Form,
        typeface: &'static Typeface,
        frame: &Frame,
    ) -> Self {
        let content = form.shape.content_width();
        let notes = Notes::new(notes(comparison, listing, form.language), content, typeface);
        let limit = frame.room() - HEADS - notes.height();
        let funnel = comparison.funnel.as_ref();
        let scale = funnel.map(|funnel| {
            let ends = funnel.units.iter().flat_map(|unit| [unit.top_two.low, unit.top_two.high]);
            (PercentScale::around(ends.chain([funnel.target]), 4), funnel.target)
        });
        let mut sheet = Self {
            groups: Vec::new(),
            columns: 1,
            width: content,
            widths: Widths {
                name: if form.shape.is_narrow() { 350.0 } else { 460.0 },
                share: 0.0,
                answers: 0.0,
            },
            scale,
            notes,
            form,
            limit,
        };
        sheet.set_rows(comparison, listing, typeface);
        if !form.shape.is_narrow() && sheet.total() > limit {
            sheet.columns = 2;
            sheet.width = (content - BETWEEN_COLUMNS) / 2.0;
            sheet.widths.name = 320.0;
            sheet.set_rows(comparison, listing, typeface);
        }
        let rows = sheet.groups.iter().map(|group| group.rows.len()).sum::<usize>().max(1);
        let air = ((limit - sheet.total()) / rows as f64).clamp(0.0, MOST_AIR);
        let rows = sheet.groups.iter_mut().flat_map(|group| &mut group.rows);
        for row in rows {
            row.height += air;
        }
        sheet
    }

    fn set_rows(&mut self, comparison: &'a UnitComparison, listing: &Listing<'a>, typeface: &Typeface) {
        let language = self.form.language;
        let width = self.widths.name;
        let set = |row: Row<'a>| {
            let name = row.name.written(language);
            let name = shortened(typeface, &name, LABEL, (width, NAME_LEADING), 2);
            SetRow { height: ROW + name.depth(), name, row }
        };
        let groups = listing.groups(comparison, language).into_iter();
        self.groups = groups
            .map(|group| Group { heading: group.heading, rows: group.rows.into_iter().map(set).collect() })
            .collect();
        let rows = || self.groups.iter().flat_map(|group| &group.rows);
        let head = |key: &str| typeface.width(&message(language, key), MINOR);
        let name = rows().map(|row| row.name.width(typeface)).fold(0.0, f64::max);
        let answers = rows().map(|row| typeface.width(&integer(language, row.answers()), MINOR_FIGURES));
        self.widths = Widths {
            name,
            share: typeface.width(&percent(language, 1.0), COLUMN_FIGURES).max(head("chart-units-share")),
            answers: answers.fold(head("chart-column-answers"), f64::max),
        };
    }

    fn total(&self) -> f64 {
        flow::flow(&self.groups, HEADING, SetRow::height, f64::INFINITY).iter().map(flow::height).sum()
    }

    /// The columns page by page.
    pub(super) fn pages(&self) -> Vec<Page<'a, '_>> {
        if self.form.extent == Extent::OnePicture {
            return vec![flow::balanced(&self.groups, HEADING, SetRow::height, self.columns)];
        }
        let mut columns = flow::flow(&self.groups, HEADING, SetRow::height, self.limit).into_iter();
        let mut pages = Vec::new();
        loop {
            let page: Vec<_> = columns.by_ref().take(self.columns).collect();
            if page.is_empty() {
                return pages;
            }
            pages.push(page);
        }
    }

    pub(super) fn draw(&self, page: &Page<'a, '_>, frame: Frame) -> Scene {
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

    fn in_words(&self, page: &Page<'a, '_>) -> String {
        let items = page.iter().flatten().map(|(item, _)| match item {
            Item::Heading(heading, is_continued) => heading_words(heading, *is_continued, self.form.language),
            Item::Row(set) => set.row.in_words(self.form.language),
        });
        items.collect::<Vec<_>>().join("\n")
    }

    fn places(&self, left: f64) -> Places {
        let answers = left + self.width;
        let share = answers - self.widths.answers - GUTTER;
        let plot = (left + self.widths.name + GUTTER + MARK, share - self.widths.share - GUTTER - MARK);
        Places { left, plot, share, answers, scale: self.scale, language: self.form.language }
    }
}

impl SetRow<'_> {
    fn height(&self) -> f64 {
        self.height
    }

    fn answers(&self) -> u64 {
        match self.row.unit {
            RowUnit::Shown(unit) => unit.n,
            RowUnit::Hidden(unit) => unit.n,
        }
    }
}

/// How to read the chart, and who is missing.
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

/// Where the parts of a row stand: names by their left edge, figures by their right.
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
        // Where lines stand close to each other not every one has room for its words.
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

    fn draw_items(&self, scene: &mut Scene, top: f64, column: &Column<'_, SetRow<'_>>) {
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

    fn draw_row(&self, scene: &mut Scene, (top, bottom): (f64, f64), set: &SetRow<'_>) {
        let middle = f64::midpoint(top, bottom);
        let rule = Block { left: self.left, top, right: self.answers, bottom: top + 1.0 };
        scene.block(rule, GRID);
        set.name.draw(scene, (self.left, middle + centred(LABEL) - set.name.depth() / 2.0));
        let answers = integer(self.language, set.answers());
        scene.write(Anchor::End, (self.answers, middle + centred(MINOR_FIGURES)), MINOR_FIGURES, &answers);
        match set.row.unit {
            RowUnit::Shown(unit) => self.draw_unit(scene, (top, bottom), unit),
            RowUnit::Hidden(unit) => self.draw_hatch(scene, middle, unit),
        }
    }

    /// The lines behind, the interval, the mark and the share.
    fn draw_unit(&self, scene: &mut Scene, (top, bottom): (f64, f64), unit: &ComparedUnit) {
        let Some((scale, target)) = self.scale else { return };
        let vertical =
            |x: f64, width: f64| Block { left: x - width / 2.0, top, right: x + width / 2.0, bottom };
        for line in scale.lines() {
            scene.block(vertical(scale.at(line, self.plot), 2.0), GRID);
        }
        scene.block(vertical(scale.at(target, self.plot), TARGET_LINE), ACCENT);
        let middle = f64::midpoint(top, bottom);
        let at = |share| scale.at(share, self.plot);
        let interval = Block {
            left: at(unit.top_two.low),
            top: middle - LINE / 2.0,
            right: at(unit.top_two.high),
            bottom: middle + LINE / 2.0,
        };
        scene.block(interval, INTERVAL_BELOW);
        draw_standing(scene, (at(unit.top_two.share), middle), MARK, unit.standing);
        let share = percent(self.language, unit.top_two.share);
        let baseline = middle + centred(COLUMN_FIGURES);
        scene.write(Anchor::End, (self.share, baseline), COLUMN_FIGURES, &share);
    }

    /// No share is not a share of zero.
    fn draw_hatch(&self, scene: &mut Scene, middle: f64, unit: &UnshownUnit) {
        let left = self.plot.0 - MARK;
        let (width, height) = SWATCH;
        let (top, bottom) = (middle - height / 2.0, middle + height / 2.0);
        scene.hatch(Block { left, top, right: left + width, bottom });
        let at = (left + width + 12.0, middle + centred(MINOR));
        scene.write(Anchor::Start, at, MINOR.in_colour(INK), &locale::unshown_reason(unit, self.language));
    }

    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }
}
