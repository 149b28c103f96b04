//! A report as CSV for a clerk's spreadsheet: one row a question, with the report's own facts repeated in each.

use super::DocumentError;
use crate::domain::{Language, QuestionReport, Report};
use crate::locale::evidence;

/// Without it, Excel reads the file in the code page of the machine and spoils every Vietnamese letter.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

const COLUMNS: [&str; 28] = [
    "survey",
    "unit_code",
    "unit_name",
    "from",
    "to",
    "boundaries",
    "question",
    "label",
    "n",
    "no_opinion",
    "count_1",
    "count_2",
    "count_3",
    "count_4",
    "count_5",
    "top_two_share",
    "top_two_low",
    "top_two_high",
    "mean",
    "dossiers",
    "response_rate",
    "suppressed",
    "illustrative",
    "responses",
    "top_two_weighted_share",
    "top_two_weighted_low",
    "top_two_weighted_high",
    "evidence",
];

/// The report as UTF-8 with a byte order mark and a header line. Labels and the evidence are in `language`, everything else
/// is the same for every reader: points as decimal signs, shares from 0 to 1. What is not known, or may not be
/// published, is an empty cell.
pub fn results_csv(report: &Report, language: Language) -> Result<Vec<u8>, DocumentError> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(COLUMNS)?;
    for question in &report.questions {
        writer.write_record(row(report, question, language))?;
    }
    writer.into_inner().map_err(|error| DocumentError::Csv(error.into_error().into()))
}

fn row(report: &Report, question: &QuestionReport, language: Language) -> [String; COLUMNS.len()] {
    let [count_1, count_2, count_3, count_4, count_5] = counts(question);
    let (top_two, weighted) = (question.top_two, question.top_two_weighted);
    [
        text(&report.survey),
        text(report.unit.code.as_str()),
        text(&report.unit.name),
        report.period.from().to_string(),
        report.period.to().to_string(),
        report.boundaries.name().to_owned(),
        text(&question.key),
        text(question.label.get(language)),
        question.n.to_string(),
        question.no_opinion.to_string(),
        count_1,
        count_2,
        count_3,
        count_4,
        count_5,
        share(top_two.map(|estimate| estimate.share)),
        share(top_two.map(|estimate| estimate.low)),
        share(top_two.map(|estimate| estimate.high)),
        question.mean.map(|mean| format!("{:.2}", mean.value)).unwrap_or_default(),
        report.dossiers.map(|dossiers| dossiers.received.to_string()).unwrap_or_default(),
        share(report.response_rate()),
        question.suppressed.map(|reason| reason.name().to_owned()).unwrap_or_default(),
        report.illustrative.to_string(),
        report.responses.to_string(),
        share(weighted.map(|estimate| estimate.share)),
        share(weighted.map(|estimate| estimate.low)),
        share(weighted.map(|estimate| estimate.high)),
        text(&evidence(report, language).line()),
    ]
}

fn counts(question: &QuestionReport) -> [String; 5] {
    question.counts.map(|counts| counts.map(|count| count.to_string())).unwrap_or_default()
}

fn share(share: Option<f64>) -> String {
    share.map(|share| format!("{share:.4}")).unwrap_or_default()
}

/// A cell that a spreadsheet shows and never runs: a text that would begin a formula (OWASP, CSV injection;
/// the wide forms are what East Asian keyboards type) gets an apostrophe in front.
fn text(text: &str) -> String {
    let mut begin = text.chars().skip_while(|character| matches!(character, ' ' | '\u{a0}'));
    let runs = begin.next().is_some_and(|first| {
        matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    });
    if runs { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::sample_report::report;
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Vec<String>> {
        let body = bytes.strip_prefix(BYTE_ORDER_MARK).expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn one_row_a_question_below_a_header() {
        let rows = read(&results_csv(&report().for_publication(), Language::Vi).unwrap());
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0], COLUMNS);
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
        for evil in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "  =1", "\u{a0}=1"]
        {
            evil.clone_into(&mut report.unit.name);
            let rows = read(&results_csv(&report, Language::Vi).unwrap());
            assert_eq!(rows[1][2], format!("'{evil}"));
        }
        "Xã \"Một\", và\nhai".clone_into(&mut report.unit.name);
        assert_eq!(read(&results_csv(&report, Language::Vi).unwrap())[1][2], "Xã \"Một\", và\nhai");
    }
}
