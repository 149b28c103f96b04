//! Codes typed by hand.

use reqwest::StatusCode;
use reqwest::header::LOCATION;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_read_in_either_case_and_with_letters_for_digits() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    app.page(&format!("/k/{}", code.to_lowercase())).await;
    app.page(&format!("/k/{}-{}", &code[..4], &code[4..])).await;
    let response = app.get(&format!("/k?code={}&lang=en", code.to_lowercase())).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[LOCATION], format!("/k/{code}?lang=en"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_code_and_an_unknown_one_get_different_pages() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let replaced = if code.starts_with('0') { "1" } else { "0" };
    let typo = format!("{replaced}{}", &code[1..]);
    let mistyped = app.get(&format!("/k/{typo}")).await;
    assert_eq!(mistyped.status(), StatusCode::NOT_FOUND);
    let mistyped = mistyped.text().await.unwrap();
    // A valid check character, but no channel has the code.
    let unknown = app.get("/k/00000011").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let unknown = unknown.text().await.unwrap();
    assert!(mistyped.contains(&typo) && unknown.contains("00000011"));
    let heading = |page: &str| page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
    assert_ne!(heading(&mistyped), heading(&unknown));
}
