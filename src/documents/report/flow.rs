//! Pieces of the report one below the other, on as many pages as they take.

use std::ops::Range;
use std::rc::Rc;

use super::paragraph::SetParagraph;
use super::style::{BOTTOM, COVER_TOP, TOP};
use super::table::ReportTable;
use crate::charts::Scene;

/// What a piece on the left of another is indented by, for the sentence beside a rule.
pub(super) const QUOTE_INDENT: f32 = 14.0;
/// How wide the labels of items are, with the gap to their words.
pub(super) const LABEL_WIDTH: f32 = 118.0;

/// Something that stands on one page.
#[derive(Clone, Debug)]
pub(super) enum PagePiece {
    /// The title of the document.
    Title(SetParagraph),
    /// A heading, to which a bookmark leads.
    Heading(SetParagraph),
    /// Words.
    Words(SetParagraph),
    /// Words at the left and words at the right of one line.
    Apart(SetParagraph, SetParagraph),
    /// The sentence that is repeated, beside a rule.
    Key(SetParagraph),
    /// White words on a ground.
    Stamp(SetParagraph),
    /// A chart, with the points of each of its units.
    Chart(Rc<Scene>, f32),
    /// Rows of a table below its heads.
    Rows(Rc<ReportTable>, Range<usize>),
    /// A label and what it stands for.
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

/// A piece with its upper edge.
#[derive(Clone, Debug)]
pub(super) struct PlacedPiece {
    pub(super) top: f32,
    pub(super) piece: PagePiece,
}

/// The pages so far.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pages: Vec<Vec<PlacedPiece>>,
    /// Where the next piece goes.
    top: f32,
}

impl Flow {
    /// The cover, with nothing on it.
    pub(super) fn new() -> Self {
        Self { pages: vec![Vec::new()], top: COVER_TOP }
    }

    /// What is left of the page.
    pub(super) fn room(&self) -> f32 {
        BOTTOM - self.top
    }

    /// What an empty page has.
    pub(super) fn whole_page() -> f32 {
        BOTTOM - TOP
    }

    /// Whether nothing stands on the page yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.pages.last().is_some_and(Vec::is_empty)
    }

    /// Begins a page, unless one has just begun.
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

    /// Sets a piece below the others, on a new page where this one has no room for it.
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

    /// Sets a piece at the lower end of the page.
    pub(super) fn sink(&mut self, piece: PagePiece) {
        self.top = self.top.max(BOTTOM - piece.height());
        self.push(piece);
    }

    /// How many pages there are.
    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }

    /// The pages.
    pub(super) fn into_pages(self) -> Vec<Vec<PlacedPiece>> {
        self.pages
    }
}
