//! Reports and comparisons as CSV for spreadsheets: UTF-8 with a byte order mark and a header line. Labels
//! and the evidence are in the reader's language; everything else is equal for every reader, with decimal
//! points and shares from 0 to 1. Values that are unknown or may not be published are empty cells.

use chrono::NaiveDate;

use super::cells::{count, finished, share, text, writer};
use crate::documents::DocumentError;
use crate::domain::Against::{self, PreviousPeriod, YearBefore};
use crate::domain::{
    Change, ComparedUnit, Comparison, FAR_LIMITS, Funnel, LIMITS, Language, Month, QuestionReport, Report,
    Suppression, UnitComparison, UnitVersion, WeightedEstimate,
};
use crate::locale::{evidence, rounded};

/// A question of a report. Each row repeats the values of the report.
struct QuestionRow<'a> {
    report: &'a Report,
    question: &'a QuestionReport,
    evidence: &'a str,
    language: Language,
}

/// The name of a column, and the function that gives its cell for a question.
type QuestionColumn = (&'static str, fn(&QuestionRow<'_>) -> String);

/// The columns of the first version in their order, followed by later ones.
const QUESTION_COLUMNS: [QuestionColumn; 52] = [
    ("survey", |row| text(&row.report.survey)),
    ("unit_code", |row| text(row.report.unit.code.as_str())),
    ("unit_name", |row| text(&row.report.unit.name)),
    ("from", |row| row.report.period.from().to_string()),
    ("to", |row| row.report.period.to().to_string()),
    ("boundaries", |row| row.report.boundaries.name().to_owned()),
    ("question", |row| text(&row.question.key)),
    ("label", |row| text(row.question.label.get(row.language))),
    ("n", |row| row.question.n.to_string()),
    ("no_opinion", |row| row.question.no_opinion.to_string()),
    ("count_1", |row| count(row.question.counts[0])),
    ("count_2", |row| count(row.question.counts[1])),
    ("count_3", |row| count(row.question.counts[2])),
    ("count_4", |row| count(row.question.counts[3])),
    ("count_5", |row| count(row.question.counts[4])),
    ("top_two_share", |row| share(row.question.top_two.map(|top_two| top_two.share))),
    ("top_two_low", |row| share(row.question.top_two.map(|top_two| top_two.low))),
    ("top_two_high", |row| share(row.question.top_two.map(|top_two| top_two.high))),
    ("mean", |row| number(row.question.mean.map(|mean| rounded(mean.value, 2)), 2)),
    ("dossiers", |row| count(row.report.dossiers.map(|dossiers| dossiers.received))),
    ("response_rate", |row| share(row.report.response_rate())),
    ("suppressed", |row| row.question.suppressed.map(Suppression::name).unwrap_or_default().to_owned()),
    ("illustrative", |row| row.report.illustrative.to_string()),
    ("responses", |row| row.report.responses.to_string()),
    ("top_two_weighted_share", |row| share(row.weighted(|weighted| Some(weighted.estimate.share)))),
    ("top_two_weighted_low", |row| share(row.weighted(|weighted| Some(weighted.estimate.low)))),
    ("top_two_weighted_high", |row| share(row.weighted(|weighted| Some(weighted.estimate.high)))),
    ("evidence", |row| text(row.evidence)),
    ("top_two_method", |row| row.question.top_two.map_or("", |top_two| top_two.method.name()).to_owned()),
    ("effective_answers", |row| number(row.weighted(|weighted| weighted.effective_answers), 0)),
    ("design_effect", |row| number(row.weighted(|weighted| weighted.design_effect), 2)),
    ("worst_case_low", |row| share(row.question.worst_case.map(|bounds| bounds.low))),
    ("worst_case_high", |row| share(row.question.worst_case.map(|bounds| bounds.high))),
    ("previous_from", |row| row.compared(PreviousPeriod, |comparison| comparison.period.from().to_string())),
    ("previous_to", |row| row.compared(PreviousPeriod, |comparison| comparison.period.to().to_string())),
    ("previous_verdict", |row| {
        row.compared(PreviousPeriod, |comparison| comparison.outcome.name().to_owned())
    }),
    ("previous_difference", |row| row.difference(PreviousPeriod, |change| change.difference)),
    ("previous_difference_low", |row| row.difference(PreviousPeriod, |change| change.low)),
    ("previous_difference_high", |row| row.difference(PreviousPeriod, |change| change.high)),
    ("year_before_from", |row| row.compared(YearBefore, |comparison| comparison.period.from().to_string())),
    ("year_before_to", |row| row.compared(YearBefore, |comparison| comparison.period.to().to_string())),
    ("year_before_verdict", |row| {
        row.compared(YearBefore, |comparison| comparison.outcome.name().to_owned())
    }),
    ("year_before_difference", |row| row.difference(YearBefore, |change| change.difference)),
    ("year_before_difference_low", |row| row.difference(YearBefore, |change| change.low)),
    ("year_before_difference_high", |row| row.difference(YearBefore, |change| change.high)),
    ("breaks", |row| joined(&row.question.breaks)),
    ("needed_answers", |row| count(row.report.needed_answers())),
    ("self_selected", |row| row.report.is_self_selected().to_string()),
    ("unpublished", |row| row.report.is_unpublished.to_string()),
    ("edition", |row| row.report.edition().map(|edition| edition.number.to_string()).unwrap_or_default()),
    ("waiting", |row| row.question.waiting.to_string()),
    ("unpublished_months", |row| joined(&row.report.unpublished_months)),
];

impl QuestionRow<'_> {
    fn weighted(&self, part: fn(WeightedEstimate) -> Option<f64>) -> Option<f64> {
        self.question.top_two_weighted.and_then(part)
    }

    fn comparison(&self, against: Against) -> Option<&Comparison> {
        self.question.comparisons.iter().find(|comparison| comparison.against == against)
    }

    fn compared(&self, against: Against, cell: fn(&Comparison) -> String) -> String {
        self.comparison(against).map(cell).unwrap_or_default()
    }

    fn difference(&self, against: Against, part: fn(Change) -> f64) -> String {
        let change = self.comparison(against).and_then(|comparison| comparison.outcome.change());
        share(change.map(part))
    }
}

/// Writes the report as CSV, one row per question.
///
/// # Errors
///
/// Fails if the CSV writer fails.
pub fn results_csv(report: &Report, language: Language) -> Result<Vec<u8>, DocumentError> {
    results_csv_list(std::slice::from_ref(report), language)
}

/// Writes reports as CSV below one header, which is missing where there are no questions.
///
/// # Errors
///
/// Fails if the CSV writer fails.
pub fn results_csv_list(reports: &[Report], language: Language) -> Result<Vec<u8>, DocumentError> {
    let mut writer = writer();
    if reports.iter().any(|report| !report.questions.is_empty()) {
        writer.write_record(QUESTION_COLUMNS.map(|(column, _)| column))?;
    }
    for report in reports {
        let evidence = evidence(report, language).line();
        for question in &report.questions {
            let row = QuestionRow { report, question, evidence: &evidence, language };
            writer.write_record(QUESTION_COLUMNS.map(|(_, cell)| cell(&row)))?;
        }
    }
    finished(writer)
}

/// A unit of a comparison, shown or not. Each row repeats the values of the comparison.
struct UnitCsvRow<'a> {
    comparison: &'a UnitComparison,
    version: &'a UnitVersion,
    n: u64,
    suppressed: Option<Suppression>,
    /// The figures of a unit whose share is published.
    shown: Option<&'a ComparedUnit>,
    /// The numbers of units that chance alone is expected to put beyond the two limits.
    false_alarms: [Option<f64>; 2],
    evidence: &'a str,
    language: Language,
}

type UnitColumn = (&'static str, fn(&UnitCsvRow<'_>) -> String);

const UNIT_COLUMNS: [UnitColumn; 40] = [
    ("survey", |row| text(&row.comparison.above.survey)),
    ("above_code", |row| text(row.comparison.above.unit.code.as_str())),
    ("above_name", |row| text(&row.comparison.above.unit.name)),
    ("from", |row| row.comparison.above.period.from().to_string()),
    ("to", |row| row.comparison.above.period.to().to_string()),
    ("boundaries", |row| row.comparison.above.boundaries.name().to_owned()),
    ("question", |row| text(&row.comparison.question.key)),
    ("label", |row| text(row.comparison.question.label.get(row.language))),
    ("unit_code", |row| text(row.version.unit.code.as_str())),
    ("unit_name", |row| text(&row.version.unit.name)),
    ("unit_kind", |row| row.version.unit.kind.name().to_owned()),
    ("unit_from", |row| row.version.period.from().to_string()),
    ("unit_to", |row| row.version.period.to().to_string()),
    ("valid_since", |row| day(row.version.since)),
    ("valid_until", |row| day(row.version.until)),
    ("n", |row| row.n.to_string()),
    ("suppressed", |row| row.suppressed.map(Suppression::name).unwrap_or_default().to_owned()),
    ("satisfied", |row| count(row.shown.map(|unit| unit.satisfied))),
    ("top_two_share", |row| share(row.shown.map(|unit| unit.top_two.share))),
    ("top_two_low", |row| share(row.shown.map(|unit| unit.top_two.low))),
    ("top_two_high", |row| share(row.shown.map(|unit| unit.top_two.high))),
    ("top_two_method", |row| row.shown.map_or("", |unit| unit.top_two.method.name()).to_owned()),
    ("limit_95_low", |row| share(row.shown.map(|unit| unit.limits.low))),
    ("limit_95_high", |row| share(row.shown.map(|unit| unit.limits.high))),
    ("limit_998_low", |row| share(row.shown.map(|unit| unit.far_limits.low))),
    ("limit_998_high", |row| share(row.shown.map(|unit| unit.far_limits.high))),
    ("standing", |row| row.shown.map_or("", |unit| unit.standing.name()).to_owned()),
    ("shrunk_share", |row| share(row.shown.map(|unit| unit.shrunk.share))),
    ("shrunk_low", |row| share(row.shown.map(|unit| unit.shrunk.interval.low))),
    ("shrunk_high", |row| share(row.shown.map(|unit| unit.shrunk.interval.high))),
    ("rank_low", |row| count(row.shown.map(|unit| unit.rank.low as u64))),
    ("rank_high", |row| count(row.shown.map(|unit| unit.rank.high as u64))),
    ("ranked_units", |row| {
        count(row.funnel().filter(|_| row.shown.is_some()).map(|funnel| funnel.units.len() as u64))
    }),
    ("target", |row| share(row.funnel().map(|funnel| funnel.target))),
    ("target_of", |row| row.funnel().map_or("", |funnel| funnel.target_of.name()).to_owned()),
    ("expected_false_alarms_95", |row| number(row.false_alarms[0], 2)),
    ("expected_false_alarms_998", |row| number(row.false_alarms[1], 2)),
    ("phi", |row| {
        number(row.funnel().and_then(|funnel| funnel.overdispersion).map(|scatter| scatter.phi), 3)
    }),
    ("illustrative", |row| row.comparison.above.illustrative.to_string()),
    // The evidence is long, so it is the last column.
    ("evidence", |row| text(row.evidence)),
];

impl UnitCsvRow<'_> {
    fn funnel(&self) -> Option<&Funnel> {
        self.comparison.funnel.as_ref()
    }
}

/// Writes the comparison as CSV, one row per unit. Units without a published share have empty cells for their
/// figures.
///
/// # Errors
///
/// Fails if the CSV writer fails.
pub fn units_csv(comparison: &UnitComparison, language: Language) -> Result<Vec<u8>, DocumentError> {
    let mut writer = writer();
    writer.write_record(UNIT_COLUMNS.map(|(column, _)| column))?;
    let evidence = evidence(&comparison.above, language).line();
    let funnel = comparison.funnel.as_ref();
    let false_alarms =
        [LIMITS, FAR_LIMITS].map(|level| funnel.map(|funnel| funnel.expected_false_alarms(level)));
    let shown = funnel.iter().flat_map(|funnel| &funnel.units);
    let shown = shown.map(|unit| (&unit.version, unit.n, None, Some(unit)));
    let not_shown = comparison.not_shown.iter().map(|unit| (&unit.version, unit.n, unit.suppressed, None));
    for (version, n, suppressed, shown) in shown.chain(not_shown) {
        let evidence = evidence.as_str();
        let row = UnitCsvRow { comparison, version, n, suppressed, shown, false_alarms, evidence, language };
        writer.write_record(UNIT_COLUMNS.map(|(_, cell)| cell(&row)))?;
    }
    finished(writer)
}

fn number(number: Option<f64>, places: usize) -> String {
    number.map(|number| format!("{number:.places$}")).unwrap_or_default()
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn joined(months: &[Month]) -> String {
    months.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::cells::BYTE_ORDER_MARK;
    use super::*;
    use crate::documents::results::tests::report;

    fn rows(report: &Report, language: Language) -> Vec<Vec<String>> {
        let bytes = results_csv(report, language).unwrap();
        let body = bytes.strip_prefix(BYTE_ORDER_MARK).expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_report_has_one_row_per_question_below_a_header() {
        let rows = rows(&report().for_publication(), Language::Vi);
        assert_eq!(rows.len(), 3);
        assert_eq!((rows[0][0].as_str(), rows[0].last().unwrap().as_str()), ("survey", "unpublished_months"));
        assert_eq!(
            rows[1][..23].join("|"),
            "mot-cua|33|Tỉnh Hưng Yên|2024-11|2024-11|historic|settlement|Giải quyết hồ sơ|4100|23|10|20|93|1800|2177\
             |0.9700|0.9643|0.9748|4.49|16021|0.2573||true"
        );
        assert_eq!(
            rows[2][..23].join("|"),
            "mot-cua|33|Tỉnh Hưng Yên|2024-11|2024-11|historic|attitude|Thái độ cán bộ|7|0||||||||||16021|0.2573\
             |below-threshold|true"
        );
    }

    #[test]
    fn every_row_has_its_evidence() {
        let rows = rows(&report().for_publication(), Language::Vi);
        assert_eq!((rows[0][23].as_str(), rows[1][23].as_str()), ("responses", "4123"));
        assert!(rows[1][27].contains("4.123 phiếu trả lời trên 16.021 hồ sơ"), "{}", rows[1][27]);
    }

    #[test]
    fn only_labels_and_evidence_depend_on_the_language() {
        let (mut vietnamese, english) = (rows(&report(), Language::Vi), rows(&report(), Language::En));
        assert_eq!(english[1][7], "Settling the dossier");
        for (vietnamese, english) in vietnamese.iter_mut().zip(&english) {
            vietnamese[7].clone_from(&english[7]);
            vietnamese[27].clone_from(&english[27]);
        }
        assert_eq!(vietnamese, english);
    }

    #[test]
    fn no_cell_begins_a_formula() {
        let mut report = report();
        for evil in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "＝1", "  =1", "\u{a0}=1"] {
            evil.clone_into(&mut report.unit.name);
            let rows = rows(&report, Language::Vi);
            assert_eq!(rows[1][2], format!("'{evil}"));
        }
        // After a tab or a line break another cell may begin.
        for (evil, harmless) in [("\t=1", "'\t'=1"), ("\r=1", "'\r'=1")] {
            evil.clone_into(&mut report.unit.name);
            assert_eq!(rows(&report, Language::Vi)[1][2], harmless);
        }
        "Xã \"Một\", và\nhai".clone_into(&mut report.unit.name);
        assert_eq!(rows(&report, Language::Vi)[1][2], "Xã \"Một\", và\nhai");
    }
}
