//! Compares the lowest units within a unit with a target: above, as expected or below, with an interval for
//! each rank.
//!
//! All figures are computed from the units whose shares may be shown, so that the comparison reveals no more
//! about the other units than their reports do.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use chrono::NaiveDate;
use strum::IntoStaticStr;

use crate::domain::{Estimate, Note, Period, QuestionReport, Report, ReportedUnit, Suppression, Text};
use crate::stats::{self, Confidence, Interval, Overdispersion, RankInterval, ShrunkShare};

/// The level of the limits; a unit beyond them is above or below.
pub const LIMITS: f64 = 0.95;
/// The level of the far limits; a unit beyond them is far above or far below.
pub const FAR_LIMITS: f64 = 0.998;

/// The minimum number of units for an estimate of overdispersion, which winsorises a tenth of them on either
/// side.
const MIN_UNITS_FOR_SCATTER: usize = 10;
/// The minimum number of units for a comparison.
const MIN_UNITS: usize = 2;

/// The units within a unit, compared by one question.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitComparison {
    /// The report on the unit above, with the evidence for the figures.
    pub above: Report,
    /// The question by which units are compared.
    pub question: ComparedQuestion,
    /// How many units have a share that may be shown.
    pub shown: usize,
    /// The comparison; `None` if fewer than two shares may be shown.
    pub funnel: Option<Funnel>,
    /// Units with answers whose shares may not be shown.
    pub not_shown: Vec<UnshownUnit>,
}

/// The question that units are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedQuestion {
    /// Its key.
    pub key: String,
    /// A few words for headings and tables.
    pub label: Text,
    /// The words that follow the share in a finding.
    pub finding: Text,
}

/// The shown units with their funnel limits around a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// The share that every unit is expected to have.
    pub target: f64,
    /// The unit or units that have this share.
    pub target_of: TargetOf,
    /// How far units differ beyond chance; `None` with too few units for an estimate.
    pub overdispersion: Option<Overdispersion>,
    /// The weight of all units in each unit's shrunk share, as a number of answers; `None` if chance explains
    /// all differences, so that every unit gets the share of all units.
    pub strength: Option<f64>,
    /// The shown units.
    pub units: Vec<ComparedUnit>,
}

/// Whose share the target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TargetOf {
    /// The share of the unit above.
    UnitAbove,
    /// The share of all answers of the shown units, because the share of the unit above must not be shown.
    ShownUnits,
}

impl TargetOf {
    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A version of a unit, with its counted months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitVersion {
    /// The unit.
    pub unit: ReportedUnit,
    /// The months.
    pub period: Period,
    /// The first day of the unit, if it began within the compared months.
    pub since: Option<NaiveDate>,
    /// The last day of the unit, if it ended within the compared months.
    pub until: Option<NaiveDate>,
}

/// A unit with its standing and its rank among the shown units.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedUnit {
    /// The unit.
    pub version: UnitVersion,
    /// Answers on the scale.
    pub n: u64,
    /// Answers at the two upper levels.
    pub satisfied: u64,
    /// The share of answers at the two upper levels.
    pub top_two: Estimate,
    /// The range that contains 95 % of the shares of `n` answers if the unit is like the target.
    pub limits: Interval,
    /// The range that contains 99.8 % of the shares of `n` answers if the unit is like the target.
    pub far_limits: Interval,
    /// The standing that follows from the limits.
    pub standing: UnitStanding,
    /// The share, shrunk towards that of all shown units: the fewer answers, the more.
    pub shrunk: ShrunkShare,
    /// The ranks among the shown units between which it lies with 95 % confidence; 1 is the highest share.
    pub rank: RankInterval,
}

/// A unit of which only the number of answers may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnshownUnit {
    /// The unit.
    pub version: UnitVersion,
    /// Answers on the scale.
    pub n: u64,
    /// Why its share is not shown.
    pub suppressed: Option<Suppression>,
}

/// The standing of a unit relative to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum UnitStanding {
    /// Beyond the upper limit at 99.8 %.
    FarAbove,
    /// Beyond the upper limit at 95 %.
    Above,
    /// Within the limits: chance can explain the difference.
    AsExpected,
    /// Beyond the lower limit at 95 %.
    Below,
    /// Beyond the lower limit at 99.8 %.
    FarBelow,
}

impl UnitStanding {
    /// All standings, from the highest.
    pub const ALL: [Self; 5] = [Self::FarAbove, Self::Above, Self::AsExpected, Self::Below, Self::FarBelow];

    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl UnitComparison {
    /// Compares the units `below`, in that order, by the question `key`; `None` if `above` does not ask it.
    pub fn of(above: Report, below: &[Report], key: &str) -> Option<Self> {
        let asked = question_of(&above, key)?;
        let question = ComparedQuestion {
            key: asked.key.clone(),
            label: asked.label.clone(),
            finding: asked.finding.clone(),
        };
        let answered = below.iter().filter_map(|report| Some((report, question_of(report, key)?)));
        let (mut shown, mut not_shown) = (Vec::new(), Vec::new());
        for (report, question) in answered.filter(|(_, question)| question.answered() > 0) {
            let version = UnitVersion::of(report, above.period);
            if let Some((satisfied, top_two)) = question.satisfied.zip(question.top_two) {
                shown.push(ShownUnit { version, n: question.n, satisfied, top_two });
            } else {
                let (n, suppressed) = (question.answered(), question.suppressed);
                not_shown.push(UnshownUnit { version, n, suppressed });
            }
        }
        let target = asked.top_two.map(|estimate| estimate.share);
        Some(Self { question, shown: shown.len(), funnel: Funnel::of(shown, target), not_shown, above })
    }
}

impl Funnel {
    fn of(shown: Vec<ShownUnit>, above: Option<f64>) -> Option<Self> {
        if shown.len() < MIN_UNITS {
            return None;
        }
        let counts: Vec<(u64, u64)> = shown.iter().map(|unit| (unit.satisfied, unit.n)).collect();
        let shrinkage = stats::empirical_bayes(&counts, Confidence::PUBLISHED)?;
        let (target, target_of) =
            above.map_or((shrinkage.mean, TargetOf::ShownUnits), |share| (share, TargetOf::UnitAbove));
        let overdispersion = (shown.len() >= MIN_UNITS_FOR_SCATTER)
            .then(|| Overdispersion::estimate(&counts, target))
            .flatten();
        let ranks = stats::rank_intervals(&counts, Confidence::PUBLISHED);
        let mut place = stats::memoized(|counts| Place::of(counts, target, overdispersion.as_ref()));
        let placed = shown.into_iter().zip(shrinkage.units).zip(ranks);
        let units = placed.map(|((unit, shrunk), rank)| {
            let place = place((unit.satisfied, unit.n))?;
            Some(unit.placed(place, shrunk, rank))
        });
        let units = units.collect::<Option<Vec<_>>>()?;
        Some(Self { target, target_of, overdispersion, strength: shrinkage.strength, units })
    }

    /// The number of units that chance alone is expected to put beyond the limits at `level` if all units are
    /// like the target: the sum of each unit's probability, given its number of answers.
    pub fn expected_false_alarms(&self, level: f64) -> f64 {
        let overdispersion = self.overdispersion.as_ref();
        let chance =
            stats::memoized(|n: u64| stats::false_alarm_chance(self.target, n, level, overdispersion));
        self.units.iter().map(|unit| unit.n).map(chance).sum()
    }

    /// The number of units with this standing.
    pub fn count(&self, standing: UnitStanding) -> usize {
        self.units.iter().filter(|unit| unit.standing == standing).count()
    }

    /// Whether the limits were widened, because units differ by more than chance.
    pub fn is_widened(&self) -> bool {
        self.overdispersion.is_some_and(|overdispersion| overdispersion.is_material())
    }
}

impl UnitVersion {
    /// Keeps only a first and last day that lie within the compared months.
    fn of(report: &Report, compared: Period) -> Self {
        let day = |of: fn(&Note) -> Option<NaiveDate>| report.notes.iter().find_map(of);
        let since = day(|note| if let Note::ValidSince(day) = note { Some(*day) } else { None });
        let until = day(|note| if let Note::ValidUntil(day) = note { Some(*day) } else { None });
        Self {
            unit: report.unit.clone(),
            period: report.period,
            since: since.filter(|&since| since > compared.first_day()),
            until: until.filter(|&until| until < compared.last_day()),
        }
    }
}

/// A unit whose share may be shown.
struct ShownUnit {
    version: UnitVersion,
    n: u64,
    satisfied: u64,
    top_two: Estimate,
}

impl ShownUnit {
    fn placed(self, place: Place, shrunk: ShrunkShare, rank: RankInterval) -> ComparedUnit {
        ComparedUnit {
            version: self.version,
            n: self.n,
            satisfied: self.satisfied,
            top_two: self.top_two,
            limits: place.limits,
            far_limits: place.far_limits,
            standing: place.standing,
            shrunk,
            rank,
        }
    }
}

/// The limits for a number of answers, and the standing of a unit against them.
#[derive(Clone, Copy)]
struct Place {
    limits: Interval,
    far_limits: Interval,
    standing: UnitStanding,
}

impl Place {
    fn of((satisfied, n): (u64, u64), target: f64, overdispersion: Option<&Overdispersion>) -> Option<Self> {
        let limits = |level| stats::funnel_limits(target, n, level, overdispersion);
        let standing = |level| stats::standing(satisfied, n, target, level, overdispersion);
        let standing = match (standing(FAR_LIMITS)?, standing(LIMITS)?) {
            (Ordering::Greater, _) => UnitStanding::FarAbove,
            (Ordering::Less, _) => UnitStanding::FarBelow,
            (_, Ordering::Greater) => UnitStanding::Above,
            (_, Ordering::Less) => UnitStanding::Below,
            _ => UnitStanding::AsExpected,
        };
        Some(Self { limits: limits(LIMITS)?, far_limits: limits(FAR_LIMITS)?, standing })
    }
}

fn question_of<'a>(report: &'a Report, key: &str) -> Option<&'a QuestionReport> {
    report.questions.iter().find(|question| question.key == key)
}
