//! Charts as files: SVG, PNG in two resolutions, and PDF with as many pages as a chart needs.

mod drawing;
mod format;
mod pdf;

pub(in crate::documents) use drawing::draw_figure;
pub use format::ChartFormat;

use super::DocumentError;
use crate::charts::{self, ChartKind, Resolution, Shape};
use crate::domain::{Briefing, Language};

/// How a chart is wanted as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartStyle {
    /// The language of its words.
    pub language: Language,
    /// Its proportions.
    pub shape: Shape,
    /// The kind of file.
    pub format: ChartFormat,
    /// Pixels to a unit; of no matter to vectors.
    pub resolution: Resolution,
}

/// The chart `kind` of `briefing` as a file.
pub fn chart_file(kind: ChartKind, briefing: &Briefing, style: ChartStyle) -> Result<Vec<u8>, DocumentError> {
    let (language, shape) = (style.language, style.shape);
    match style.format {
        ChartFormat::Svg => Ok(charts::svg(&charts::picture(kind, briefing, language, shape)?)?),
        ChartFormat::Png => {
            Ok(charts::png(&charts::picture(kind, briefing, language, shape)?, style.resolution)?)
        }
        ChartFormat::Pdf => pdf::pdf(&charts::pages(kind, briefing, language, shape)?, language),
    }
}
