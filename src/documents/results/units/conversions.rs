//! From the comparison to the objects of its JSON.

use super::super::objects::{EditionObject, RangeObject, SentenceObject, ShareObject, UnitName};
use super::objects::{
    ComparedUnitObject, FalseAlarmsObject, OverdispersionObject, RankObject, ShrunkObject, TargetObject,
    UnitVersionObject, UnitsObject, UnshownUnitObject,
};
use crate::domain::{
    ComparedUnit, FAR_LIMITS, Funnel, LIMITS, Language, Suppression, UnitComparison, UnitVersion, UnshownUnit,
};
use crate::locale::{rounded, units_finding};
use crate::stats::Interval;

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
            unit: UnitName { code: above.unit.code.to_string(), name: above.unit.name.clone() },
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
        let range =
            |limits: Interval| RangeObject { low: rounded(limits.low, 4), high: rounded(limits.high, 4) };
        Self {
            version: UnitVersionObject::from(&unit.version),
            n: unit.n,
            satisfied: unit.satisfied,
            top_two: ShareObject::from(unit.top_two),
            limits_95: range(unit.limits),
            limits_998: range(unit.far_limits),
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
