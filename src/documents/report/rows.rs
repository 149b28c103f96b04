//! Draws rows of a table below its heads. Those who hear it are told with every figure which row and column it is of.

use std::num::NonZeroU32;
use std::ops::Range;

use krilla::tagging::{Node, TableHeaderScope, Tag, TagGroup};

use super::painting::{flush_right, ground, spans};
use super::paragraph::Paragraph;
use super::style::WIDTH;
use super::table::{Column, PADDING, Row, Table};
use crate::documents::pdf::canvas::Canvas;
use crate::documents::pdf::colours::{HAIRLINE, INK};

/// Draws them with the caption's upper left corner at `left`, `top`.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    table: &Table,
    rows: &Range<usize>,
    (left, mut top): (f32, f32),
) -> TagGroup {
    let caption = TagGroup::with_children(Tag::Caption, spans(canvas, &table.caption, (left, top)));
    let heads_bottom = top + table.head_height();
    top += table.caption_height();
    ground(canvas, (left, top, WIDTH, 0.8), INK);
    let heads =
        cells(canvas, table, &table.head, (left, heads_bottom - table.heads_height()), |_| Cell::Column);
    ground(canvas, (left, heads_bottom - 0.4, WIDTH, 0.8), INK);
    top = heads_bottom;
    let mut body = Vec::new();
    for row in table.rows.iter().take(rows.end).skip(rows.start) {
        body.push(match row {
            Row::Cells(words) => cells(canvas, table, words, (left, top + PADDING), |place| {
                if place == 0 { Cell::Row } else { Cell::Data }
            }),
            Row::LeftOut(words) => left_out(canvas, table, words, (left, top + PADDING)),
        });
        top += row.height();
        ground(canvas, (left, top - 0.2, WIDTH, 0.4), HAIRLINE);
    }
    let heads = TagGroup::with_children(Tag::THead, vec![heads]);
    let body = TagGroup::with_children(Tag::TBody, body);
    TagGroup::with_children(Tag::Table, vec![caption.into(), heads.into(), body.into()])
}

/// What a cell is for those who hear it.
#[derive(Clone, Copy)]
enum Cell {
    Column,
    Row,
    Data,
}

fn cells(
    canvas: &mut Canvas<'_>,
    table: &Table,
    words: &[Paragraph],
    (left, top): (f32, f32),
    kind: impl Fn(usize) -> Cell,
) -> Node {
    let cells = words.iter().zip(&table.columns).enumerate().map(|(place, (words, column))| {
        let content = cell(canvas, words, *column, (left, top));
        let cell = match kind(place) {
            Cell::Column => TagGroup::with_children(Tag::TH(TableHeaderScope::Column), content),
            Cell::Row => TagGroup::with_children(Tag::TH(TableHeaderScope::Row), content),
            Cell::Data => TagGroup::with_children(Tag::TD, content),
        };
        cell.into()
    });
    TagGroup::with_children(Tag::TR, cells.collect()).into()
}

fn cell(canvas: &mut Canvas<'_>, words: &Paragraph, column: Column, (left, top): (f32, f32)) -> Vec<Node> {
    if column.is_numeric {
        flush_right(canvas, words, (left + column.left + column.width, top))
    } else {
        spans(canvas, words, (left + column.left, top))
    }
}

fn left_out(canvas: &mut Canvas<'_>, table: &Table, words: &Paragraph, at: (f32, f32)) -> Node {
    let columns = u32::try_from(table.columns.len()).ok().and_then(NonZeroU32::new);
    let tag = Tag::TD.with_col_span(columns);
    let cell = TagGroup::with_children(tag, spans(canvas, words, at));
    TagGroup::with_children(Tag::TR, vec![cell.into()]).into()
}
