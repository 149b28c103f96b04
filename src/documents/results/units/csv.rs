//! The comparison as CSV: one row a unit, shown or not, with what the comparison rests on repeated in each.

use super::super::cells::{count, finished, share, text, writer};
use crate::documents::DocumentError;
use crate::domain::{
    ComparedUnit, FAR_LIMITS, Funnel, LIMITS, Language, Suppression, UnitComparison, UnitVersion,
};
use crate::locale::evidence;

const COLUMNS: [&str; 39] = [
    "survey",
    "above_code",
    "above_name",
    "from",
    "to",
    "boundaries",
    "question",
    "label",
    "unit_code",
    "unit_name",
    "unit_kind",
    "unit_from",
    "unit_to",
    "valid_since",
    "valid_until",
    "n",
    "suppressed",
    "satisfied",
    "top_two_share",
    "top_two_low",
    "top_two_high",
    "top_two_method",
    "limit_95_low",
    "limit_95_high",
    "limit_998_low",
    "limit_998_high",
    "standing",
    "shrunk_share",
    "shrunk_low",
    "shrunk_high",
    "rank_low",
    "rank_high",
    "ranked_units",
    "target",
    "target_of",
    "expected_false_alarms_95",
    "expected_false_alarms_998",
    "phi",
    "illustrative",
];
/// The evidence is long: it stands last.
const EVIDENCE: &str = "evidence";
/// What is said of a shown unit and of no other.
const FIGURES: usize = 16;

/// The comparison as UTF-8 with a byte order mark and a header line, in the manner of the results; units whose shares are
/// not published have empty cells in place of their figures.
pub fn units_csv(comparison: &UnitComparison, language: Language) -> Result<Vec<u8>, DocumentError> {
    let mut writer = writer();
    writer.write_record(COLUMNS.into_iter().chain([EVIDENCE]))?;
    let evidence = text(&evidence(&comparison.above, language).line());
    let shared = subject(comparison, language);
    let ground = ground(comparison);
    let mut write = |version: &UnitVersion, n: u64, suppressed: Option<Suppression>, figures: Vec<String>| {
        let suppressed = suppressed.map(|reason| reason.name().to_owned()).unwrap_or_default();
        let cells = shared.iter().cloned().chain(unit(version)).chain([n.to_string(), suppressed]);
        writer.write_record(cells.chain(figures).chain(ground.clone()).chain([evidence.clone()]))
    };
    if let Some(funnel) = &comparison.funnel {
        for unit in &funnel.units {
            write(&unit.version, unit.n, None, figures(unit, funnel))?;
        }
    }
    for unit in &comparison.not_shown {
        write(&unit.version, unit.n, unit.suppressed, vec![String::new(); FIGURES])?;
    }
    finished(writer)
}

fn subject(comparison: &UnitComparison, language: Language) -> Vec<String> {
    let above = &comparison.above;
    vec![
        text(&above.survey),
        text(above.unit.code.as_str()),
        text(&above.unit.name),
        above.period.from().to_string(),
        above.period.to().to_string(),
        above.boundaries.name().to_owned(),
        text(&comparison.question.key),
        text(comparison.question.label.get(language)),
    ]
}

fn unit(version: &UnitVersion) -> Vec<String> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        text(version.unit.code.as_str()),
        text(&version.unit.name),
        version.unit.kind.name().to_owned(),
        version.period.from().to_string(),
        version.period.to().to_string(),
        day(version.since),
        day(version.until),
    ]
}

fn figures(unit: &ComparedUnit, funnel: &Funnel) -> Vec<String> {
    let rank = |rank: usize| rank.to_string();
    let (top_two, shrunk) = (unit.top_two, unit.shrunk);
    vec![
        count(Some(unit.satisfied)),
        share(Some(top_two.share)),
        share(Some(top_two.low)),
        share(Some(top_two.high)),
        top_two.method.name().to_owned(),
        share(Some(unit.limits.low)),
        share(Some(unit.limits.high)),
        share(Some(unit.far_limits.low)),
        share(Some(unit.far_limits.high)),
        unit.standing.name().to_owned(),
        share(Some(shrunk.share)),
        share(Some(shrunk.interval.low)),
        share(Some(shrunk.interval.high)),
        rank(unit.rank.low),
        rank(unit.rank.high),
        rank(funnel.units.len()),
    ]
}

fn ground(comparison: &UnitComparison) -> Vec<String> {
    let funnel = comparison.funnel.as_ref();
    let alarms = |level| {
        funnel.map(|funnel| format!("{:.2}", funnel.expected_false_alarms(level))).unwrap_or_default()
    };
    let phi = funnel.and_then(|funnel| funnel.overdispersion);
    vec![
        share(funnel.map(|funnel| funnel.target)),
        funnel.map(|funnel| funnel.target_of.name().to_owned()).unwrap_or_default(),
        alarms(LIMITS),
        alarms(FAR_LIMITS),
        phi.map(|overdispersion| format!("{:.3}", overdispersion.phi)).unwrap_or_default(),
        comparison.above.illustrative.to_string(),
    ]
}
