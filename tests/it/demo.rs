//! The demo data: the facts that they must show, and that making them twice changes nothing.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel_async::RunQueryDsl;
use hailong::app::{App, Audience, ReportQuery};
use hailong::domain::{Boundaries, Month, Period, Report, UnitId};
use hailong::store::load_registry;

use crate::support::{TestApp, TestDatabase};

async fn report(app: &App, from: &str, to: &str) -> Report {
    let month = |text: &str| text.parse::<Month>().unwrap();
    let query = ReportQuery {
        survey: "mot-cua".to_owned(),
        unit: "33".parse().unwrap(),
        period: Period::new(month(from), month(to)).unwrap(),
        boundaries: Boundaries::Historic,
    };
    app.report(&query, None, Audience::Analysts).await.unwrap()
}

/// Among the communes, wards and towns at the end of 2024: how many have adopted the model, and how many
/// there are.
async fn rollout_at_the_end_of_2024(database: &TestDatabase) -> (usize, usize) {
    #[derive(diesel::QueryableByName)]
    struct Adopted {
        #[diesel(sql_type = diesel::sql_types::Int4)]
        unit_id: i32,
    }
    let mut connection = database.connect().await;
    let adopted: Vec<Adopted> =
        diesel::sql_query("SELECT unit_id FROM rollout WHERE adopted_on <= '2024-12-31'")
            .load(&mut connection)
            .await
            .unwrap();
    let adopted: BTreeSet<UnitId> = adopted.into_iter().map(|row| UnitId(row.unit_id)).collect();
    let registry = load_registry(&mut connection).await.unwrap();
    let day: NaiveDate = "2024-12-31".parse().unwrap();
    let province = registry.holder(&"33".parse().unwrap(), day).unwrap().id;
    let offices: Vec<UnitId> = registry
        .units()
        .filter(|unit| {
            unit.kind.is_lowest() && unit.is_valid_on(day) && registry.subtree(province).contains(&unit.id)
        })
        .map(|unit| unit.id)
        .collect();
    let with = offices
        .iter()
        .filter(|&&unit| !registry.territory_of(unit, Boundaries::Current).members.is_disjoint(&adopted));
    (with.count(), offices.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_data_show_97_and_85_percent_in_november_2024_and_are_made_once() {
    let TestApp { app, database, .. } = &TestApp::start_empty().await;
    app.prepare_demo_data().await.unwrap();

    let november = report(app, "2024-11", "2024-11").await;
    let shares: Vec<String> =
        november.headlines().map(|question| format!("{:.3}", question.top_two.unwrap().share)).collect();
    assert_eq!(shares, ["0.970", "0.850"]);
    // The same on every machine: the seed is fixed, and nothing depends on the order of a hash map.
    assert_eq!(november.responses, 3854);
    assert!(november.illustrative);
    assert!(november.headlines().all(|question| question.top_two_weighted.is_some()));

    let year = report(app, "2024-01", "2024-11").await.dossiers.unwrap();
    let monthly = year.received / 11;
    assert!((15_200..16_800).contains(&monthly), "{monthly} dossiers a month");
    let early = year.early as f64 / year.received as f64;
    assert!((early - 0.78).abs() < 0.001 && year.late == 0, "{early}");
    assert_eq!(rollout_at_the_end_of_2024(database).await, (129, 139));

    for month in ["2023-03", "2024-12", "2025-06", "2025-07", "2025-12"] {
        assert!(report(app, month, month).await.responses > 0, "{month}");
    }
    let rows = "SELECT count(*) FROM responses";
    let before = database.count(rows).await;
    app.prepare_demo_data().await.unwrap();
    assert_eq!(database.count(rows).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_real_data_is_left_alone() {
    let TestApp { app, database, .. } = &TestApp::start().await;
    let error = app.prepare_demo_data().await.unwrap_err();
    assert!(error.to_string().contains("--data-dir"));
    assert_eq!(database.count("SELECT count(*) FROM responses").await, 0);
}
