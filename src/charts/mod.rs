//! Charts of a report context. Each kind is one file that composes a [`Scene`] and gives the same figures as
//! a [`ChartTable`]. Plotters draws the scene; the backend (pixels or SVG) is chosen last. Texts come from
//! `locale`, so that a chart and its page use the same wording.

mod axes;
mod flow;
mod frame;
mod kinds;
mod output;
mod scene;
mod shape;
mod table;
mod text;
mod theme;

#[cfg(test)]
mod tests;

pub use kinds::ChartKind;
pub use output::files::{Resolution, png, svg};
pub use scene::{Anchor, FilledRect, Mark, Point, Polyline, Scene, Words};
pub use shape::Shape;
pub use table::{ChartTable, TableColumn};
pub use text::typeface::TextStyle;

use self::shape::{ChartForm, Extent};
use crate::domain::{Language, ReportContext};
use text::typeface::ChartFonts;

/// Why a chart could not be drawn. The cause is never the report itself.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// A font that was compiled in cannot be read.
    #[error("the bundled font {0} cannot be read")]
    Font(&'static str),
    /// The backend refused a mark.
    #[error("the chart could not be drawn: {0}")]
    Drawing(String),
    /// The PNG encoder failed.
    #[error("the chart could not be written as PNG")]
    Png(#[from] png::EncodingError),
}

/// Composes the chart as one picture, which grows downwards where its content does not fit its shape.
///
/// # Errors
///
/// Fails if a bundled font cannot be read or the chart composes no page.
pub fn picture(
    kind: ChartKind,
    context: &ReportContext,
    language: Language,
    shape: Shape,
) -> Result<Scene, ChartError> {
    let scenes = compose(kind, context, language, shape, Extent::OnePicture)?;
    scenes.into_iter().next().ok_or_else(|| ChartError::Drawing(format!("the chart {kind} has no page")))
}

/// Composes the chart on as many pages of its shape as it needs.
///
/// # Errors
///
/// Fails if a bundled font cannot be read.
pub fn pages(
    kind: ChartKind,
    context: &ReportContext,
    language: Language,
    shape: Shape,
) -> Result<Vec<Scene>, ChartError> {
    compose(kind, context, language, shape, Extent::Pages)
}

fn compose(
    kind: ChartKind,
    context: &ReportContext,
    language: Language,
    shape: Shape,
    extent: Extent,
) -> Result<Vec<Scene>, ChartError> {
    let form = ChartForm { language, shape, extent, typeface: ChartFonts::bundled()? };
    Ok(kinds::drawing_and_table(kind).0(context, form))
}

/// The figures of the chart as a table.
pub fn table(kind: ChartKind, context: &ReportContext, language: Language) -> ChartTable {
    kinds::drawing_and_table(kind).1(context, language)
}

/// Marks `columns` of `table` as text, which is not aligned to the right.
fn with_words(mut table: ChartTable, columns: &[usize]) -> ChartTable {
    for (place, column) in table.columns.iter_mut().enumerate() {
        column.is_numeric &= !columns.contains(&place);
    }
    table
}
