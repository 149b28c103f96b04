//! `/staff/publishing`: a month is published from the page, with a note, and found in the log.

use chrono::Datelike;
use hailong::app::ImportKind;
use reqwest::{Client, StatusCode};

use crate::results::november;
use crate::support::{TestApp, hidden_field};

async fn page(app: &TestApp, browser: &Client, path: &str) -> String {
    let response = browser.get(format!("{}{path}", app.base)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_publishes_a_month_and_the_log_keeps_the_note() {
    let app = TestApp::start().await;
    let now = chrono::Utc::now().date_naive();
    let last_month = now.with_day(1).unwrap() - chrono::Duration::days(1);
    let recent = november().replace("2024-11-", &last_month.format("%Y-%m-").to_string());
    app.import(ImportKind::Responses, &recent).await.unwrap();
    let analyst = app.staff_as("analyst", "minh@hungyen.example", "33").await;
    let before = page(&app, &analyst, "/staff/publishing").await;
    assert!(before.contains("Nội bộ, chưa công bố") && before.contains("Công bố tháng này"), "{before}");
    // A month without responses, and the current one, have no form; their address is refused all the same.
    let month = hidden_field(&before, "month");
    assert_eq!(before.matches("name=\"month\"").count(), 1);
    let csrf = hidden_field(&before, "csrf");
    let publish = async |month: &str| {
        let form = [("csrf", csrf.as_str()), ("month", month), ("note", "Đã đối chiếu <hồ sơ>")];
        analyst.post(format!("{}/staff/publishing", app.base)).form(&form).send().await.unwrap()
    };
    let this_month = now.format("%Y-%m").to_string();
    for refused in [this_month.as_str(), "2024-10"] {
        assert_eq!(publish(refused).await.status(), StatusCode::CONFLICT, "{refused}");
    }
    let (first, second) = tokio::join!(publish(&month), publish(&month));
    let mut led_to =
        [&first, &second].map(|response| response.headers()["location"].to_str().unwrap().to_owned());
    led_to.sort_by_key(String::len);
    assert!(!led_to[0].contains("edition=") && led_to[1].contains("edition=1"), "a double click: {led_to:?}");
    let after = page(&app, &analyst, &led_to[1]).await;
    assert!(after.contains("bản số 1") && after.contains("Công bố bản mới"), "{after}");
    assert_eq!(app.database.count("SELECT count(*) FROM editions").await, 1);
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    let log = page(&app, &admin, "/staff/log?action=edition-published").await;
    assert!(log.contains("minh@hungyen.example") && log.contains(&month), "{log}");
    assert!(log.contains("Đã đối chiếu &lt;hồ sơ&gt;"), "{log}");
}
