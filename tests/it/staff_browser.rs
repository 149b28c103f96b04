//! The staff pages in Chromium: an admin and an invited manager do their work by hand, and axe looks at every
//! page, narrow and wide, in both languages.

use chrono::Datelike;
use hailong::app::{ImportKind, NewPassword};
use thirtyfour::By;
use thirtyfour::WebDriver;
use thirtyfour::prelude::ElementQueryable;

use crate::people::mailed_link;
use crate::results::november;
use crate::support::chromium::{Device, Driver, arrive, axe_findings, content_width, fill, tap};
use crate::support::{PASSWORD, TestApp, code_of};

/// The text of the page that is shown; empty while it is loading.
async fn text(browser: &WebDriver) -> String {
    let script = "return document.querySelector('main')?.innerText ?? ''";
    let text = browser.execute(script, Vec::new()).await.unwrap();
    text.json().as_str().unwrap_or_default().to_owned()
}

/// Waits until the page shows a text.
async fn expect_text(browser: &WebDriver, expected: &str) {
    for _ in 0..100 {
        if text(browser).await.contains(expected) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{} does not show {expected}: {}", browser.current_url().await.unwrap(), text(browser).await);
}

async fn open(app: &TestApp, browser: &WebDriver, path: &str) {
    browser.goto(&format!("{}{path}", app.base)).await.unwrap();
}

/// Signs in with the password, and sets up an authenticator app on the page that asks for it.
async fn sign_in_and_set_up_code(app: &TestApp, browser: &WebDriver, email: &str) {
    open(app, browser, "/staff/sign-in?lang=en").await;
    fill(browser, "#email", email).await;
    fill(browser, "#password", PASSWORD).await;
    tap(browser, "form.stack button").await;
    arrive(browser, "/staff/code").await;
    enrol(browser).await;
}

/// Types the code of the secret that the page offers, and leaves the page with the recovery codes.
async fn enrol(browser: &WebDriver) {
    let secret = browser.query(By::Css("input[name=secret]")).first().await.unwrap();
    let secret = secret.attr("value").await.unwrap().unwrap();
    fill(browser, "#code", &code_of(&secret, 0)).await;
    tap(browser, "form.stack button").await;
    expect_text(browser, "ecovery codes").await;
}

async fn invite_manager(app: &TestApp, admin: &WebDriver) {
    open(app, admin, "/staff/people?lang=en").await;
    fill(admin, "#email", "lan@hungyen.example").await;
    fill(admin, "#name", "Nguyễn Thị Lan").await;
    fill(admin, "#unit", "me so").await;
    tap(admin, "#role option[value=manager]").await;
    tap(admin, "form.stack button").await;
    arrive(admin, "/staff/people/").await;
}

/// The invited manager sets a password with the mailed link, signs in and sets up an authenticator app.
async fn accept_invitation(app: &TestApp, driver: &Driver) {
    let link = mailed_link(app).await;
    let profile = tempfile::tempdir().unwrap();
    let manager = driver.open(Device::Desk, &profile).await;
    open(app, &manager, &link).await;
    fill(&manager, "#new", PASSWORD).await;
    tap(&manager, "form.stack button").await;
    arrive(&manager, "/staff/sign-in").await;
    fill(&manager, "#email", "lan@hungyen.example").await;
    fill(&manager, "#password", PASSWORD).await;
    tap(&manager, "form.stack button").await;
    arrive(&manager, "/staff/").await;
    open(app, &manager, "/staff/code?lang=en").await;
    enrol(&manager).await;
    manager.quit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_and_an_invited_manager_do_their_work_by_hand() {
    let app = TestApp::start().await;
    let last_month = chrono::Utc::now().date_naive().with_day(1).unwrap() - chrono::Duration::days(1);
    let month = last_month.format("%Y-%m").to_string();
    app.import(ImportKind::Responses, &november().replace("2024-11-", &format!("{month}-"))).await.unwrap();
    let email = "quan@hungyen.example";
    let password = NewPassword::parse(PASSWORD).unwrap();
    let (address, role) = (email.parse().unwrap(), "admin".parse().unwrap());
    app.app.add_staff(&address, password, role, &"33".parse().unwrap()).await.unwrap();
    let (driver, profile) = (Driver::start().await, tempfile::tempdir().unwrap());
    let admin = driver.open(Device::Desk, &profile).await;
    sign_in_and_set_up_code(&app, &admin, email).await;

    invite_manager(&app, &admin).await;
    accept_invitation(&app, &driver).await;

    // Finds a unit without accents: units are listed while typing.
    open(&app, &admin, "/staff/?lang=en").await;
    fill(&admin, "#other-unit", "me so").await;
    tap(&admin, "#found-units a").await;
    expect_text(&admin, "Xã Mễ Sở").await;
    assert!(admin.current_url().await.unwrap().query().unwrap().contains("unit=12049"));

    // Publishes the last month with a note.
    open(&app, &admin, "/staff/publishing?lang=en").await;
    tap(&admin, "details.adding summary").await;
    fill(&admin, &format!("#note-{month}"), "Checked with the dossiers").await;
    tap(&admin, "details.adding button").await;
    expect_text(&admin, "edition 1").await;

    // Adds a subscription and looks at its mail.
    open(&app, &admin, "/staff/subscriptions?lang=en").await;
    tap(&admin, "details.adding summary").await;
    fill(&admin, "#email", "chu.tich@hungyen.example").await;
    fill(&admin, "#unit", "me so").await;
    tap(&admin, "details.adding form button").await;
    let subscription = arrive(&admin, "/staff/subscriptions/").await;
    open(&app, &admin, &format!("{}/preview?month={month}&lang=en", subscription.path())).await;
    expect_text(&admin, "97,0%").await;

    // All of it is in the log.
    open(&app, &admin, "/staff/log?lang=en").await;
    let log = text(&admin).await;
    for words in [
        "lan@hungyen.example",
        "Checked with the dossiers",
        "chu.tich@hungyen.example",
        "quan@hungyen.example",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
    look_at_every_page(&app, (&driver, &admin), subscription.path()).await;
    admin.quit().await.unwrap();
}

/// Opens every staff page and the public ones in both languages and at both widths; axe must find nothing, and
/// nothing may be wider than the window.
async fn look_at_every_page(app: &TestApp, (driver, browser): (&Driver, &WebDriver), subscription: &str) {
    let subscription_preview = format!("{subscription}/preview");
    let pages = [
        "/staff/",
        "/staff/?unit=12049",
        "/staff/results",
        "/staff/units?q=hung",
        "/staff/publishing",
        "/staff/subscriptions",
        subscription,
        &subscription_preview,
        "/staff/people",
        "/staff/people/1",
        "/staff/log",
        "/staff/account",
        "/staff/sign-in",
        "/",
        "/results/33",
        "/results/33/units",
    ];
    let mut findings = Vec::new();
    for width in [360, 1280] {
        driver.resize(browser, width).await;
        for page in pages {
            for language in ["vi", "en"] {
                let joint = if page.contains('?') { '&' } else { '?' };
                let address = format!("{page}{joint}lang={language}");
                open(app, browser, &address).await;
                let found = axe_findings(browser).await;
                if content_width(browser).await > width {
                    findings.push(format!("{address} is wider than {width}"));
                }
                findings.extend(found.into_iter().map(|finding| format!("{address} at {width}: {finding}")));
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_a_field_without_a_label() {
    let (driver, profile) = (Driver::start().await, tempfile::tempdir().unwrap());
    let browser = driver.open(Device::Desk, &profile).await;
    browser.goto("data:text/html,<html lang=vi><title>t</title><main><input></main>").await.unwrap();
    assert!(axe_findings(&browser).await.iter().any(|finding| finding.contains("label")));
    browser.quit().await.unwrap();
}
