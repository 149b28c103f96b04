//! Draws the pages, and says of every mark what it is: heading, paragraph, picture, table, or decoration.

use std::num::NonZeroU16;

use krilla::tagging::{ArtifactType, ContentTag, ListNumbering, Node, SpanTag, Tag, TagGroup};

use super::flow::{LABEL_WIDTH, Piece, Placed, QUOTE_INDENT};
use super::paragraph::Paragraph;
use super::rows;
use super::style::{FOOT, HEAD, LEFT, MARGINAL, MARGINAL_WARNING, PAGE, STAMP_PADDING, WIDTH};
use crate::documents::chart::draw_figure;
use crate::documents::pdf::canvas::{Canvas, rectangles, rounded_rectangle};
use crate::documents::pdf::colours::{HAIRLINE, INK, LOTUS};
use crate::documents::pdf::tagging::{DECORATION, TaggedDocument, artifact};

/// What stands on every page around the text.
pub(super) struct Margins {
    /// The unit and the period; not on the cover.
    pub(super) head: String,
    /// Says that the data are made up, where they are.
    pub(super) warning: String,
    /// By what it was made, and the edition.
    pub(super) foot: String,
    /// Which page of how many, for each page.
    pub(super) numbers: Vec<String>,
}

/// Draws all pages.
pub(super) fn draw(document: &mut TaggedDocument, pages: &[Vec<Placed>], margins: &Margins) {
    let mut reading = Reading::default();
    for (place, page) in pages.iter().enumerate() {
        let read = document.page(PAGE, |canvas, number| {
            draw_margins(canvas, place, margins);
            let read = page.iter().map(|placed| (read_as(&placed.piece), draw_piece(canvas, placed, number)));
            read.collect::<Vec<_>>()
        });
        for ((kind, nodes), placed) in read.into_iter().zip(page) {
            if let Piece::Title(words) | Piece::Heading(words) = &placed.piece {
                document.bookmark(&words.lines.join(" "), (place, placed.top));
            }
            reading.add(kind, nodes);
        }
    }
    for section in reading.finish() {
        document.read(section);
    }
}

/// How a piece goes into the order of reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    /// It begins a section.
    Section,
    /// It is an item of a list.
    Item,
    /// It stands by itself.
    Alone,
}

fn read_as(piece: &Piece) -> Read {
    match piece {
        Piece::Heading(_) => Read::Section,
        Piece::Item(..) => Read::Item,
        _ => Read::Alone,
    }
}

/// The sections so far.
#[derive(Default)]
struct Reading {
    done: Vec<TagGroup>,
    section: Vec<Node>,
    items: Vec<Node>,
}

impl Reading {
    fn add(&mut self, read: Read, nodes: Vec<Node>) {
        if read != Read::Item {
            self.end_list();
        }
        match read {
            Read::Section => {
                self.end_section();
                self.section.extend(nodes);
            }
            Read::Item => self.items.extend(nodes),
            Read::Alone => self.section.extend(nodes),
        }
    }

    fn end_list(&mut self) {
        if !self.items.is_empty() {
            let items = std::mem::take(&mut self.items);
            self.section.push(TagGroup::with_children(Tag::L(ListNumbering::None), items).into());
        }
    }

    fn end_section(&mut self) {
        if !self.section.is_empty() {
            let section = std::mem::take(&mut self.section);
            self.done.push(TagGroup::with_children(Tag::Section, section));
        }
    }

    fn finish(mut self) -> Vec<TagGroup> {
        self.end_list();
        self.end_section();
        self.done
    }
}

fn draw_piece(canvas: &mut Canvas<'_>, placed: &Placed, page: usize) -> Vec<Node> {
    let at = (LEFT, placed.top);
    match &placed.piece {
        Piece::Title(words) => vec![heading(canvas, words, 1, at)],
        Piece::Heading(words) => vec![heading(canvas, words, 2, at)],
        Piece::Words(words) => vec![paragraph(canvas, words, at)],
        Piece::Apart(left, right) => {
            let first = paragraph(canvas, left, at);
            let spans = flush_right(canvas, right, (LEFT + WIDTH, placed.top));
            vec![first, TagGroup::with_children(Tag::P, spans).into()]
        }
        Piece::Key(words) => {
            ground(canvas, (LEFT, placed.top, 3.0, words.height()), LOTUS);
            vec![paragraph(canvas, words, (LEFT + QUOTE_INDENT, placed.top))]
        }
        Piece::Stamp(words) => {
            let widths = words.lines.iter().map(|line| line_width(canvas, words, line));
            let width = widths.fold(0.0, f32::max) + 2.0 * STAMP_PADDING;
            let shape = rounded_rectangle((LEFT, placed.top, width, placed.piece.height()), 3.0);
            canvas.tagged(DECORATION, |canvas| canvas.fill(shape, LOTUS));
            vec![paragraph(canvas, words, (LEFT + STAMP_PADDING, placed.top + 3.0))]
        }
        Piece::Chart(scene, scale) => {
            let left = LEFT + (WIDTH - scene.width as f32 * scale) / 2.0;
            vec![draw_figure(canvas, scene, (page, (left, placed.top)), *scale).into()]
        }
        Piece::Rows(table, rows) => vec![rows::draw(canvas, table, rows, at).into()],
        Piece::Item(label, words) => vec![item(canvas, (label, words), placed.top).into()],
    }
}

fn heading(canvas: &mut Canvas<'_>, words: &Paragraph, level: u16, at: (f32, f32)) -> Node {
    let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    let spans = spans(canvas, words, at);
    TagGroup::with_children(Tag::Hn(level, Some(words.lines.join(" "))), spans).into()
}

fn paragraph(canvas: &mut Canvas<'_>, words: &Paragraph, at: (f32, f32)) -> Node {
    let spans = spans(canvas, words, at);
    TagGroup::with_children(Tag::P, spans).into()
}

fn item(canvas: &mut Canvas<'_>, (label, words): (&Paragraph, &Paragraph), top: f32) -> TagGroup {
    let label = TagGroup::with_children(Tag::Lbl, spans(canvas, label, (LEFT, top)));
    let words = TagGroup::with_children(Tag::LBody, spans(canvas, words, (LEFT + LABEL_WIDTH, top)));
    TagGroup::with_children(Tag::LI, vec![label.into(), words.into()])
}

/// Draws lines from their left edge. Each but the last ends with the gap to the next, so that words copied from it stay
/// apart.
pub(super) fn spans(canvas: &mut Canvas<'_>, words: &Paragraph, (left, top): (f32, f32)) -> Vec<Node> {
    let last = words.lines.len().saturating_sub(1);
    let lines = words.baselines().enumerate().map(|(place, (down, line))| {
        let line = if place < last { format!("{line} ") } else { line.to_owned() };
        span(canvas, words, &line, (left, top + down))
    });
    lines.collect()
}

/// Draws lines to their right edge.
pub(super) fn flush_right(canvas: &mut Canvas<'_>, words: &Paragraph, (right, top): (f32, f32)) -> Vec<Node> {
    let lines = words.baselines().map(|(down, line)| {
        let left = right - line_width(canvas, words, line);
        span(canvas, words, line, (left, top + down))
    });
    lines.collect()
}

fn span(canvas: &mut Canvas<'_>, words: &Paragraph, line: &str, at: (f32, f32)) -> Node {
    let letters = words.letters;
    let tag = ContentTag::Span(SpanTag::empty());
    let draw = |canvas: &mut Canvas<'_>| canvas.line(line, letters.weight, letters.size, at, letters.colour);
    canvas.tagged(tag, draw).into()
}

fn line_width(canvas: &Canvas<'_>, words: &Paragraph, line: &str) -> f32 {
    canvas.width(line, words.letters.weight, words.letters.size)
}

/// A rectangle (left, top, width, height) that says nothing.
pub(super) fn ground(
    canvas: &mut Canvas<'_>,
    rectangle: (f32, f32, f32, f32),
    colour: impl Into<krilla::paint::Paint>,
) {
    let shape = rectangles(std::iter::once(rectangle));
    canvas.tagged(DECORATION, |canvas| canvas.fill(shape, colour));
}

fn draw_margins(canvas: &mut Canvas<'_>, place: usize, margins: &Margins) {
    let right = LEFT + WIDTH;
    if place > 0 {
        canvas.tagged(artifact(ArtifactType::Header), |canvas| {
            let warning = canvas.width(&margins.warning, MARGINAL_WARNING.weight, MARGINAL_WARNING.size);
            let warn = (&margins.warning, MARGINAL_WARNING.weight, MARGINAL_WARNING.size);
            canvas.line(warn.0, warn.1, warn.2, (right - warning, HEAD), MARGINAL_WARNING.colour);
            let head =
                Paragraph::one_line(&margins.head, MARGINAL, WIDTH - warning - 20.0, canvas.typefaces());
            write(canvas, &head, (LEFT, HEAD));
        });
        ground(canvas, (LEFT, HEAD + 6.0, WIDTH, 0.5), HAIRLINE);
    }
    canvas.tagged(artifact(ArtifactType::Footer), |canvas| {
        // The cover says in its last line how its figures stand.
        let foot = if place > 0 { margins.foot.as_str() } else { "hailong" };
        let foot = Paragraph::one_line(foot, MARGINAL, 0.8 * WIDTH, canvas.typefaces());
        write(canvas, &foot, (LEFT, FOOT));
        let number = margins.numbers.get(place).map_or("", String::as_str);
        let width = canvas.width(number, MARGINAL.weight, MARGINAL.size);
        canvas.line(number, MARGINAL.weight, MARGINAL.size, (right - width, FOOT), INK);
    });
}

fn write(canvas: &mut Canvas<'_>, words: &Paragraph, at: (f32, f32)) {
    let letters = words.letters;
    for line in &words.lines {
        canvas.line(line, letters.weight, letters.size, at, letters.colour);
    }
}
