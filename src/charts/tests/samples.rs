//! Reports to draw: November 2024 in Hưng Yên, and what is unusual.

use std::collections::BTreeMap;

use crate::domain::{
    Boundaries, Dossiers, Mode, Note, Period, Question, QuestionCounts, QuestionReport, Report, ReportedUnit,
    Text, UnitKind,
};

/// The questions of the built-in survey.
pub(super) fn questions() -> Vec<Question> {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../assets/surveys/mot-cua.json")).unwrap();
    serde_json::from_value(file["questions"].clone()).unwrap()
}

/// November 2024: 97,0 % and 85,0 %.
pub(super) fn november() -> Report {
    let counts = [
        ([11, 22, 90, 1800, 2177], 23),
        ([80, 170, 368, 1902, 1600], 3),
        ([61, 203, 611, 1986, 1212], 50),
        ([60, 160, 560, 2010, 1276], 57),
        ([21, 62, 244, 1990, 1761], 45),
        ([160, 379, 866, 1602, 804], 312),
    ];
    report(&counts, 4123)
}

/// A report with these counts and answers without an opinion, one pair a question.
pub(super) fn report(counts: &[([u64; 5], u64)], responses: u64) -> Report {
    let asked = questions();
    let questions = asked.iter().zip(counts);
    Report {
        survey: "mot-cua".to_owned(),
        title: Text { vi: "Phiếu khảo sát".to_owned(), en: "Survey".to_owned() },
        unit: ReportedUnit {
            id: crate::domain::UnitId(1),
            code: "33".parse().unwrap(),
            name: "Tỉnh Hưng Yên".to_owned(),
            kind: UnitKind::Province,
        },
        period: Period::month("2024-11".parse().unwrap()),
        boundaries: Boundaries::Historic,
        responses,
        quarantined: 12,
        modes: BTreeMap::from([(Mode::Open, responses - responses / 13), (Mode::Verified, responses / 13)]),
        dossiers: Some(Dossiers { received: 16_021, early: 12_496, on_time: 3_500, late: 25 }),
        questions: questions
            .map(|(question, &(levels, no_opinion))| {
                let counts = QuestionCounts { levels, no_opinion, ..QuestionCounts::default() };
                QuestionReport::new(question, &counts)
            })
            .collect(),
        notes: vec![Note::SelfSelected],
        are_dossiers_complete: true,
        shown_instead: None,
        edition: None,
        illustrative: true,
        is_unpublished: false,
    }
}

/// The same counts for every question.
pub(super) fn uniform(counts: [u64; 5]) -> Report {
    report(&[(counts, 0); 6], counts.iter().sum())
}

/// Everything long at once: names, notes, period, six modes, ten million answers.
pub(super) fn crowded() -> Report {
    let mut report =
        report(&[([1_000_000, 2_000_000, 1_500_000, 3_000_000, 2_500_000], 1_234_567); 6], 11_234_567);
    report.unit.name =
        "Thị trấn Như Quỳnh, huyện Văn Lâm, trực thuộc Ủy ban nhân dân tỉnh Hưng Yên cũ".to_owned();
    report.period = Period::new("2024-11".parse().unwrap(), "2025-10".parse().unwrap()).unwrap();
    report.boundaries = Boundaries::Current;
    report.modes = Mode::ALL.into_iter().map(|mode| (mode, 1_872_427)).collect();
    report.dossiers = Some(Dossiers { received: 12_345_678, ..Dossiers::default() });
    let units = ["Xã Nghĩa Trụ", "Xã Long Hưng", "Xã Vĩnh Khúc", "Thị trấn Văn Giang", "Xã Cửu Cao"];
    report.notes = vec![
        Note::SelfSelected,
        Note::LeftOut { units: units.map(str::to_owned).to_vec() },
        Note::ValidSince("2025-07".parse::<crate::domain::Month>().unwrap().first_day()),
        Note::ValidUntil("2025-10".parse::<crate::domain::Month>().unwrap().last_day()),
    ];
    report
}

/// Stacked accents wherever words are taken from the survey or the unit.
pub(super) fn accented() -> Report {
    let mut report = november();
    let tall = "Ẫ Ộ Ự Ỵ Ẳ gjpqy ỗ ữ ặ".repeat(6);
    report.unit.name = tall.clone();
    for question in &mut report.questions {
        question.label = Text { vi: tall.clone(), en: tall.clone() };
        question.finding = Text { vi: tall.clone(), en: tall.clone() };
    }
    report
}

/// Every sample by name.
pub(super) fn all() -> Vec<(&'static str, Report)> {
    let mut silent = november();
    silent.questions.clear();
    let mixed = [([0, 0, 1, 4, 7], 0), ([0, 0, 0, 3, 2], 7), ([0; 5], 12), ([1, 2, 3, 4, 2], 0)];
    let lone = [([5, 7, 11, 13, 17], 3)];
    vec![
        ("november", november()),
        ("mixed", report(&mixed, 12).for_publication()),
        ("lone", report(&lone, 56)),
        ("none", uniform([0; 5]).for_publication()),
        ("silent", silent),
        ("one", uniform([0, 0, 0, 1, 0])),
        ("full", uniform([0, 0, 0, 0, 390])),
        ("zero", uniform([30, 0, 0, 0, 0])),
        ("neutral", uniform([0, 0, 30, 0, 0])),
        ("millions", uniform([0, 0, 0, 1, 9_999_999])),
        ("crowded", crowded()),
        ("accented", accented()),
    ]
}
