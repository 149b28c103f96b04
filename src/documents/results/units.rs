//! The objects of `/results/{unit}/units.json`, described in the `OpenAPI` document. Field names and their
//! order are stable for other programs; new fields are added at the end.

use serde::Serialize;
use utoipa::ToSchema;

use super::questions::UnitName;
use super::questions::{RangeObject, ShareObject};
use super::report::{EditionObject, SentenceObject};
use crate::domain::{
    ComparedUnit, FAR_LIMITS, Funnel, LIMITS, Language, Suppression, UnitComparison, UnitVersion, UnshownUnit,
};
use crate::locale::{rounded, units_finding};

/// The lowest units within another one compared by one question. Units come in the order of the Vietnamese alphabet by
/// their names without Xã, Phường or Thị trấn. Only published shares enter: units in `not_shown` have no part in the limits,
/// the scatter or the ranks. Whether a share is published depends on the answers, so that the shown units do not stand for all:
/// their pooled share and their scatter may be off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Units)]
pub struct UnitsObject {
    /// The survey's slug.
    survey: String,
    /// The unit above.
    unit: UnitName,
    /// The first month, as in 2024-11.
    from: String,
    /// The last month.
    to: String,
    /// historic: every version of a unit that existed; current: units of today with their predecessors.
    boundaries: &'static str,
    /// The question's key.
    question: String,
    /// Responses that count in the unit above.
    responses: u64,
    /// Its dossiers; null where nobody reported any.
    dossiers: Option<u64>,
    /// Whether people chose by themselves to answer, so that nothing may be concluded for those who did not.
    self_selected: bool,
    /// How many units have a published share.
    shown: usize,
    /// The share that every unit is held against; null where fewer than two units have a published share.
    target: Option<TargetObject>,
    /// How far units differ beyond chance; null with fewer than 10 units.
    overdispersion: Option<OverdispersionObject>,
    /// How many units chance alone is expected to put beyond the limits, if all are as the target.
    expected_false_alarms: Vec<FalseAlarmsObject>,
    /// How many answers the example of the others is worth to each shrunk share; null where chance explains all differences.
    shrinkage_strength: Option<f64>,
    /// The compared units; none where fewer than two have a published share.
    units: Vec<ComparedUnitObject>,
    /// Units with answers whose shares are not published.
    not_shown: Vec<UnshownUnitObject>,
    /// Whether the data are made up to show the software.
    illustrative: bool,
    /// The edition in which these figures stand fixed; null for figures that may still change.
    edition: Option<EditionObject>,
    /// What the comparison found and how much of it may be chance.
    sentence: SentenceObject,
}

/// A share to be held against.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Target)]
struct TargetObject {
    share: f64,
    /// unit-above; or shown-units, all their answers together, where the share of the unit above is not published.
    of: &'static str,
}

/// The scatter of the units around the target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Overdispersion)]
struct OverdispersionObject {
    /// The mean square of the winsorised z-scores: 1 is expected of chance alone.
    phi: f64,
    /// Whether the limits were widened for it.
    widened: bool,
}

/// False alarms at one level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FalseAlarms)]
struct FalseAlarmsObject {
    /// The level of the limits, 0.95 or 0.998.
    level: f64,
    units: f64,
}

/// A unit among the others.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedUnit)]
struct ComparedUnitObject {
    #[serde(flatten)]
    version: UnitVersionObject,
    /// Answers on the scale.
    n: u64,
    /// Those satisfied and very satisfied.
    satisfied: u64,
    /// Their share.
    top_two: ShareObject,
    /// Where 95 % of the shares of so many answers lie if the unit is as the target.
    limits_95: RangeObject,
    /// Where 99.8 % of them lie.
    limits_998: RangeObject,
    /// far-above, above, as-expected, below or far-below.
    standing: &'static str,
    shrunk: ShrunkObject,
    rank: RankObject,
}

/// A unit whose share is not published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnshownUnit)]
struct UnshownUnitObject {
    #[serde(flatten)]
    version: UnitVersionObject,
    /// Answers on the scale.
    n: u64,
    /// below-threshold.
    suppressed: Option<&'static str>,
}

/// A unit as it was in its months.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitVersion)]
struct UnitVersionObject {
    /// The GSO code.
    code: String,
    /// The name with its kind.
    name: String,
    /// commune, ward or town.
    kind: &'static str,
    /// The first month that is counted.
    from: String,
    /// The last month that is counted.
    to: String,
    /// The first day of its existence, where that lies within the period.
    valid_since: Option<String>,
    /// Its last day, where that lies within the period.
    valid_until: Option<String>,
}

/// A share drawn towards that of all shown units by empirical Bayes, with its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shrunk)]
struct ShrunkObject {
    share: f64,
    low: f64,
    high: f64,
}

/// The ranks between which a unit lies with 95 % confidence; 1 is the highest share.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rank)]
struct RankObject {
    low: usize,
    high: usize,
    /// How many units were ranked.
    of: usize,
}

impl From<&UnitComparison> for UnitsObject {
    fn from(comparison: &UnitComparison) -> Self {
        let (above, funnel) = (&comparison.above, comparison.funnel.as_ref());
        let sentence = |language| units_finding(comparison, language).join(" ");
        let units = |funnel: &Funnel| {
            let of = funnel.units.len();
            funnel.units.iter().map(|unit| ComparedUnitObject::of(unit, of)).collect()
        };
        Self {
            survey: above.survey.clone(),
            unit: UnitName::of(&above.unit),
            from: above.period.from().to_string(),
            to: above.period.to().to_string(),
            boundaries: above.boundaries.name(),
            question: comparison.question.key.clone(),
            responses: above.responses,
            dossiers: above.dossiers.map(|dossiers| dossiers.received),
            self_selected: above.is_self_selected(),
            shown: comparison.shown,
            target: funnel
                .map(|funnel| TargetObject { share: rounded(funnel.target, 4), of: funnel.target_of.name() }),
            overdispersion: funnel.and_then(|funnel| {
                let phi = rounded(funnel.overdispersion?.phi, 3);
                Some(OverdispersionObject { phi, widened: funnel.is_widened() })
            }),
            expected_false_alarms: funnel.map(false_alarms).unwrap_or_default(),
            shrinkage_strength: funnel
                .and_then(|funnel| funnel.strength)
                .map(|strength| rounded(strength, 1)),
            units: funnel.map(units).unwrap_or_default(),
            not_shown: comparison.not_shown.iter().map(UnshownUnitObject::from).collect(),
            illustrative: above.illustrative,
            edition: above.edition().map(EditionObject::from),
            sentence: SentenceObject { vi: sentence(Language::Vi), en: sentence(Language::En) },
        }
    }
}

fn false_alarms(funnel: &Funnel) -> Vec<FalseAlarmsObject> {
    let at = |level| FalseAlarmsObject { level, units: rounded(funnel.expected_false_alarms(level), 2) };
    vec![at(LIMITS), at(FAR_LIMITS)]
}

impl ComparedUnitObject {
    fn of(unit: &ComparedUnit, of: usize) -> Self {
        let shrunk = unit.shrunk;
        Self {
            version: UnitVersionObject::from(&unit.version),
            n: unit.n,
            satisfied: unit.satisfied,
            top_two: ShareObject::from(unit.top_two),
            limits_95: RangeObject::of(unit.limits.low, unit.limits.high),
            limits_998: RangeObject::of(unit.far_limits.low, unit.far_limits.high),
            standing: unit.standing.name(),
            shrunk: ShrunkObject {
                share: rounded(shrunk.share, 4),
                low: rounded(shrunk.interval.low, 4),
                high: rounded(shrunk.interval.high, 4),
            },
            rank: RankObject { low: unit.rank.low, high: unit.rank.high, of },
        }
    }
}

impl From<&UnshownUnit> for UnshownUnitObject {
    fn from(unit: &UnshownUnit) -> Self {
        let version = UnitVersionObject::from(&unit.version);
        Self { version, n: unit.n, suppressed: unit.suppressed.map(Suppression::name) }
    }
}

impl From<&UnitVersion> for UnitVersionObject {
    fn from(version: &UnitVersion) -> Self {
        Self {
            code: version.unit.code.to_string(),
            name: version.unit.name.clone(),
            kind: version.unit.kind.name(),
            from: version.period.from().to_string(),
            to: version.period.to().to_string(),
            valid_since: version.since.map(|day| day.to_string()),
            valid_until: version.until.map(|day| day.to_string()),
        }
    }
}
