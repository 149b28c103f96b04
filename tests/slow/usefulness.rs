//! What the demo shows under disclosure control: how many units have figures of their own, and how many
//! answers are counted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use hailong::app::{App, Audience, ExportQuery, ReportQuery};
use hailong::domain::{Boundaries, Month, Period, QuestionReport, Report, UnitKind};

use crate::support::TestApp;

const ALL: &str = "2023-03..2025-12";

/// Writes past the test's output capture, so that a run that passes prints it too.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

async fn reports(app: &App) -> Vec<Report> {
    let query = ExportQuery {
        survey: "mot-cua".to_owned(),
        unit: None,
        period: ALL.parse().unwrap(),
        boundaries: Boundaries::Historic,
    };
    app.every_report(&query, Audience::Public).await.unwrap()
}

/// By level: the unit-months with ten answers or more to both headlines whose headlines are shown, and all of
/// them.
fn shown(reports: &[Report]) -> BTreeMap<&'static str, (usize, usize)> {
    let mut shares = BTreeMap::new();
    for report in reports {
        let level = match report.unit.kind {
            UnitKind::Province => "provinces",
            UnitKind::District => "districts",
            UnitKind::Commune | UnitKind::Ward | UnitKind::Town => "communes",
        };
        if report.headlines().all(|question| question.answered() >= 10) {
            let (shown, all) = shares.entry(level).or_default();
            *all += 1;
            *shown += usize::from(report.headlines().all(|question| question.top_two.is_some()));
        }
    }
    shares
}

/// Which figures are shown, without their values.
fn pattern(reports: &[Report]) -> BTreeSet<String> {
    let questions = reports.iter().flat_map(|report| {
        let about = format!("{} {} {}", report.unit.code, report.unit.id.0, report.period);
        report.questions.iter().map(move |question| {
            let modes: Vec<_> = question.by_mode.iter().map(|mode| (mode.mode, mode.n)).collect();
            format!("{about} {} {} {} {modes:?}", question.key, question.n, question.waiting)
        })
    });
    questions.collect()
}

/// The share of the province's answers to the headlines that is counted in these periods.
async fn counted(app: &App, periods: impl Iterator<Item = Period>) -> f64 {
    let (mut counted, mut all) = (0, 0);
    for period in periods {
        let query = ReportQuery {
            survey: "mot-cua".to_owned(),
            unit: "33".parse().unwrap(),
            period,
            boundaries: Boundaries::Current,
        };
        let report = app.report(&query, None, Audience::Public).await.unwrap();
        counted += report.headlines().map(|question| question.n).sum::<u64>();
        all += report.headlines().map(QuestionReport::answered).sum::<u64>();
    }
    counted as f64 / all as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn every_unit_month_with_ten_answers_shows_its_headlines_whatever_people_answered() {
    let app = TestApp::start_empty().await;
    app.app.prepare_demo_data().await.unwrap();
    let before = reports(&app.app).await;
    for (level, (shown, all)) in shown(&before) {
        say(&format!("{level}: headlines shown in {shown} of {all} unit-months with 10 answers or more"));
        assert!(all > 30 && shown == all, "{level}: {shown} of {all}");
    }
    let months: Vec<Month> = ALL.parse::<Period>().unwrap().months().collect();
    let mut shares = Vec::new();
    for (name, span) in [
        ("months", Period::month as fn(Month) -> Period),
        ("quarters", Period::quarter_of as fn(Month) -> Period),
        ("years", Period::year_of as fn(Month) -> Period),
    ] {
        let mut periods: Vec<Period> = months.iter().map(|&month| span(month)).collect();
        periods.dedup();
        let share = counted(&app.app, periods.into_iter()).await;
        say(&format!("answers counted in {name}: {:.2} %", share * 100.0));
        shares.push(share);
    }
    // The answers that keep waiting are those of a poster's first days: a unit's only small month of the
    // year.
    assert!(shares[0] >= 0.97 && shares.is_sorted(), "{shares:?}");

    // Random answers in place of the real ones, published anew.
    let statements = [
        "TRUNCATE editions, edition_counts, edition_dossiers",
        "UPDATE responses SET answers = (SELECT string_agg(CASE get_byte(answers, place) WHEN 0 THEN '\\x00'::bytea
            ELSE set_byte('\\x00', 0, 1 + abs(hashtext(id::text || place)) % 5) END, ''::bytea ORDER BY place)
            FROM generate_series(0, length(answers) - 1) AS place)",
    ];
    for statement in statements {
        app.database.execute(statement).await;
    }
    app.publish(ALL).await;
    let after = reports(&app.app).await;
    assert_ne!(
        before.iter().map(|report| &report.questions).collect::<Vec<_>>(),
        after.iter().map(|report| &report.questions).collect::<Vec<_>>()
    );
    assert_eq!(pattern(&before), pattern(&after));
}
