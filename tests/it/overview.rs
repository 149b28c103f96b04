//! `/staff/`: how a unit does, what that rests on, and what there is to do; and `/staff/units`, which finds
//! another unit.

use chrono::{Datelike, Months, Utc};
use hailong::app::ImportKind;
use reqwest::{Client, StatusCode};

use crate::results::{DOSSIERS, november};
use crate::support::TestApp;

async fn page(app: &TestApp, browser: &Client, path: &str) -> String {
    let response = browser.get(format!("{}{path}", app.base)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.unwrap()
}

/// Twenty responses of the last month, of whom none were dissatisfied.
fn last_month() -> String {
    let month = Utc::now().date_naive() - Months::new(1);
    let mut csv = "id,submitted_at,unit,mode,settlement,attitude\n".to_owned();
    for number in 0..20 {
        let line = format!(
            "0193b000-0000-7000-8000-{number:012},{:04}-{:02}-15T09:00:00+07:00,12049,open,5,5\n",
            month.year(),
            month.month()
        );
        csv.push_str(&line);
    }
    csv
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_how_the_unit_does_and_of_how_many() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.publish("2024-11").await;
    let viewer = app.staff_as("viewer", "viewer@hungyen.example", "12049").await;
    // Without a choice of months, the last published month.
    let text = page(&app, &viewer, "/staff/?lang=en").await;
    for words in [
        "<strong>97.0%</strong>",
        "<strong>85.0%</strong>",
        "November 2024",
        "1,400 (7.1%)",
        "Open poster 100",
        "Next publication",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // A viewer has nothing to print and nothing to publish.
    assert!(text.contains("Nothing is waiting."), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_name_silent_collection_points_few_answers_and_the_unpublished_month() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.import(ImportKind::Responses, &last_month()).await.unwrap();
    let silent = app.channel("12049", "Quầy im lặng").await;
    app.channel("12049", "Quầy mới").await;
    let busy = app.channel("12049", "Quầy đông").await;
    app.publish("2024-11").await;
    app.database
        .execute("UPDATE channels SET created_at = now() - interval '8 days' WHERE label <> 'Quầy mới'")
        .await;
    assert_eq!(app.answer(&busy, "5", "5").await.status(), StatusCode::SEE_OTHER);
    let is_kept = app.database.count(&format!("SELECT count(*) FROM channels WHERE code = '{silent}'")).await;
    assert_eq!(is_kept, 1);

    let admin = app.staff_as("admin", "admin@hungyen.example", "33").await;
    let text = page(&app, &admin, "/staff/?unit=33&period=2024-11&lang=en").await;
    assert!(
        text.contains("Collection points without an answer in the last 7 days: 1")
            && text.contains("Quầy im lặng"),
        "{text}"
    );
    assert!(!text.contains("Quầy mới") && !text.contains("Quầy đông"));
    assert!(text.contains("is not published") && text.contains("/staff/publishing?lang=en"));
    // The one commune with answers has 100; all others have none.
    assert!(text.contains("Units with fewer than 10 answers") && !text.contains("Xã Mễ Sở (100)"));

    // Digests that were given up: of the commune, of a province that has been merged into this one, an old one.
    for (topic, days) in [("12049/mot-cua", 1), ("33/mot-cua", 40), ("34/mot-cua", 1)] {
        let insert = format!(
            "INSERT INTO outbox (kind, topic, period, recipient, message_id, message, failed_at)
            VALUES ('digest', '{topic}', '2024-11', 'a@b.vn', '{topic}', '', now() - interval '{days} days')"
        );
        app.database.execute(&insert).await;
    }
    let text = page(&app, &admin, "/staff/?unit=33&period=2024-11&lang=en").await;
    assert!(text.contains("could not be sent in the last 30 days: 2"), "{text}");

    // An analyst prints no posters, and a manager publishes nothing.
    let analyst = app.staff_as("analyst", "analyst@hungyen.example", "33").await;
    let text = page(&app, &analyst, "/staff/?unit=33&period=2024-11&lang=en").await;
    assert!(text.contains("is not published") && !text.contains("Quầy im lặng"));
    let manager = app.staff_as("manager", "manager@hungyen.example", "12049").await;
    let text = page(&app, &manager, "/staff/?period=2024-11&lang=en").await;
    assert!(!text.contains("is not published") && text.contains("Quầy im lặng"));
    assert!(text.contains("in the last 30 days: 1"), "only the digest of the own unit");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_analysts_step_to_months_that_are_not_published() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.import(ImportKind::Responses, &last_month()).await.unwrap();
    app.publish("2024-11").await;
    let month = (Utc::now().date_naive() - Months::new(1)).format("%Y-%m").to_string();
    let later = "from=2024-12&amp;to=2024-12";
    let analyst = app.staff_as("analyst", "analyst@hungyen.example", "12049").await;
    assert!(page(&app, &analyst, "/staff/?period=2024-11").await.contains(later));
    let unpublished = page(&app, &analyst, &format!("/staff/?period={month}")).await;
    assert!(unpublished.contains("100,0%") && unpublished.contains("Nội bộ, chưa công bố"), "{unpublished}");
    let viewer = app.staff_as("viewer", "viewer@hungyen.example", "12049").await;
    assert!(!page(&app, &viewer, "/staff/?period=2024-11").await.contains(later));
    let unpublished = page(&app, &viewer, &format!("/staff/?period={month}")).await;
    assert!(!unpublished.contains("100,0%"), "{unpublished}");
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_found_without_accents_within_the_scope_and_by_former_names() {
    let app = TestApp::start().await;
    let viewer = app.staff_as("viewer", "viewer@hungyen.example", "33").await;
    let led_to = async |browser: &Client, query: &str| {
        let response = browser.get(format!("{}/staff/units?{query}", app.base)).send().await.unwrap();
        let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        location.unwrap_or_else(|| format!("{}", response.status()))
    };
    // Xã Mễ Sở exists since before 2024, so the months are kept.
    assert_eq!(
        led_to(&viewer, "q=me+so&page=results&period=2024-11&lang=en").await,
        "/staff/results?unit=12049&period=2024-11&lang=en"
    );
    assert_eq!(led_to(&viewer, "q=12049&lang=vi").await, "/staff/?unit=12049&lang=vi");
    let several = page(&app, &viewer, "/staff/units?q=hung&page=results").await;
    assert!(several.contains("/staff/results?unit="), "{several}");
    assert!(page(&app, &viewer, "/staff/units?q=khong+co").await.contains("Không có đơn vị nào"));
    // htmx asks for the list alone, also where only one unit is meant.
    let part = viewer.get(format!("{}/staff/units?q=me+so&page=results", app.base));
    let part = part.header("hx-request", "true").send().await.unwrap().text().await.unwrap();
    assert!(part.starts_with("<ul") && part.contains("/staff/results?unit=12049"), "{part}");
    let manager = app.staff_as("manager", "manager@hungyen.example", "11953").await;
    assert!(page(&app, &manager, "/staff/units?q=me+so").await.contains("Không có đơn vị nào"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_stands_beside_the_others_of_its_district() {
    let app = TestApp::start().await;
    let mut csv = november();
    // Ten other answers in a second commune of the same district.
    for number in 0..10 {
        let line =
            format!("0193c000-0000-7000-8000-{number:012},2024-11-15T09:00:00+07:00,12022,open,1,1,\n");
        csv.push_str(&line);
    }
    app.import(ImportKind::Responses, &csv).await.unwrap();
    app.publish("2024-11").await;
    let manager = app.staff_as("manager", "manager@hungyen.example", "12049").await;
    let text = page(&app, &manager, "/staff/?period=2024-11&lang=en").await;
    assert!(text.contains("Among the units of") && text.contains("Show 2 units"), "{text}");
    assert!(text.contains("rank 1"), "{text}");
}
