//! The report of the contract's example, for the tests of its renderings.

use chrono::NaiveDate;

use crate::domain::{
    Against, Boundaries, Change, Comparison, Dossiers, Estimate, Method, Mode, ModeReport, Note, Outcome,
    Period, QuestionReport, Report, ReportedUnit, Text, UnitKind, WeightedEstimate,
};
use crate::stats::{Interval, MeanEstimate};

fn text(vietnamese: &str, english: &str) -> Text {
    Text { vi: vietnamese.to_owned(), en: english.to_owned() }
}

fn comparisons() -> Vec<Comparison> {
    let change = Change { before: 0.964, n_before: 3200, difference: 0.006, low: -0.002_34, high: 0.014_56 };
    let [previous, year_before] = Against::ALL;
    let month = |text: &str| Period::month(text.parse().unwrap());
    vec![
        Comparison {
            against: previous,
            period: month("2024-10"),
            outcome: Outcome::Changed(change),
            units: None,
        },
        Comparison {
            against: year_before,
            period: month("2023-11"),
            outcome: Outcome::OtherWording,
            units: None,
        },
    ]
}

fn settlement() -> QuestionReport {
    let in_one_mode = Estimate { share: 0.95, low: 0.92, high: 0.97, method: Method::Wilson };
    QuestionReport {
        key: "settlement".to_owned(),
        headline: true,
        label: text("Giải quyết hồ sơ", "Settling the dossier"),
        finding: text("hài lòng", "are satisfied"),
        n: 4100,
        no_opinion: 23,
        waiting: 0,
        counts: [10, 20, 93, 1800, 2177].map(Some),
        satisfied: Some(3977),
        top_two: Some(Estimate { share: 0.970_000_4, low: 0.964_31, high: 0.974_78, method: Method::Wilson }),
        top_two_weighted: Some(WeightedEstimate {
            estimate: Estimate { share: 0.968, low: 0.96, high: 0.974, method: Method::StratifiedLogit },
            design_effect: Some(1.234),
            effective_answers: Some(3322.4),
        }),
        worst_case: Some(Interval { low: 0.248_24, high: 0.992_31 }),
        mean: Some(MeanEstimate { value: 4.491, interval: Some(Interval { low: 4.471, high: 4.512 }) }),
        by_mode: vec![
            ModeReport { mode: Mode::Open, n: 3780, top_two: None },
            ModeReport { mode: Mode::Verified, n: 320, top_two: Some(in_one_mode) },
        ],
        comparisons: comparisons(),
        breaks: Vec::new(),
        suppressed: None,
    }
}

fn attitude() -> QuestionReport {
    QuestionReport {
        key: "attitude".to_owned(),
        label: text("Thái độ cán bộ", "Staff attitude"),
        n: 7,
        no_opinion: 0,
        counts: [0, 0, 1, 2, 4].map(Some),
        satisfied: Some(6),
        by_mode: Vec::new(),
        comparisons: Vec::new(),
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
        are_dossiers_complete: true,
        shown_instead: None,
        editions: Vec::new(),
        unpublished_months: Vec::new(),
        collecting: None,
        illustrative: true,
        is_unpublished: false,
    }
}
