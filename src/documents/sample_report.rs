//! The report of the contract's example, for the tests of its renderings.

use chrono::NaiveDate;

use crate::domain::{
    Boundaries, Dossiers, Estimate, MeanScore, Mode, Note, Period, QuestionReport, Report, ReportedUnit,
    Text, UnitKind,
};

fn text(vietnamese: &str, english: &str) -> Text {
    Text { vi: vietnamese.to_owned(), en: english.to_owned() }
}

fn settlement() -> QuestionReport {
    QuestionReport {
        key: "settlement".to_owned(),
        headline: true,
        label: text("Giải quyết hồ sơ", "Settling the dossier"),
        finding: text("hài lòng", "are satisfied"),
        n: 4100,
        no_opinion: 23,
        counts: Some([10, 20, 93, 1800, 2177]),
        top_two: Some(Estimate { share: 0.970_000_4, low: 0.964_31, high: 0.974_78 }),
        top_two_weighted: Some(Estimate { share: 0.968, low: 0.96, high: 0.974 }),
        mean: Some(MeanScore { value: 4.491, interval: Some((4.471, 4.512)) }),
        suppressed: None,
    }
}

fn attitude() -> QuestionReport {
    QuestionReport {
        key: "attitude".to_owned(),
        label: text("Thái độ cán bộ", "Staff attitude"),
        n: 7,
        no_opinion: 0,
        counts: Some([0, 0, 1, 2, 4]),
        ..settlement()
    }
}

/// Two questions, the second with too few answers to be published, and every kind of note.
pub(super) fn report() -> Report {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Report {
        survey: "mot-cua".to_owned(),
        title: text("Phiếu khảo sát", "Survey"),
        unit: ReportedUnit {
            id: crate::domain::UnitId(1),
            code: "33".parse().unwrap(),
            name: "Tỉnh Hưng Yên".to_owned(),
            kind: UnitKind::Province,
        },
        period: Period::month("2024-11".parse().unwrap()),
        boundaries: Boundaries::Historic,
        responses: 4123,
        quarantined: 12,
        modes: [(Mode::Open, 3800), (Mode::Verified, 323)].into(),
        dossiers: Some(Dossiers { received: 16_021, early: 12_500, on_time: 3_500, late: 21 }),
        questions: vec![settlement(), attitude()],
        notes: vec![
            Note::LeftOut { units: vec!["Xã Phương Chiểu".to_owned()] },
            Note::ValidSince(day("2024-11-05")),
            Note::ValidUntil(day("2024-11-30")),
            Note::SelfSelected,
        ],
        illustrative: true,
    }
}
