//! `/staff/oidc`: signing in with a real OpenID Connect provider, and with one that is away or lies.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hailong::app::{Actor, App, NewPassword, OidcRefusal, StaffChange};
use hailong::oidc::SignInSecrets;
use reqwest::{Client, Response, StatusCode};
use thirtyfour::By;
use thirtyfour::prelude::ElementQueryable;
use tracing::instrument::WithSubscriber;
use url::Url;

use crate::support::chromium::{Device, Driver, arrive, axe_findings, content_width, tap};
use crate::support::oidc_provider::{CLIENT_SECRET, TestProvider, free_address, settings_for};
use crate::support::{PASSWORD, TestApp, browser, hidden_field};

const LAN: &str = "lan@hungyen.example";

async fn start() -> (TestApp, TestProvider) {
    let address = free_address();
    let provider = TestProvider::start(address, None).await;
    (TestApp::start_with_provider(address, provider.settings()).await, provider)
}

/// Adds a person with a password, who has not set up an authenticator app.
async fn add(app: &App, role: &str, unit: &str) {
    let password = NewPassword::parse(PASSWORD).unwrap();
    app.add_staff(&LAN.parse().unwrap(), password, role.parse().unwrap(), &unit.parse().unwrap())
        .await
        .unwrap();
}

/// Presses the button of the sign-in page.
async fn press(app: &TestApp, browser: &Client) -> Response {
    let page = browser.get(format!("{}/staff/sign-in?lang=en", app.base)).send().await.unwrap();
    let csrf = hidden_field(&page.text().await.unwrap(), "csrf");
    let form = [("csrf", csrf)];
    browser.post(format!("{}/staff/oidc?lang=en", app.base)).form(&form).send().await.unwrap()
}

/// The address to which the button leads.
async fn begin(app: &TestApp, browser: &Client) -> Url {
    let response = press(app, browser).await;
    assert_eq!(response.status(), StatusCode::OK);
    let refresh = response.headers()["refresh"].to_str().unwrap().to_owned();
    refresh.strip_prefix("0; url=").unwrap().parse().unwrap()
}

/// The address to which a response leads.
fn led_to(response: &Response) -> Url {
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{response:?}");
    response.url().join(response.headers()["location"].to_str().unwrap()).unwrap()
}

/// Chooses an account on the provider's sign-in page. Returns the address with which it sends the person back.
async fn choose(browser: &Client, address: Url, account: &str) -> Url {
    let sign_in = led_to(&browser.get(address).send().await.unwrap());
    let chosen = browser.post(sign_in).form(&[("account", account)]).send().await.unwrap();
    led_to(&browser.get(led_to(&chosen)).send().await.unwrap())
}

/// The answer to a person who goes the whole way with an account of the provider.
async fn sign_in(app: &TestApp, browser: &Client, account: &str) -> Response {
    let back = choose(browser, begin(app, browser).await, account).await;
    browser.get(back).send().await.unwrap()
}

async fn expect_refusal(response: Response, status: StatusCode, words: &str) {
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().cloned().collect();
    assert!(!cookies.iter().any(|cookie| cookie.to_str().unwrap().contains("session")), "{cookies:?}");
    assert_eq!(response.status(), status);
    let page = response.text().await.unwrap();
    // The form for the password is the way out.
    assert!(page.contains(words) && page.contains("name=\"password\""), "{words}: {page}");
}

async fn count_entries(app: &TestApp, action: &str, subject: &str) -> i64 {
    let filter = format!("action = '{action}' AND subject = '{subject}'");
    app.database.count(&format!("SELECT count(*) FROM audit_log WHERE {filter}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_person_signs_in_with_the_role_of_the_page_people_and_needs_no_code() {
    let (app, _provider) = start().await;
    add(&app.app, "analyst", "12049").await;
    let browser = browser();
    let pressed = press(&app, &browser).await;
    let cookie = pressed.headers()["set-cookie"].to_str().unwrap();
    for part in ["hailong_oidc=", "HttpOnly", "SameSite=Lax", "Path=/;", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let signed_in = sign_in(&app, &browser, "known").await;
    assert_eq!(led_to(&signed_in).as_str(), format!("{}/staff/?lang=en", app.base));
    let status = async |path: &str| browser.get(format!("{}{path}", app.base)).send().await.unwrap().status();
    // The provider claims that she is an admin of the province.
    assert_eq!(status("/staff/?unit=12049").await, StatusCode::OK);
    assert_eq!(status("/staff/?unit=33").await, StatusCode::FORBIDDEN);
    assert_eq!(status("/staff/people").await, StatusCode::FORBIDDEN);
    assert_eq!(count_entries(&app, "sign-in", "OpenID Connect").await, 1);
    // The next sign-in has a session of its own.
    sign_in(&app, &crate::support::browser(), "known").await;
    assert_eq!(app.database.count("SELECT count(*) FROM sessions").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_kept_is_offered_to_the_person_who_typed_it() {
    let (app, _provider) = start().await;
    add(&app.app, "analyst", "33").await;
    for (next, offers) in [("known", true), ("fresh", false)] {
        let browser = browser();
        sign_in(&app, &browser, "known").await;
        app.database.execute("DELETE FROM sessions").await;
        let address = format!("{}/staff/publishing", app.base);
        let form = browser.post(address).header("sec-fetch-site", "same-origin");
        let kept = form.form(&[("note", "đã đối chiếu")]).send().await.unwrap();
        assert_eq!(led_to(&kept).query(), Some("done=kept&lang=vi"));
        // In another browser, as the provider remembers whom it signed in.
        let back = choose(&crate::support::browser(), begin(&app, &browser).await, next).await;
        assert_eq!(browser.get(back).send().await.unwrap().status(), StatusCode::SEE_OTHER);
        let offered = browser.get(format!("{}/staff/continue", app.base)).send().await.unwrap();
        assert_eq!(offered.status() == StatusCode::OK, offers, "{next}");
        assert_eq!(offered.text().await.unwrap().contains("đã đối chiếu"), offers);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_make_an_account_once_and_not_for_somebody_who_was_removed() {
    let (app, _provider) = start().await;
    for _ in 0..2 {
        let signed_in = sign_in(&app, &browser(), "fresh").await;
        assert_eq!(led_to(&signed_in).path(), "/staff/");
    }
    let made = "SELECT count(*) FROM staff JOIN staff_roles ON staff_id = staff.id JOIN units ON unit_id = units.id
        WHERE email = 'moi@hungyen.example' AND staff.name = 'Trần Văn Mới' AND role = 'manager' AND code = '12049'";
    assert_eq!(app.database.count(made).await, 1);
    assert_eq!(count_entries(&app, "staff-admitted", "OpenID Connect").await, 1);
    let actor = Actor::STAFF_COMMAND;
    let person = app.app.person_by_email(actor, &"moi@hungyen.example".parse().unwrap()).await.unwrap();
    assert_eq!(person.state.name(), "active");
    app.app.change_staff(actor, person.id, &StaffChange::Remove(String::new())).await.unwrap();
    let words = "no account for moi@hungyen.example";
    expect_refusal(sign_in(&app, &browser(), "fresh").await, StatusCode::FORBIDDEN, words).await;
    assert_eq!(count_entries(&app, "oidc-refused", "unknown: removed before").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_people_without_one_valid_role_and_unit_are_refused() {
    let (app, provider) = start().await;
    for account in ["stranger", "twofold", "astray"] {
        let response = sign_in(&app, &browser(), account).await;
        expect_refusal(response, StatusCode::FORBIDDEN, "There is no account for").await;
    }
    assert_eq!(app.database.count("SELECT count(*) FROM staff").await, 0);
    let refusals =
        "SELECT count(*) FROM audit_log WHERE action = 'oidc-refused' AND actor LIKE '%@hungyen.example'";
    assert_eq!(app.database.count(refusals).await, 3);
    // Without the names of the claims nobody is added.
    let settings = hailong::config::OidcSettings { claims: None, ..provider.settings() };
    let address: SocketAddr = free_address();
    let provider = TestProvider::start(address, None).await;
    let settings = hailong::config::OidcSettings { issuer: provider.address.clone(), ..settings };
    let other = TestApp::start_with_provider(address, settings).await;
    let response = sign_in(&other, &browser(), "fresh").await;
    expect_refusal(response, StatusCode::FORBIDDEN, "There is no account for").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_missing_or_not_verified_opens_nothing() {
    let (app, _provider) = start().await;
    add(&app.app, "viewer", "33").await;
    for (account, words) in [
        ("silent", "does not send your e-mail address"),
        ("unverified", "has not verified your e-mail address"),
        ("unsaid", "has not verified your e-mail address"),
    ] {
        expect_refusal(sign_in(&app, &browser(), account).await, StatusCode::FORBIDDEN, words).await;
    }
    assert_eq!(app.database.count("SELECT count(*) FROM sessions").await, 0);
    let refusals = "SELECT count(*) FROM audit_log WHERE action = 'oidc-refused' AND actor = 'unknown'";
    assert_eq!(app.database.count(refusals).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn suspended_people_and_those_whom_the_provider_refuses_are_refused() {
    let (app, _provider) = start().await;
    add(&app.app, "viewer", "33").await;
    let refused = sign_in(&app, &browser(), "").await;
    expect_refusal(refused, StatusCode::FORBIDDEN, "did not work").await;
    let person = app.app.person_by_email(Actor::STAFF_COMMAND, &LAN.parse().unwrap()).await.unwrap();
    app.app
        .change_staff(Actor::STAFF_COMMAND, person.id, &StaffChange::Suspend(String::new()))
        .await
        .unwrap();
    expect_refusal(sign_in(&app, &browser(), "known").await, StatusCode::FORBIDDEN, "is suspended").await;
    assert_eq!(count_entries(&app, "oidc-refused", "suspended").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_counts_once_in_the_browser_that_began_it() {
    let (app, _provider) = start().await;
    add(&app.app, "viewer", "33").await;
    let failed = async |browser: &Client, back: Url| {
        let response = browser.get(back).send().await.unwrap();
        expect_refusal(response, StatusCode::FORBIDDEN, "password").await;
    };
    // Another state.
    let victim = browser();
    let back = choose(&victim, begin(&app, &victim).await, "known").await;
    failed(&victim, back.as_str().replace("state=", "state=x").parse().unwrap()).await;
    // A browser that did not begin.
    failed(&browser(), back.clone()).await;
    // The first visit ended the sign-in.
    failed(&victim, back).await;
    // A replay: the cookie is gone; and one with a copy of the cookie: the code is used.
    let thief = browser();
    let response = press(&app, &thief).await;
    let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let refresh = response.headers()["refresh"].to_str().unwrap().to_owned();
    let back = choose(&thief, refresh.strip_prefix("0; url=").unwrap().parse().unwrap(), "known").await;
    assert_eq!(led_to(&thief.get(back.clone()).send().await.unwrap()).path(), "/staff/");
    failed(&thief, back.clone()).await;
    let copied = Client::new().get(back).header("cookie", cookie).send().await.unwrap();
    expect_refusal(copied, StatusCode::FORBIDDEN, "did not work").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_and_tokens_of_other_sign_ins_are_refused() {
    let (app, _provider) = start().await;
    add(&app.app, "viewer", "33").await;
    // A token for another nonce.
    let first = browser();
    let address = begin(&app, &first).await;
    let other_nonce = address.as_str().replace("nonce=", "nonce=x").parse().unwrap();
    let back = choose(&first, other_nonce, "known").await;
    let response = first.get(back).send().await.unwrap();
    expect_refusal(response, StatusCode::BAD_GATEWAY, "is not valid and was not accepted").await;
    // A code of somebody else's sign-in does not fit to the PKCE verifier.
    let (thief, victim) = (browser(), browser());
    let of_victim = choose(&victim, begin(&app, &victim).await, "known").await;
    let of_thief = choose(&thief, begin(&app, &thief).await, "stranger").await;
    let code = |address: &Url| address.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let mixed = of_thief.as_str().replace(&code(&of_thief), &code(&of_victim));
    let response = thief.get(mixed).send().await.unwrap();
    expect_refusal(response, StatusCode::FORBIDDEN, "did not work").await;
    // The provider says in the address who it is.
    let browser = browser();
    let back = choose(&browser, begin(&app, &browser).await, "known").await;
    assert!(back.as_str().contains("iss="));
    let response = browser.get(back.as_str().replace("iss=http", "iss=https")).send().await.unwrap();
    expect_refusal(response, StatusCode::BAD_GATEWAY, "is not valid").await;
    assert_eq!(app.database.count("SELECT count(*) FROM sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_provider_is_away_passwords_work() {
    let address = free_address();
    let app = TestApp::start_with_provider(address, settings_for("http://127.0.0.1:1")).await;
    add(&app.app, "viewer", "33").await;
    let response = press(&app, &browser()).await;
    assert_eq!(response.headers()["retry-after"], "60");
    let words = "The sign-in service of Cổng cán bộ does not answer";
    expect_refusal(response, StatusCode::SERVICE_UNAVAILABLE, words).await;
    assert_eq!(app.sign_in(&browser(), LAN, PASSWORD).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_goes_away_during_a_sign_in_is_said_to_be_away() {
    let (app, provider) = start().await;
    let browser = browser();
    let back = choose(&browser, begin(&app, &browser).await, "known").await;
    drop(provider);
    let response = browser.get(back).send().await.unwrap();
    expect_refusal(response, StatusCode::SERVICE_UNAVAILABLE, "does not answer").await;
}

/// What was written to the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_claims_to_be_another_is_refused_and_the_log_says_why() {
    let address = free_address();
    let provider = TestProvider::start(address, Some("https://sso.elsewhere.example")).await;
    let app = TestApp::start_with_provider(address, provider.settings()).await;
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    let secrets = || "x".repeat(43);
    let secrets = SignInSecrets { state: secrets(), nonce: secrets(), verifier: secrets() };
    let refused = app.app.provider_address(&secrets).with_subscriber(subscriber).await;
    assert_eq!(refused, Err(OidcRefusal::Untrusted));
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("unexpected issuer URI `https://sso.elsewhere.example`"), "{log}");
    assert!(log.contains(&provider.address) && !log.contains(CLIENT_SECRET), "{log}");
    let response = press(&app, &browser()).await;
    expect_refusal(response, StatusCode::BAD_GATEWAY, "is not valid and was not accepted").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_needs_a_form_of_this_browser_and_a_provider() {
    let address = free_address();
    let app = TestApp::start_with_provider(address, settings_for("http://127.0.0.1:1")).await;
    let foreign = hidden_field(&app.page("/staff/sign-in").await, "csrf");
    let post = async |csrf: &str, site: &str| {
        let request = browser().post(format!("{}/staff/oidc", app.base)).header("sec-fetch-site", site);
        request.form(&[("csrf", csrf)]).send().await.unwrap().status()
    };
    assert_eq!(post(&foreign, "same-origin").await, StatusCode::FORBIDDEN);
    assert_eq!(post("", "same-origin").await, StatusCode::FORBIDDEN);
    assert_eq!(post(&foreign, "cross-site").await, StatusCode::FORBIDDEN);
    let without = TestApp::start().await;
    assert!(!without.page("/staff/sign-in").await.contains("/staff/oidc"));
    let browser = browser();
    let page = browser.get(format!("{}/staff/sign-in", without.base)).send().await.unwrap();
    let form = [("csrf", hidden_field(&page.text().await.unwrap(), "csrf"))];
    let response = browser.post(format!("{}/staff/oidc", without.base)).form(&form).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(without.get("/staff/oidc/callback?code=x&state=y").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_by_hand_in_chromium() {
    let (app, provider) = start().await;
    let (driver, profile) = (Driver::start().await, tempfile::tempdir().unwrap());
    let chromium = driver.open(Device::Desk, &profile).await;
    for width in [360, 1280] {
        driver.resize(&chromium, width).await;
        for language in ["vi", "en"] {
            chromium.goto(format!("{}/staff/sign-in?lang={language}", app.base)).await.unwrap();
            assert_eq!(axe_findings(&chromium).await, Vec::<String>::new());
            assert!(content_width(&chromium).await <= width);
        }
    }
    tap(&chromium, "button.other-way").await;
    let there = arrive(&chromium, "/sign-in/").await;
    assert!(there.as_str().starts_with(&provider.address), "{there}");
    tap(&chromium, "button[value=stranger]").await;
    arrive(&chromium, "/staff/oidc/callback").await;
    let fault = chromium.query(By::Css("#fault")).first().await.unwrap().text().await.unwrap();
    assert!(fault.contains("khach@hungyen.example"), "{fault}");
    // Another browser, as the provider remembers the stranger.
    chromium.quit().await.unwrap();
    let profile = tempfile::tempdir().unwrap();
    let chromium = driver.open(Device::Phone, &profile).await;
    chromium.goto(format!("{}/staff/sign-in?lang=en", app.base)).await.unwrap();
    tap(&chromium, "button.other-way").await;
    arrive(&chromium, "/sign-in/").await;
    tap(&chromium, "button[value=fresh]").await;
    let home = arrive(&chromium, "/staff/").await;
    assert_eq!((home.path(), home.query()), ("/staff/", Some("lang=en")));
    chromium.quit().await.unwrap();
}
