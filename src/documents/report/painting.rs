//! Draws the pages and tags every mark: heading, paragraph, picture, table, or decoration.

use std::num::{NonZeroU16, NonZeroU32};
use std::ops::Range;

use krilla::tagging::{
    ArtifactType, ContentTag, ListNumbering, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
};

use super::flow::{LABEL_WIDTH, PagePiece, PlacedPiece, QUOTE_INDENT};
use super::paragraph::{Letters, SetParagraph};
use super::style::{FOOT, HEAD, LEFT, MARGINAL, MARGINAL_WARNING, PAGE, STAMP_PADDING, WIDTH};
use super::table::{ColumnPosition, PADDING, ReportTable, TableRow};
use crate::documents::chart::draw_figure;
use crate::documents::pdf::canvas::{Canvas, rectangles, rounded_rectangle};
use crate::documents::pdf::colours::{HAIRLINE, INK, LOTUS};
use crate::documents::pdf::tagging::{DECORATION, TaggedDocument, artifact};

/// The running head and foot of the pages.
pub(super) struct Margins {
    /// The unit and the period, except on the cover.
    pub(super) head: String,
    /// The mark of demo data; empty for real data.
    pub(super) warning: String,
    /// The software and the edition.
    pub(super) foot: String,
    /// The page number and the number of pages, for each page.
    pub(super) numbers: Vec<String>,
}

/// Draws all pages.
pub(super) fn draw(document: &mut TaggedDocument, pages: &[Vec<PlacedPiece>], margins: &Margins) {
    let mut reading = ReadingOrder::default();
    for (place, page) in pages.iter().enumerate() {
        let drawn = document.page(PAGE, |canvas, number| {
            draw_margins(canvas, place, margins);
            page.iter().map(|placed| draw_piece(canvas, placed, number)).collect::<Vec<_>>()
        });
        for (nodes, placed) in drawn.into_iter().zip(page) {
            if let PagePiece::Title(words) | PagePiece::Heading(words) = &placed.piece {
                document.bookmark(&words.lines.join(" "), place, placed.top);
            }
            reading.add(&placed.piece, nodes);
        }
    }
    for section in reading.finish() {
        document.read(section);
    }
}

/// The reading order so far: a heading begins a section, and consecutive items form a list.
#[derive(Default)]
struct ReadingOrder {
    done: Vec<TagGroup>,
    section: Vec<Node>,
    items: Vec<Node>,
}

impl ReadingOrder {
    fn add(&mut self, piece: &PagePiece, nodes: Vec<Node>) {
        if matches!(piece, PagePiece::Item(..)) {
            return self.items.extend(nodes);
        }
        self.end_list();
        if matches!(piece, PagePiece::Heading(_)) {
            self.end_section();
        }
        self.section.extend(nodes);
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

fn draw_piece(canvas: &mut Canvas<'_>, placed: &PlacedPiece, page: usize) -> Vec<Node> {
    let at = (LEFT, placed.top);
    match &placed.piece {
        PagePiece::Title(words) => vec![heading(canvas, words, 1, at)],
        PagePiece::Heading(words) => vec![heading(canvas, words, 2, at)],
        PagePiece::Words(words) => vec![paragraph(canvas, words, at)],
        PagePiece::Apart(left, right) => {
            let first = paragraph(canvas, left, at);
            let spans = flush_right(canvas, right, (LEFT + WIDTH, placed.top));
            vec![first, TagGroup::with_children(Tag::P, spans).into()]
        }
        PagePiece::Key(words) => {
            ground(canvas, (LEFT, placed.top, 3.0, words.height()), LOTUS);
            vec![paragraph(canvas, words, (LEFT + QUOTE_INDENT, placed.top))]
        }
        PagePiece::Stamp(words) => {
            let widths = words.lines.iter().map(|line| width(canvas, line, words.letters));
            let width = widths.fold(0.0, f32::max) + 2.0 * STAMP_PADDING;
            let shape = rounded_rectangle((LEFT, placed.top, width, placed.piece.height()), 3.0);
            canvas.tagged(DECORATION, |canvas| canvas.fill(shape, LOTUS));
            vec![paragraph(canvas, words, (LEFT + STAMP_PADDING, placed.top + 3.0))]
        }
        PagePiece::Chart(scene, scale) => {
            let left = LEFT + (WIDTH - scene.width as f32 * scale) / 2.0;
            vec![draw_figure(canvas, scene, page, (left, placed.top), *scale).into()]
        }
        PagePiece::Rows(table, rows) => vec![draw_rows(canvas, table, rows, at).into()],
        PagePiece::Item(label, words) => vec![item(canvas, (label, words), placed.top).into()],
    }
}

fn heading(canvas: &mut Canvas<'_>, words: &SetParagraph, level: u16, at: (f32, f32)) -> Node {
    let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    let spans = spans(canvas, words, at);
    TagGroup::with_children(Tag::Hn(level, Some(words.lines.join(" "))), spans).into()
}

fn paragraph(canvas: &mut Canvas<'_>, words: &SetParagraph, at: (f32, f32)) -> Node {
    let spans = spans(canvas, words, at);
    TagGroup::with_children(Tag::P, spans).into()
}

fn item(canvas: &mut Canvas<'_>, (label, words): (&SetParagraph, &SetParagraph), top: f32) -> TagGroup {
    let label = TagGroup::with_children(Tag::Lbl, spans(canvas, label, (LEFT, top)));
    let words = TagGroup::with_children(Tag::LBody, spans(canvas, words, (LEFT + LABEL_WIDTH, top)));
    TagGroup::with_children(Tag::LI, vec![label.into(), words.into()])
}

/// Draws lines from their left edge. Each except the last ends with a space, so that copied words stay
/// separate.
fn spans(canvas: &mut Canvas<'_>, words: &SetParagraph, (left, top): (f32, f32)) -> Vec<Node> {
    let last = words.lines.len().saturating_sub(1);
    let lines = words.baselines().enumerate().map(|(place, (down, line))| {
        let line = if place < last { format!("{line} ") } else { line.to_owned() };
        span(canvas, words, &line, (left, top + down))
    });
    lines.collect()
}

/// Draws lines aligned to the right edge.
fn flush_right(canvas: &mut Canvas<'_>, words: &SetParagraph, (right, top): (f32, f32)) -> Vec<Node> {
    let lines = words.baselines().map(|(down, line)| {
        let left = right - width(canvas, line, words.letters);
        span(canvas, words, line, (left, top + down))
    });
    lines.collect()
}

fn span(canvas: &mut Canvas<'_>, words: &SetParagraph, line: &str, at: (f32, f32)) -> Node {
    let tag = ContentTag::Span(SpanTag::empty());
    canvas.tagged(tag, |canvas| write(canvas, line, words.letters, at)).into()
}

fn write(canvas: &mut Canvas<'_>, line: &str, letters: Letters, at: (f32, f32)) {
    canvas.line(line, letters.weight, letters.size, at, letters.colour);
}

fn width(canvas: &Canvas<'_>, line: &str, letters: Letters) -> f32 {
    canvas.width(line, letters.weight, letters.size)
}

/// Draws a decorative rectangle (left, top, width, height).
fn ground(canvas: &mut Canvas<'_>, rectangle: (f32, f32, f32, f32), colour: impl Into<krilla::paint::Paint>) {
    let shape = rectangles(std::iter::once(rectangle));
    canvas.tagged(DECORATION, |canvas| canvas.fill(shape, colour));
}

fn draw_margins(canvas: &mut Canvas<'_>, place: usize, margins: &Margins) {
    let right = LEFT + WIDTH;
    if place > 0 {
        canvas.tagged(artifact(ArtifactType::Header), |canvas| {
            let warning = width(canvas, &margins.warning, MARGINAL_WARNING);
            write(canvas, &margins.warning, MARGINAL_WARNING, (right - warning, HEAD));
            write_cut(canvas, &margins.head, WIDTH - warning - 20.0, HEAD);
        });
        ground(canvas, (LEFT, HEAD + 6.0, WIDTH, 0.5), HAIRLINE);
    }
    canvas.tagged(artifact(ArtifactType::Footer), |canvas| {
        // The last line of the cover already names the editions.
        let foot = if place > 0 { margins.foot.as_str() } else { "hailong" };
        write_cut(canvas, foot, 0.8 * WIDTH, FOOT);
        let number = margins.numbers.get(place).map_or("", String::as_str);
        let left = right - width(canvas, number, MARGINAL);
        write(canvas, number, Letters { colour: INK, ..MARGINAL }, (left, FOOT));
    });
}

/// Writes a line at the left margin, cut where it is longer than `room`.
fn write_cut(canvas: &mut Canvas<'_>, text: &str, room: f32, baseline: f32) {
    for line in &SetParagraph::one_line(text, MARGINAL, room, canvas.typefaces()).lines {
        write(canvas, line, MARGINAL, (LEFT, baseline));
    }
}

/// Draws rows of a table below its column heads, with the caption's upper left corner at `left`, `top`. Tags
/// let screen readers announce the row and column of every figure.
fn draw_rows(
    canvas: &mut Canvas<'_>,
    table: &ReportTable,
    rows: &Range<usize>,
    (left, mut top): (f32, f32),
) -> TagGroup {
    let caption = TagGroup::with_children(Tag::Caption, spans(canvas, &table.caption, (left, top)));
    let heads_bottom = top + table.head_height();
    top += table.caption_height();
    ground(canvas, (left, top, WIDTH, 0.8), INK);
    let heads = cells(canvas, table, &table.head, (left, heads_bottom - table.heads_height()), true);
    ground(canvas, (left, heads_bottom - 0.4, WIDTH, 0.8), INK);
    top = heads_bottom;
    let mut body = Vec::new();
    for row in table.rows.iter().take(rows.end).skip(rows.start) {
        body.push(match row {
            TableRow::Cells(words) => cells(canvas, table, words, (left, top + PADDING), false),
            TableRow::LeftOut(words) => left_out(canvas, table, words, (left, top + PADDING)),
        });
        top += row.height();
        ground(canvas, (left, top - 0.2, WIDTH, 0.4), HAIRLINE);
    }
    let heads = TagGroup::with_children(Tag::THead, vec![heads]);
    let body = TagGroup::with_children(Tag::TBody, body);
    TagGroup::with_children(Tag::Table, vec![caption.into(), heads.into(), body.into()])
}

fn cells(
    canvas: &mut Canvas<'_>,
    table: &ReportTable,
    words: &[SetParagraph],
    (left, top): (f32, f32),
    are_heads: bool,
) -> Node {
    let cells = words.iter().zip(&table.columns).enumerate().map(|(place, (words, column))| {
        let content = cell(canvas, words, *column, (left, top));
        let cell = match place {
            _ if are_heads => TagGroup::with_children(Tag::TH(TableHeaderScope::Column), content),
            0 => TagGroup::with_children(Tag::TH(TableHeaderScope::Row), content),
            _ => TagGroup::with_children(Tag::TD, content),
        };
        cell.into()
    });
    TagGroup::with_children(Tag::TR, cells.collect()).into()
}

fn cell(
    canvas: &mut Canvas<'_>,
    words: &SetParagraph,
    column: ColumnPosition,
    (left, top): (f32, f32),
) -> Vec<Node> {
    if column.is_numeric {
        flush_right(canvas, words, (left + column.left + column.width, top))
    } else {
        spans(canvas, words, (left + column.left, top))
    }
}

fn left_out(canvas: &mut Canvas<'_>, table: &ReportTable, words: &SetParagraph, at: (f32, f32)) -> Node {
    let columns = u32::try_from(table.columns.len()).ok().and_then(NonZeroU32::new);
    let tag = Tag::TD.with_col_span(columns);
    let cell = TagGroup::with_children(tag, spans(canvas, words, at));
    TagGroup::with_children(Tag::TR, vec![cell.into()]).into()
}
