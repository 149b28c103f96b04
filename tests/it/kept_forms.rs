//! A form that is sent after the session has ended is kept while the person signs in again.

use reqwest::{Client, Response, StatusCode};

use crate::support::{PASSWORD, TestApp, hidden_field};

const EMAIL: &str = "lan@hungyen.example";
const RECIPIENT: &str = "chu.tich@hungyen.example";

/// Sends the form that adds a subscription, as a browser does from a page of the given site.
async fn send(app: &TestApp, browser: &Client, csrf: &str, site: &str) -> Response {
    let form = [("csrf", csrf), ("email", RECIPIENT), ("unit", "12049"), ("language", "vi")];
    let request = browser.post(format!("{}/staff/subscriptions?lang=en", app.base)).form(&form);
    request.header("sec-fetch-site", site).send().await.unwrap()
}

async fn page(app: &TestApp, browser: &Client, path: &str) -> String {
    browser.get(format!("{}{path}", app.base)).send().await.unwrap().text().await.unwrap()
}

fn led_to(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_signing_in_again_the_form_is_there_and_is_sent_once() {
    let app = TestApp::start().await;
    let browser = app.staff(EMAIL, "12049").await;
    let csrf = hidden_field(&page(&app, &browser, "/staff/subscriptions").await, "csrf");
    app.database.execute("DELETE FROM sessions").await;
    let sent = send(&app, &browser, &csrf, "same-origin").await;
    assert_eq!(led_to(&sent), "/staff/sign-in?done=kept&lang=en");
    assert!(page(&app, &browser, "/staff/sign-in?done=kept&lang=en").await.contains("is kept"));
    assert_eq!(led_to(&app.sign_in(&browser, EMAIL, PASSWORD).await), "/staff/continue?lang=vi");

    let kept = page(&app, &browser, "/staff/continue?lang=en").await;
    assert!(kept.contains(RECIPIENT) && kept.contains("Nothing has been saved"), "{kept}");
    let csrf = hidden_field(&kept, "csrf");
    assert_eq!(hidden_field(&kept, "email"), RECIPIENT);
    let sent = send(&app, &browser, &csrf, "same-origin").await;
    assert!(led_to(&sent).starts_with("/staff/subscriptions/"));
    assert_eq!(app.database.count("SELECT count(*) FROM digests").await, 1);
    // It was offered once.
    let again = browser.get(format!("{}/staff/continue", app.base)).send().await.unwrap();
    assert_eq!(led_to(&again), "/staff/?lang=vi");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_person_in_the_same_browser_does_not_see_the_form() {
    let app = TestApp::start().await;
    app.staff("minh@hungyen.example", "12049").await;
    let browser = app.staff(EMAIL, "12049").await;
    app.database.execute("DELETE FROM sessions").await;
    assert!(led_to(&send(&app, &browser, "", "same-origin").await).contains("done=kept"));
    app.sign_in(&browser, "minh@hungyen.example", PASSWORD).await;
    let page = browser.get(format!("{}/staff/continue", app.base)).send().await.unwrap();
    assert_eq!(led_to(&page), "/staff/?lang=vi");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_other_sites_and_passwords_are_not_kept() {
    let app = TestApp::start().await;
    let browser = app.staff(EMAIL, "12049").await;
    app.database.execute("DELETE FROM sessions").await;
    assert_eq!(led_to(&send(&app, &browser, "", "cross-site").await), "/staff/sign-in?lang=en");
    let form = [("csrf", ""), ("current", PASSWORD), ("new", PASSWORD)];
    let sent = browser.post(format!("{}/staff/account/password?lang=en", app.base)).form(&form);
    let sent = sent.header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert_eq!(led_to(&sent), "/staff/sign-in?lang=en");
    assert!(sent.headers().get("set-cookie").is_none());
    // A cookie that the server did not make.
    let forged = browser.get(format!("{}/staff/continue", app.base)).header("cookie", "hailong_kept=e30.x");
    assert_eq!(led_to(&forged.send().await.unwrap()), "/staff/sign-in?lang=vi");
}
