//! A citizen's phone: Chromium with JavaScript off, 360 pixels wide.

use thirtyfour::By;
use thirtyfour::prelude::ElementQueryable;

use crate::support::TestApp;
use crate::support::chromium::{Device, Driver, arrive, tap};

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_answers_on_a_phone_without_javascript_and_is_counted_once() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 2 – Hộ tịch").await;
    let before = app.database.count("SELECT count(*) FROM responses").await;
    let (driver, profile) = (Driver::start().await, tempfile::tempdir().unwrap());
    let phone = driver.open(Device::Phone, &profile).await;

    phone.goto(&format!("{}/k/{code}", app.base)).await.unwrap();
    let heading = phone.find(By::Css("h1")).await.unwrap().text().await.unwrap();
    assert!(heading.contains("Xã Mễ Sở"), "{heading}");
    tap(&phone, "#settlement-5").await;
    tap(&phone, "form button").await;
    // A required answer is missing: the form is shown again with the answers given.
    phone.query(By::Css("[role=alert]")).first().await.unwrap();
    let chosen = phone.find(By::Css("#settlement-5")).await.unwrap();
    assert!(chosen.is_selected().await.unwrap());
    tap(&phone, "#attitude-4").await;
    phone.find(By::Css("textarea")).await.unwrap().send_keys("Cảm ơn các cháu").await.unwrap();
    let token = phone.find(By::Css("input[name=token]")).await.unwrap().attr("value").await.unwrap().unwrap();
    tap(&phone, "form button").await;
    let receipt = arrive(&phone, "/r/").await;
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, before + 1);

    // Double tap, or a browser that sends again after a lost connection: the same form once more.
    let form =
        [("token", token.as_str()), ("settlement", "5"), ("attitude", "4"), ("comment", "Cảm ơn các cháu")];
    let again = app.post(&format!("/k/{code}?lang=vi"), &form).await;
    assert!(receipt.as_str().ends_with(again.headers()["location"].to_str().unwrap()));
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, before + 1);
    phone.quit().await.unwrap();
}
