//! A report as CSV for a clerk's spreadsheet: one row a question, with the report's own facts repeated in each.

use super::cells::{count, finished, share, text, writer};
use crate::documents::DocumentError;
use crate::domain::{Against, Language, QuestionReport, Report};
use crate::locale::{evidence, rounded};

/// The name of a column, and what stands in it for a question.
type Cell = (&'static str, String);

/// The report as UTF-8 with a byte order mark and a header line. Labels and the evidence are in `language`, everything else
/// is the same for every reader: points as decimal signs, shares from 0 to 1. What is not known, or may not be
/// published, is an empty cell.
pub fn results_csv(report: &Report, language: Language) -> Result<Vec<u8>, DocumentError> {
    results_csv_list(std::slice::from_ref(report), language)
}

/// Many reports below one header.
pub fn results_csv_list(reports: &[Report], language: Language) -> Result<Vec<u8>, DocumentError> {
    let mut writer = writer();
    let mut has_header = false;
    for report in reports {
        let evidence = evidence(report, language).line();
        for question in &report.questions {
            let cells = cells(report, question, &evidence, language);
            if !has_header {
                writer.write_record(cells.iter().map(|(column, _)| column))?;
                has_header = true;
            }
            writer.write_record(cells.iter().map(|(_, cell)| cell))?;
        }
    }
    finished(writer)
}

/// The columns of the first version in their order, then what was added.
fn cells(report: &Report, question: &QuestionReport, evidence: &str, language: Language) -> Vec<Cell> {
    let mut cells = subject(report, question, language);
    cells.extend(figures(question));
    cells.extend(ground(report, question));
    cells.extend(weighted(question));
    cells.push(("evidence", text(evidence)));
    cells.extend(certainty(question));
    cells.extend(Against::ALL.into_iter().flat_map(|against| comparison(question, against)));
    cells.extend(standing(report, question));
    cells
}

fn subject(report: &Report, question: &QuestionReport, language: Language) -> Vec<Cell> {
    vec![
        ("survey", text(&report.survey)),
        ("unit_code", text(report.unit.code.as_str())),
        ("unit_name", text(&report.unit.name)),
        ("from", report.period.from().to_string()),
        ("to", report.period.to().to_string()),
        ("boundaries", report.boundaries.name().to_owned()),
        ("question", text(&question.key)),
        ("label", text(question.label.get(language))),
    ]
}

fn figures(question: &QuestionReport) -> Vec<Cell> {
    let [count_1, count_2, count_3, count_4, count_5] = question.counts;
    let top_two = question.top_two;
    vec![
        ("n", question.n.to_string()),
        ("no_opinion", question.no_opinion.to_string()),
        ("count_1", count(count_1)),
        ("count_2", count(count_2)),
        ("count_3", count(count_3)),
        ("count_4", count(count_4)),
        ("count_5", count(count_5)),
        ("top_two_share", share(top_two.map(|estimate| estimate.share))),
        ("top_two_low", share(top_two.map(|estimate| estimate.low))),
        ("top_two_high", share(top_two.map(|estimate| estimate.high))),
        ("mean", question.mean.map(|mean| format!("{:.2}", rounded(mean.value, 2))).unwrap_or_default()),
    ]
}

fn ground(report: &Report, question: &QuestionReport) -> Vec<Cell> {
    vec![
        ("dossiers", count(report.dossiers.map(|dossiers| dossiers.received))),
        ("response_rate", share(report.response_rate())),
        ("suppressed", question.suppressed.map(|reason| reason.name().to_owned()).unwrap_or_default()),
        ("illustrative", report.illustrative.to_string()),
        ("responses", report.responses.to_string()),
    ]
}

fn weighted(question: &QuestionReport) -> Vec<Cell> {
    let weighted = question.top_two_weighted.map(|weighted| weighted.estimate);
    vec![
        ("top_two_weighted_share", share(weighted.map(|estimate| estimate.share))),
        ("top_two_weighted_low", share(weighted.map(|estimate| estimate.low))),
        ("top_two_weighted_high", share(weighted.map(|estimate| estimate.high))),
    ]
}

fn certainty(question: &QuestionReport) -> Vec<Cell> {
    let weighted = question.top_two_weighted;
    let (effective, effect) = (
        weighted.and_then(|weighted| weighted.effective_answers),
        weighted.and_then(|weighted| weighted.design_effect),
    );
    vec![
        (
            "top_two_method",
            question.top_two.map(|top_two| top_two.method.name().to_owned()).unwrap_or_default(),
        ),
        ("effective_answers", effective.map(|answers| format!("{answers:.0}")).unwrap_or_default()),
        ("design_effect", effect.map(|effect| format!("{effect:.2}")).unwrap_or_default()),
        ("worst_case_low", share(question.worst_case.map(|bounds| bounds.low))),
        ("worst_case_high", share(question.worst_case.map(|bounds| bounds.high))),
    ]
}

fn comparison(question: &QuestionReport, against: Against) -> [Cell; 6] {
    let columns = match against {
        Against::PreviousPeriod => [
            "previous_from",
            "previous_to",
            "previous_verdict",
            "previous_difference",
            "previous_difference_low",
            "previous_difference_high",
        ],
        Against::YearBefore => [
            "year_before_from",
            "year_before_to",
            "year_before_verdict",
            "year_before_difference",
            "year_before_difference_low",
            "year_before_difference_high",
        ],
    };
    let found = question.comparisons.iter().find(|comparison| comparison.against == against);
    let cells = found.map(|comparison| {
        let change = comparison.outcome.change();
        [
            comparison.period.from().to_string(),
            comparison.period.to().to_string(),
            comparison.outcome.name().to_owned(),
            share(change.map(|change| change.difference)),
            share(change.map(|change| change.low)),
            share(change.map(|change| change.high)),
        ]
    });
    let mut cells = cells.unwrap_or_default().into_iter();
    columns.map(|column| (column, cells.next().unwrap_or_default()))
}

fn standing(report: &Report, question: &QuestionReport) -> Vec<Cell> {
    let unpublished: Vec<_> = report.unpublished_months.iter().map(ToString::to_string).collect();
    let breaks: Vec<_> = question.breaks.iter().map(ToString::to_string).collect();
    vec![
        ("breaks", breaks.join(" ")),
        ("needed_answers", count(report.needed_answers())),
        ("self_selected", report.is_self_selected().to_string()),
        ("unpublished", report.is_unpublished.to_string()),
        ("edition", report.edition().map(|edition| edition.number.to_string()).unwrap_or_default()),
        ("waiting", question.waiting.to_string()),
        ("unpublished_months", unpublished.join(" ")),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::cells::BYTE_ORDER_MARK;
    use super::*;
    use crate::documents::sample_report::report;

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let body = bytes.strip_prefix(BYTE_ORDER_MARK).expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn one_row_a_question_below_a_header() {
        let rows = read(&results_csv(&report().for_publication(), Language::Vi).unwrap());
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
    fn every_row_carries_its_evidence() {
        let rows = read(&results_csv(&report().for_publication(), Language::Vi).unwrap());
        assert_eq!((rows[0][23].as_str(), rows[1][23].as_str()), ("responses", "4123"));
        assert!(rows[1][27].contains("4.123 phiếu trả lời trên 16.021 hồ sơ"), "{}", rows[1][27]);
    }

    #[test]
    fn labels_follow_the_language_and_nothing_else_does() {
        let (vietnamese, english) =
            (results_csv(&report(), Language::Vi).unwrap(), results_csv(&report(), Language::En).unwrap());
        let (mut vietnamese, english) = (read(&vietnamese), read(&english));
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
            let rows = read(&results_csv(&report, Language::Vi).unwrap());
            assert_eq!(rows[1][2], format!("'{evil}"));
        }
        // After a tab or a line break a cell of its own may begin.
        for (evil, harmless) in [("\t=1", "'\t'=1"), ("\r=1", "'\r'=1")] {
            evil.clone_into(&mut report.unit.name);
            assert_eq!(read(&results_csv(&report, Language::Vi).unwrap())[1][2], harmless);
        }
        "Xã \"Một\", và\nhai".clone_into(&mut report.unit.name);
        assert_eq!(read(&results_csv(&report, Language::Vi).unwrap())[1][2], "Xã \"Một\", và\nhai");
    }
}
