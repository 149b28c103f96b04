//! The kinds of charts. Each is a file or folder that composes a scene and its table.

mod distribution;
mod dossiers;
mod funnel;
mod headline;
mod heatmap;
mod over_time;
mod participation;
mod rollout;
mod trend;
mod unit_marks;
mod units;

use strum::{Display, EnumString, IntoStaticStr};

use crate::charts::scene::Scene;
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::domain::{Language, ReportContext, UnitComparison, UnknownName};

/// A kind of chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_chart)]
pub enum ChartKind {
    /// The headline shares, large, each with its interval.
    Headline,
    /// All five answers to every question, around the middle of the neutral one.
    Distribution,
    /// The headline shares month by month, with their intervals and what chance explains.
    Trend,
    /// The lowest units with their intervals: above, as expected and below.
    Units,
    /// The lowest units by their number of answers, within control limits.
    Funnel,
    /// The units directly below, by question.
    Heatmap,
    /// Dossiers settled early, on time and late, month by month.
    Dossiers,
    /// How many units have the model, month by month.
    Rollout,
    /// Responses with the needed sample size, and their share of the dossiers, month by month.
    Participation,
}

impl ChartKind {
    /// All kinds in the order of menus.
    pub const ALL: [Self; 9] = [
        Self::Headline,
        Self::Distribution,
        Self::Trend,
        Self::Units,
        Self::Funnel,
        Self::Heatmap,
        Self::Dossiers,
        Self::Rollout,
        Self::Participation,
    ];

    /// Whether the chart would show more than an empty state.
    pub fn has_something_to_show(self, context: &ReportContext) -> bool {
        let has_dossiers = || context.activity.iter().any(|month| month.dossiers.is_some());
        match self {
            Self::Headline | Self::Distribution => true,
            Self::Trend => context.series.iter().any(|series| {
                series.headline && series.points.iter().filter(|point| point.top_two.is_some()).count() > 1
            }),
            Self::Units | Self::Funnel => {
                let units = |comparison: &UnitComparison| comparison.shown + comparison.not_shown.len();
                context.comparison.as_ref().is_some_and(|comparison| units(comparison) > 1)
            }
            Self::Heatmap => !context.below.is_empty(),
            Self::Dossiers | Self::Participation => has_dossiers(),
            Self::Rollout => context.rollout.months.last().is_some_and(|month| month.units > 1),
        }
    }

    /// Whether it compares units within control limits.
    pub fn compares_units(self) -> bool {
        matches!(self, Self::Units | Self::Funnel)
    }

    /// The name in URLs and commands.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_chart(name: &str) -> UnknownName {
    UnknownName::new("chart", ChartKind::ALL.map(ChartKind::name).join(", "), name)
}

type Compose = fn(&ReportContext, ChartForm) -> Vec<Scene>;
type Tabulate = fn(&ReportContext, Language) -> ChartTable;

/// The functions that compose a chart and its table.
pub(super) fn drawing_and_table(kind: ChartKind) -> (Compose, Tabulate) {
    match kind {
        ChartKind::Headline => (headline::compose, headline::table),
        ChartKind::Distribution => (distribution::compose, distribution::table),
        ChartKind::Trend => (trend::compose, trend::table),
        ChartKind::Units => (units::compose, units::table),
        ChartKind::Funnel => (funnel::compose, funnel::table),
        ChartKind::Heatmap => (heatmap::compose, heatmap::table),
        ChartKind::Dossiers => (dossiers::compose, dossiers::table),
        ChartKind::Rollout => (rollout::compose, rollout::table),
        ChartKind::Participation => (participation::compose, participation::table),
    }
}
