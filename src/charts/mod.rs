//! Charts of a report. Each kind is one file that composes a [`Scene`]; plotters draws the scene, and whether
//! onto pixels or into SVG is decided last. Words come from `locale`, so that a chart says what the page says.

mod distribution;
mod frame;
mod headline;
mod image;
mod kind;
mod palette;
mod paragraph;
mod scene;
mod typeface;

#[cfg(test)]
mod tests;

pub use image::{ImageFormat, UnknownImageFormat};
pub use kind::{ChartKind, UnknownChartKind};
pub use scene::Scene;

use crate::domain::{Language, Report};

/// Why a chart could not be drawn. None of it is the fault of the report.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// A font that was compiled in cannot be read.
    #[error("the bundled font {0} cannot be read")]
    Font(&'static str),
    /// The backend refused a mark.
    #[error("the chart could not be drawn: {0}")]
    Drawing(String),
    /// The pixels could not be packed.
    #[error("the chart could not be written as PNG")]
    Png(#[from] png::EncodingError),
}

/// The chart `kind` of `report` as a file in `format`.
pub fn draw(
    kind: ChartKind,
    report: &Report,
    language: Language,
    format: ImageFormat,
) -> Result<Vec<u8>, ChartError> {
    let scene = compose(kind, report, language)?;
    match format {
        ImageFormat::Svg => image::svg(&scene),
        ImageFormat::Png => image::png(&scene),
    }
}

/// The chart `kind` of `report` before a backend is chosen, for those who bring their own.
pub fn compose(kind: ChartKind, report: &Report, language: Language) -> Result<Scene, ChartError> {
    let typeface = typeface::Typeface::bundled()?;
    Ok(match kind {
        ChartKind::Headline => headline::compose(report, language, typeface),
        ChartKind::Distribution => distribution::compose(report, language, typeface),
    })
}
