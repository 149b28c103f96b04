//! Charts of a briefing. Each kind is one file that composes a [`Scene`] and says the same as a [`ChartTable`]; plotters
//! draws the scene, and whether onto pixels or into SVG is decided last. Words come from `locale`, so that a chart says
//! what the page says.

mod apart;
mod distribution;
mod dossiers;
mod end_labels;
mod files;
mod flow;
mod frame;
mod funnel;
mod headline;
mod heatmap;
mod kind;
mod measured_font;
mod month_axis;
mod notes;
mod occasions;
mod paragraph;
mod participation;
mod percent_scale;
mod pixels;
mod plot;
mod rollout;
mod scene;
mod shape;
mod table;
mod theme;
mod trend;
mod typeface;
mod unit_marks;
mod units;
mod vacancy;
mod value_axis;

#[cfg(test)]
mod tests;

pub use files::{Resolution, png, svg};
pub use kind::ChartKind;
pub use scene::{Anchor, Block, Line, Mark, Point, Scene, Words};
pub use shape::Shape;
pub use table::{ChartTable, TableColumn};
pub use typeface::{Face, Lettering};

use self::shape::{Extent, Form};
use self::typeface::Typeface;
use crate::domain::{Briefing, Language};

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

/// The chart as one picture, which grows downwards where its shape does not hold everything.
pub fn picture(
    kind: ChartKind,
    briefing: &Briefing,
    language: Language,
    shape: Shape,
) -> Result<Scene, ChartError> {
    let scenes = compose(kind, briefing, Form { language, shape, extent: Extent::OnePicture })?;
    scenes.into_iter().next().ok_or_else(|| ChartError::Drawing(format!("the chart {kind} has no page")))
}

/// The chart on as many pages of its shape as it needs.
pub fn pages(
    kind: ChartKind,
    briefing: &Briefing,
    language: Language,
    shape: Shape,
) -> Result<Vec<Scene>, ChartError> {
    compose(kind, briefing, Form { language, shape, extent: Extent::Pages })
}

fn compose(kind: ChartKind, briefing: &Briefing, form: Form) -> Result<Vec<Scene>, ChartError> {
    let compose = match kind {
        ChartKind::Headline => headline::compose,
        ChartKind::Distribution => distribution::compose,
        ChartKind::Trend => trend::compose,
        ChartKind::Units => units::compose,
        ChartKind::Funnel => funnel::compose,
        ChartKind::Heatmap => heatmap::compose,
        ChartKind::Dossiers => dossiers::compose,
        ChartKind::Rollout => rollout::compose,
        ChartKind::Participation => participation::compose,
    };
    let typeface = Typeface::bundled()?;
    Ok(compose(briefing, form, typeface))
}

/// The figures of the chart as a table.
pub fn table(kind: ChartKind, briefing: &Briefing, language: Language) -> ChartTable {
    let table = match kind {
        ChartKind::Headline => headline::table,
        ChartKind::Distribution => distribution::table,
        ChartKind::Trend => trend::table,
        ChartKind::Units => units::table,
        ChartKind::Funnel => funnel::table,
        ChartKind::Heatmap => heatmap::table,
        ChartKind::Dossiers => dossiers::table,
        ChartKind::Rollout => rollout::table,
        ChartKind::Participation => participation::table,
    };
    table(briefing, language)
}
