//! The objects of `/results/{unit}/units.json`, described for readers of the API. Field names and their order are promised
//! to other people's programs; what is added stands at the end.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::objects::{EditionObject, RangeObject, SentenceObject, ShareObject, UnitName};

/// The lowest units within another one compared by one question. Units come in the order of the Vietnamese alphabet by
/// their names without Xã, Phường or Thị trấn. Only published shares enter: units in `not_shown` have no part in the limits,
/// the scatter or the ranks. Whether a share is published depends on the answers, so that the shown units do not stand for all:
/// their pooled share and their scatter may be off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Units)]
pub struct UnitsObject {
    /// The survey's slug.
    pub(super) survey: String,
    /// The unit above.
    pub(super) unit: UnitName,
    /// The first month, as in 2024-11.
    pub(super) from: String,
    /// The last month.
    pub(super) to: String,
    /// historic: every version of a unit that existed; current: units of today with their predecessors.
    pub(super) boundaries: &'static str,
    /// The question's key.
    pub(super) question: String,
    /// Sheets that count in the unit above.
    pub(super) responses: u64,
    /// Its dossiers; null where nobody reported any.
    pub(super) dossiers: Option<u64>,
    /// Whether people chose by themselves to answer, so that nothing may be concluded for those who did not.
    pub(super) self_selected: bool,
    /// How many units have a published share.
    pub(super) shown: usize,
    /// The share that every unit is held against; null where fewer than two units have a published share.
    pub(super) target: Option<TargetObject>,
    /// How far units differ beyond chance; null with fewer than 10 units.
    pub(super) overdispersion: Option<OverdispersionObject>,
    /// How many units chance alone is expected to put beyond the limits, if all are as the target.
    pub(super) expected_false_alarms: Vec<FalseAlarmsObject>,
    /// How many answers the example of the others is worth to each shrunk share; null where chance explains all differences.
    pub(super) shrinkage_strength: Option<f64>,
    /// The compared units; none where fewer than two have a published share.
    pub(super) units: Vec<ComparedUnitObject>,
    /// Units with answers whose shares are not published.
    pub(super) not_shown: Vec<UnshownUnitObject>,
    /// Whether the data are made up to show the software.
    pub(super) illustrative: bool,
    /// The edition in which these figures stand fixed; null for figures that may still change.
    pub(super) edition: Option<EditionObject>,
    /// What the comparison found and how much of it may be chance.
    pub(super) sentence: SentenceObject,
}

/// A share to be held against.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Target)]
pub(super) struct TargetObject {
    pub(super) share: f64,
    /// unit-above; or shown-units, all their answers together, where the share of the unit above is not published.
    pub(super) of: &'static str,
}

/// The scatter of the units around the target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Overdispersion)]
pub(super) struct OverdispersionObject {
    /// The mean square of the winsorised z-scores: 1 is expected of chance alone.
    pub(super) phi: f64,
    /// Whether the limits were widened for it.
    pub(super) widened: bool,
}

/// False alarms at one level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FalseAlarms)]
pub(super) struct FalseAlarmsObject {
    /// The level of the limits, 0.95 or 0.998.
    pub(super) level: f64,
    pub(super) units: f64,
}

/// A unit among the others.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedUnit)]
pub(super) struct ComparedUnitObject {
    #[serde(flatten)]
    pub(super) version: UnitVersionObject,
    /// Answers on the scale.
    pub(super) n: u64,
    /// Those satisfied and very satisfied.
    pub(super) satisfied: u64,
    /// Their share.
    pub(super) top_two: ShareObject,
    /// Where 95 % of the shares of so many answers lie if the unit is as the target.
    pub(super) limits_95: RangeObject,
    /// Where 99.8 % of them lie.
    pub(super) limits_998: RangeObject,
    /// far-above, above, as-expected, below or far-below.
    pub(super) standing: &'static str,
    pub(super) shrunk: ShrunkObject,
    pub(super) rank: RankObject,
}

/// A unit whose share is not published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnshownUnit)]
pub(super) struct UnshownUnitObject {
    #[serde(flatten)]
    pub(super) version: UnitVersionObject,
    /// Answers on the scale.
    pub(super) n: u64,
    /// below-threshold.
    pub(super) suppressed: Option<&'static str>,
}

/// A unit as it was in its months.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitVersion)]
pub(super) struct UnitVersionObject {
    /// The GSO code.
    pub(super) code: String,
    /// The name with its kind.
    pub(super) name: String,
    /// commune, ward or town.
    pub(super) kind: &'static str,
    /// The first month that is counted.
    pub(super) from: String,
    /// The last month that is counted.
    pub(super) to: String,
    /// The first day of its existence, where that lies within the period.
    pub(super) valid_since: Option<String>,
    /// Its last day, where that lies within the period.
    pub(super) valid_until: Option<String>,
}

/// A share drawn towards that of all shown units by empirical Bayes, with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shrunk)]
pub(super) struct ShrunkObject {
    pub(super) share: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The ranks between which a unit lies with 95 % confidence; 1 is the highest share.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rank)]
pub(super) struct RankObject {
    pub(super) low: usize,
    pub(super) high: usize,
    /// How many units were ranked.
    pub(super) of: usize,
}
