//! The table below a chart. Columns are as wide as their texts need, and figures are aligned.

use std::ops::Range;

use super::paragraph::{Letters, SetParagraph, extents};
use super::style::CAPTION;
use crate::charts::ChartTable;
use crate::documents::pdf::colours::INK;
use crate::documents::pdf::typefaces::Typefaces;
use crate::typeset::FontFace;

/// Font sizes in points. The first that leaves room for every word is used, else the last.
const SIZES: [f32; 4] = [8.8, 8.2, 7.6, 7.0];
const LEADING: f32 = 1.28;
/// Between columns.
const GUTTER: f32 = 9.0;
/// Above and below the text of a row.
pub(super) const PADDING: f32 = 1.6;
/// The greatest natural width of a column, as a share of the table's width.
const WIDEST_COLUMN: f32 = 0.42;
/// Between the caption and the column heads.
const BELOW_CAPTION: f32 = 3.0;

/// A table with its rows laid out.
#[derive(Clone, Debug)]
pub(super) struct ReportTable {
    pub(super) caption: SetParagraph,
    pub(super) columns: Vec<ColumnPosition>,
    pub(super) head: Vec<SetParagraph>,
    pub(super) rows: Vec<TableRow>,
    size: f32,
    width: f32,
}

/// The position of a column, from the left edge of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnPosition {
    pub(super) left: f32,
    pub(super) width: f32,
    pub(super) is_numeric: bool,
}

/// A row, or a line that states how many rows are left out.
#[derive(Clone, Debug)]
pub(super) enum TableRow {
    Cells(Vec<SetParagraph>),
    LeftOut(SetParagraph),
}

impl TableRow {
    pub(super) fn height(&self) -> f32 {
        let words = match self {
            Self::Cells(cells) => tallest(cells),
            Self::LeftOut(words) => words.height(),
        };
        words + 2.0 * PADDING
    }
}

/// Sums of widths in points that differ by less are equal.
const ROUNDING: f32 = 0.01;

fn tallest(cells: &[SetParagraph]) -> f32 {
    cells.iter().map(SetParagraph::height).fold(0.0, f32::max)
}

impl ReportTable {
    /// Lays out `table` in `width`.
    pub(super) fn set(table: &ChartTable, width: f32, typefaces: &Typefaces) -> Self {
        let [largest, smaller @ ..] = SIZES;
        let (mut size, mut widths) = (largest, widths(table, largest, width, typefaces));
        for smaller_size in smaller {
            if widths.iter().sum::<f32>() <= room(table, width) + ROUNDING {
                break;
            }
            (size, widths) = (smaller_size, self::widths(table, smaller_size, width, typefaces));
        }
        // Words that still have no room are broken between letters.
        let excess = (room(table, width) / widths.iter().sum::<f32>()).min(1.0);
        let mut left = 0.0;
        let columns = table.columns.iter().zip(widths).map(|(column, width)| {
            let placed = ColumnPosition { left, width: width * excess, is_numeric: column.is_numeric };
            left += placed.width + GUTTER;
            placed
        });
        let columns: Vec<ColumnPosition> = columns.collect();
        let head = table.columns.iter().zip(&columns);
        let head = head.map(|(column, placed)| {
            SetParagraph::set(&column.head, head_letters(size), placed.width, typefaces)
        });
        let cell = |(words, column): (&String, &ColumnPosition)| {
            SetParagraph::set(words, cell_letters(size, column.is_numeric), column.width, typefaces)
        };
        let rows = table.rows.iter().map(|row| TableRow::Cells(row.iter().zip(&columns).map(cell).collect()));
        Self {
            caption: SetParagraph::set(&table.caption, CAPTION, width, typefaces),
            head: head.collect(),
            rows: rows.collect(),
            columns,
            size,
            width,
        }
    }

    /// The height of caption and column heads.
    pub(super) fn head_height(&self) -> f32 {
        self.caption_height() + self.heads_height() + PADDING
    }

    /// The height from the top of the column heads to the first row.
    pub(super) fn heads_height(&self) -> f32 {
        tallest(&self.head) + PADDING
    }

    pub(super) fn caption_height(&self) -> f32 {
        self.caption.height() + BELOW_CAPTION
    }

    /// The height of these rows with caption and column heads.
    pub(super) fn height(&self, rows: &Range<usize>) -> f32 {
        let rows = self.rows.iter().take(rows.end).skip(rows.start);
        self.head_height() + rows.map(TableRow::height).sum::<f32>()
    }

    /// The rows from `first` on that fit within `height`, caption and column heads included.
    pub(super) fn rows_within(&self, first: usize, height: f32) -> Range<usize> {
        let mut left = height - self.head_height();
        let fitting = self.rows.iter().skip(first).take_while(|row| {
            left -= row.height();
            left >= 0.0
        });
        first..first + fitting.count()
    }

    /// Keeps only `beginning` rows at the beginning and `end` rows at the end, with a line between them that
    /// states how many are left out.
    pub(super) fn shortened(
        &self,
        (beginning, end): (usize, usize),
        left_out: impl FnOnce(usize) -> String,
        typefaces: &Typefaces,
    ) -> Self {
        let missing = self.rows.len().saturating_sub(beginning + end);
        if missing == 0 {
            return self.clone();
        }
        let letters = Letters { weight: FontFace::SemiBold, ..cell_letters(self.size, false) };
        let gap = TableRow::LeftOut(SetParagraph::set(&left_out(missing), letters, self.width, typefaces));
        let (first, last) = (self.rows.iter().take(beginning), self.rows.iter().skip(beginning + missing));
        Self { rows: first.cloned().chain([gap]).chain(last.cloned()).collect(), ..self.clone() }
    }
}

fn head_letters(size: f32) -> Letters {
    Letters { weight: FontFace::SemiBold, size, leading: LEADING, colour: INK }
}

fn cell_letters(size: f32, is_numeric: bool) -> Letters {
    let weight = if is_numeric { FontFace::Figures } else { FontFace::Regular };
    Letters { weight, size, leading: LEADING, colour: INK }
}

/// The part of `width` that is left for text.
fn room(table: &ChartTable, width: f32) -> f32 {
    width - GUTTER * table.columns.len().saturating_sub(1) as f32
}

/// The widths of the columns: at least the longest word of each, up to the natural width of its text; extra
/// width is shared out between all. The sum exceeds the room only where the longest words do.
fn widths(table: &ChartTable, size: f32, width: f32, typefaces: &Typefaces) -> Vec<f32> {
    let room = room(table, width);
    let needs: Vec<(f32, f32)> = (0..table.columns.len())
        .map(|place| {
            let (least, natural) = needs(table, place, size, typefaces);
            (least, natural.min(WIDEST_COLUMN * width).max(least))
        })
        .collect();
    let least: f32 = needs.iter().map(|need| need.0).sum();
    let natural: f32 = needs.iter().map(|need| need.1).sum();
    if natural <= room {
        let share = (room - natural) / needs.len().max(1) as f32;
        return needs.iter().map(|need| need.1 + share).collect();
    }
    let share = ((room - least) / (natural - least).max(f32::EPSILON)).max(0.0);
    needs.iter().map(|(least, natural)| least + share * (natural - least)).collect()
}

/// The width of a column's longest word, and of its widest cell. Heads count only by their words, because
/// they may be broken into lines.
fn needs(table: &ChartTable, place: usize, size: f32, typefaces: &Typefaces) -> (f32, f32) {
    let column = table.columns.get(place);
    let is_numeric = column.is_some_and(|column| column.is_numeric);
    let head = column.map_or("", |column| column.head.as_str());
    let (head_word, _) = extents(head, head_letters(size), typefaces);
    let cells = table.rows.iter().filter_map(|row| row.get(place));
    let cells = cells.map(|cell| extents(cell, cell_letters(size, is_numeric), typefaces));
    cells
        .fold((head_word, head_word), |(least, natural), (word, whole)| (least.max(word), natural.max(whole)))
}
