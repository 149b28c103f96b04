//! Sets the pieces of the report below each other, on as many pages as they need.

use std::ops::Range;
use std::rc::Rc;

use super::paragraph::SetParagraph;
use super::style::{BOTTOM, COVER_TOP, TOP};
use super::table::ReportTable;
use crate::charts::Scene;

/// The indent of the key sentence beside its rule, in points.
pub(super) const QUOTE_INDENT: f32 = 14.0;
/// The width of the labels of items, with the gap to their texts, in points.
pub(super) const LABEL_WIDTH: f32 = 118.0;

/// A part of the report that is not split over pages.
#[derive(Clone, Debug)]
pub(super) enum PagePiece {
    /// The title of the document.
    Title(SetParagraph),
    /// A heading with a bookmark.
    Heading(SetParagraph),
    /// A paragraph.
    Words(SetParagraph),
    /// Texts at the left and at the right of one line.
    Apart(SetParagraph, SetParagraph),
    /// The key sentence, beside a rule.
    Key(SetParagraph),
    /// White text on a coloured background.
    Stamp(SetParagraph),
    /// A chart, with its scale in points per pixel.
    Chart(Rc<Scene>, f32),
    /// Rows of a table below its column heads.
    Rows(Rc<ReportTable>, Range<usize>),
    /// A label and its text.
    Item(SetParagraph, SetParagraph),
}

impl PagePiece {
    pub(super) fn height(&self) -> f32 {
        match self {
            Self::Title(words) | Self::Heading(words) | Self::Words(words) | Self::Key(words) => {
                words.height()
            }
            Self::Stamp(words) => words.height() + 6.0,
            Self::Apart(left, right) | Self::Item(left, right) => left.height().max(right.height()),
            Self::Chart(scene, scale) => scene.height as f32 * scale,
            Self::Rows(table, rows) => table.height(rows),
        }
    }
}

/// A piece with the y position of its upper edge.
#[derive(Clone, Debug)]
pub(super) struct PlacedPiece {
    pub(super) top: f32,
    pub(super) piece: PagePiece,
}

/// The pages so far.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pages: Vec<Vec<PlacedPiece>>,
    /// The upper edge of the next piece.
    top: f32,
}

impl Flow {
    /// Creates a flow with an empty cover.
    pub(super) fn new() -> Self {
        Self { pages: vec![Vec::new()], top: COVER_TOP }
    }

    /// The remaining height of the page in points.
    pub(super) fn room(&self) -> f32 {
        BOTTOM - self.top
    }

    /// The height of an empty page in points.
    pub(super) fn whole_page() -> f32 {
        BOTTOM - TOP
    }

    /// Whether the page is still empty.
    pub(super) fn is_fresh(&self) -> bool {
        self.pages.last().is_some_and(Vec::is_empty)
    }

    /// Begins a new page, unless the current one is empty.
    pub(super) fn turn(&mut self) {
        if !self.is_fresh() {
            self.pages.push(Vec::new());
            self.top = TOP;
        }
    }

    /// Leaves a gap, except at the top of a page.
    pub(super) fn skip(&mut self, gap: f32) {
        if !self.is_fresh() {
            self.top += gap;
        }
    }

    /// Adds a piece below the others, on a new page if the current one has no room for it.
    pub(super) fn push(&mut self, piece: PagePiece) {
        if piece.height() > self.room() + 0.01 {
            self.turn();
        }
        let top = self.top;
        self.top += piece.height();
        if let Some(page) = self.pages.last_mut() {
            page.push(PlacedPiece { top, piece });
        }
    }

    /// Adds a piece at the lower end of the page.
    pub(super) fn sink(&mut self, piece: PagePiece) {
        self.top = self.top.max(BOTTOM - piece.height());
        self.push(piece);
    }

    /// The number of pages.
    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }

    /// The pages.
    pub(super) fn into_pages(self) -> Vec<Vec<PlacedPiece>> {
        self.pages
    }
}
