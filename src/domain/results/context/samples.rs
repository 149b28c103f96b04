//! Sample report contexts for tests: November 2024 in Hưng Yên, and unusual cases.

use std::collections::BTreeMap;

use super::{Adoption, Reform, ReportContext, Rollout, RolloutMonth};
use crate::domain::{
    Boundaries, Dossiers, Mode, Month, MonthActivity, Note, Period, Question, QuestionCounts, QuestionReport,
    Report, ReportedUnit, Series, SeriesPoint, Text, UnitComparison, UnitId, UnitKind,
};

/// The questions of the built-in survey.
pub(crate) fn questions() -> Vec<Question> {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../../assets/surveys/mot-cua.json")).unwrap();
    serde_json::from_value(file["questions"].clone()).unwrap()
}

/// November 2024, with headline shares of 97.0 % and 85.0 %.
pub(crate) fn november() -> Report {
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

/// A report with one pair per question: the counts of the levels, and the responses without an opinion.
pub(crate) fn report(counts: &[([u64; 5], u64)], responses: u64) -> Report {
    let counts = counts.iter();
    let counts =
        counts.map(|&(levels, no_opinion)| QuestionCounts { levels, no_opinion, ..Default::default() });
    report_of(&counts.collect::<Vec<_>>(), responses)
}

/// A report with these counts, one for each question.
pub(crate) fn report_of(counts: &[QuestionCounts], responses: u64) -> Report {
    let asked = questions();
    let questions = asked.iter().zip(counts);
    Report {
        survey: "mot-cua".to_owned(),
        title: Text { vi: "Phiếu khảo sát".to_owned(), en: "Survey".to_owned() },
        unit: ReportedUnit {
            id: UnitId(1),
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
        questions: questions.map(|(question, counts)| QuestionReport::new(question, counts)).collect(),
        notes: vec![Note::SelfSelected],
        are_dossiers_complete: true,
        shown_instead: None,
        editions: Vec::new(),
        unpublished_months: Vec::new(),
        collecting: None,
        illustrative: true,
        is_unpublished: false,
    }
}

/// A report with the same counts for every question.
pub(crate) fn uniform(counts: [u64; 5]) -> Report {
    report(&[(counts, 0); 6], counts.iter().sum())
}

/// A report with long names, many notes, a long period, six modes and ten million answers.
pub(crate) fn crowded() -> Report {
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
        Note::ValidSince("2025-07".parse::<Month>().unwrap().first_day()),
        Note::ValidUntil("2025-10".parse::<Month>().unwrap().last_day()),
    ];
    report
}

/// A report with stacked accents in all texts of the survey and the unit.
pub(crate) fn accented() -> Report {
    let mut report = november();
    let tall = "Ẫ Ộ Ự Ỵ Ẳ gjpqy ỗ ữ ặ".repeat(6);
    report.unit.name = tall.clone();
    for question in &mut report.questions {
        question.label = Text { vi: tall.clone(), en: tall.clone() };
        question.finding = Text { vi: tall.clone(), en: tall.clone() };
    }
    report
}

/// Every sample context by name.
pub(crate) fn all_contexts() -> Vec<(&'static str, ReportContext)> {
    let mut samples: Vec<_> = all().into_iter().map(|(name, report)| (name, context(report))).collect();
    samples.push(("bare", ReportContext::alone(november())));
    samples.push(("short", with_months(context(november()), 1)));
    samples.push(("two-months", with_months(context(november()), 2)));
    samples.push(("one-unit", with_units(context(november()), &[("Xã Mễ Sở", 60, 57)])));
    let extremes = [("Xã Mễ Sở", 60, 60), ("Xã Tân Quang", 45, 0), ("Phường Lê Lợi", 11, 11)];
    samples.push(("extremes", with_units(context(november()), &extremes)));
    let long = "Phường Nguyễn Thị Minh Khai và Trần Hưng Đạo Đông Bắc Hải Phòng";
    samples.push(("long-name", with_units(context(november()), &[(long, 60, 40), ("Xã A", 400, 396)])));
    samples
}

/// Every sample report by name.
pub(crate) fn all() -> Vec<(&'static str, Report)> {
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

/// November 2024 without its context.
pub(crate) fn november_alone() -> ReportContext {
    ReportContext::alone(november())
}

/// The names of all real communes, wards and towns.
pub(crate) fn real_names() -> Vec<&'static str> {
    let lines = include_str!("../../../../assets/data/units.csv").lines().skip(1);
    let lowest =
        lines.filter(|line| [",commune,", ",ward,", ",town,"].iter().any(|kind| line.contains(kind)));
    lowest.filter_map(|line| line.split(',').nth(1)).collect()
}

/// A report with a full context: two years of months, as many real units as a province has, a rollout, a
/// reform.
pub(crate) fn context(report: Report) -> ReportContext {
    let names = real_names();
    let units = (0_u64..).zip(names.iter().take(139)).map(|(place, &name)| {
        // Some units are far above, some far below, a few have too few answers.
        let n = [64, 7, 118, 33, 240, 51, 12, 90][(place % 8) as usize];
        let satisfied = n - n * [3, 9, 2, 30, 5, 16, 0, 11][(place * 7 % 8) as usize] / 100;
        (name, n, satisfied)
    });
    let units: Vec<_> = units.collect();
    with_units(with_months(ReportContext::alone(report), 24), &units)
}

/// The context with `months` months, which end with the report's last month.
pub(crate) fn with_months(context: ReportContext, months: i32) -> ReportContext {
    let last = context.report.period.to();
    let months = Period::ending_with(last, months);
    let series = context.report.questions.iter().map(|question| Series {
        key: question.key.clone(),
        label: question.label.clone(),
        finding: question.finding.clone(),
        headline: question.headline,
        points: (0_u64..).zip(months.months()).map(|(place, month)| point(place, month)).collect(),
    });
    let series = series.collect();
    let activity = (0_u64..).zip(months.months()).map(|(place, month)| activity(place, month));
    let activity = activity.collect();
    let rollout = Rollout {
        months: (0_u64..)
            .zip(months.months())
            .map(|(place, month)| RolloutMonth {
                month,
                adopted: [6, 6, 10, 10, 31, 60, 98, 117, 129][usize::try_from(place).unwrap().min(8)],
                continued: if place > 20 { 3 } else { 0 },
                units: if place > 20 { 139 } else { 161 },
            })
            .collect(),
        adoptions: vec![Adoption {
            day: months.first_day(),
            units: ["Phường Quang Trung", "Xã Xuân Trúc", "Xã Tân Châu"].map(str::to_owned).to_vec(),
        }],
    };
    let reforms = if months.len() > 3 {
        vec![Reform { day: last.previous().first_day(), before: 161, after: 139 }]
    } else {
        Vec::new()
    };
    ReportContext { months, series, activity, rollout, reforms, ..context }
}

fn point(place: u64, month: Month) -> SeriesPoint {
    // Every seventh month may not be shown, and one in the middle has no answers.
    let n = match place {
        11 => 0,
        place if place % 7 == 6 => 8,
        _ => 180 + 37 * (place % 5),
    };
    let satisfied = n - n * (4 + place * 3 % 9) / 100;
    let counts = [([0, n - satisfied, 0, 0, satisfied], 0)];
    let shown = report(&counts, n).for_publication().questions.remove(0);
    SeriesPoint {
        month,
        n,
        waiting: 0,
        top_two: shown.top_two,
        suppressed: shown.suppressed,
        begins_new_wording: place == 15,
    }
}

fn activity(place: u64, month: Month) -> MonthActivity {
    let received = 15_000 + 613 * (place % 6);
    let late = if place.is_multiple_of(4) { 0 } else { 17 * place };
    let on_time = received / 5;
    let dossiers = Dossiers { received, early: received - on_time - late, on_time, late };
    MonthActivity {
        month,
        responses: 300 + 190 * place,
        dossiers: (place != 9).then_some(dossiers),
        are_dossiers_complete: true,
        is_drawn_at_random: false,
    }
}

/// The context with these units below: name, answers and satisfied answers of each.
pub(crate) fn with_units(context: ReportContext, units: &[(&str, u64, u64)]) -> ReportContext {
    let below: Vec<Report> = (1_i32..)
        .zip(units)
        .map(|(number, &(name, n, satisfied))| {
            let asked = questions();
            let of = |place: u64| {
                let satisfied = satisfied.saturating_sub(place);
                let counts = [0, n - satisfied, 0, satisfied / 2, satisfied - satisfied / 2];
                (counts, 0)
            };
            let counts: Vec<_> = (0..asked.len() as u64).map(of).collect();
            let mut below = report(&counts, n);
            below.unit = ReportedUnit {
                id: UnitId(number),
                code: format!("{:05}", 11_000 + number).parse().unwrap(),
                name: name.to_owned(),
                kind: UnitKind::Commune,
            };
            below.dossiers = Some(Dossiers { received: 115, early: 90, on_time: 25, late: 0 });
            below.for_publication()
        })
        .collect();
    let key = context.report.questions.first().map(|question| question.key.clone());
    let comparison = key.and_then(|key| UnitComparison::of(context.report.clone(), &below, &key));
    ReportContext { comparison, below, ..context }
}
