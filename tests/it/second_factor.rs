//! `/staff/code`: setting up an authenticator app, its codes, and recovery codes.

use reqwest::{Client, Response, StatusCode};

use crate::support::{PASSWORD, TestApp, browser, code_of, hidden_field};

const ADMIN: &str = "quan@hungyen.example";

async fn get(app: &TestApp, browser: &Client, path: &str) -> Response {
    browser.get(format!("{}{path}", app.base)).send().await.unwrap()
}

/// The path to which a response leads, without its query.
fn led_to(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap().split('?').next().unwrap()
}

/// An admin who set up an authenticator app: the browser, the secret and the recovery codes.
async fn admin(app: &TestApp) -> (Client, String, Vec<String>) {
    let (address, password) = (ADMIN.parse().unwrap(), hailong::app::NewPassword::parse(PASSWORD).unwrap());
    app.app.add_staff(&address, password, "admin".parse().unwrap(), &"33".parse().unwrap()).await.unwrap();
    let browser = browser();
    app.sign_in(&browser, ADMIN, PASSWORD).await;
    let (secret, codes) = app.set_up_code(&browser).await;
    (browser, secret, codes)
}

/// A browser in which the password was given, but no code.
async fn half_signed_in(app: &TestApp) -> Client {
    let browser = browser();
    assert_eq!(app.sign_in(&browser, ADMIN, PASSWORD).await.status(), StatusCode::SEE_OTHER);
    browser
}

async fn send(app: &TestApp, browser: &Client, code: &str) -> Response {
    let page = get(app, browser, "/staff/code").await.text().await.unwrap();
    let form = [("csrf", hidden_field(&page, "csrf")), ("code", code.to_owned())];
    browser.post(format!("{}/staff/code", app.base)).form(&form).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_must_set_up_an_app_before_anything_else() {
    let app = TestApp::start().await;
    let (address, password) = (ADMIN.parse().unwrap(), hailong::app::NewPassword::parse(PASSWORD).unwrap());
    app.app.add_staff(&address, password, "admin".parse().unwrap(), &"33".parse().unwrap()).await.unwrap();
    let browser = half_signed_in(&app).await;
    for path in
        ["/staff/?unit=33", "/staff/people", "/staff/log", "/staff/account", "/staff/posters.pdf?unit=33"]
    {
        assert_eq!(led_to(&get(&app, &browser, path).await), "/staff/code", "{path}");
    }
    let page = get(&app, &browser, "/staff/code").await.text().await.unwrap();
    let (csrf, secret) = (hidden_field(&page, "csrf"), hidden_field(&page, "secret"));
    // The address in the page is what apps read; the secret survives a wrong code.
    assert!(page.contains(&format!("secret={secret}")) && page.contains("otpauth://totp/"), "{page}");
    let form = [("csrf", csrf.as_str()), ("secret", &secret), ("code", &code_of(&secret, 9))];
    let wrong = browser.post(format!("{}/staff/code", app.base)).form(&form).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::FORBIDDEN);
    assert_eq!(hidden_field(&wrong.text().await.unwrap(), "secret"), secret);
    let (_, codes) = app.set_up_code(&browser).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(get(&app, &browser, "/staff/people").await.status(), StatusCode::OK);
    // A manager needs none.
    let manager = app.staff("lan@hungyen.example", "33").await;
    assert_eq!(get(&app, &manager, "/staff/account").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_the_session_once_and_a_clock_may_be_off_by_half_a_minute() {
    let app = TestApp::start().await;
    let (_, secret, _) = admin(&app).await;
    // The step in which the app was set up is used.
    app.database.execute("UPDATE staff SET totp_last_step = totp_last_step - 2").await;
    let browser = half_signed_in(&app).await;
    assert_eq!(led_to(&get(&app, &browser, "/staff/people").await), "/staff/code");
    for far in [-3, 3] {
        assert_eq!(send(&app, &browser, &code_of(&secret, far)).await.status(), StatusCode::FORBIDDEN);
    }
    let code = code_of(&secret, 1);
    assert_eq!(led_to(&send(&app, &browser, &code).await), "/staff/");
    assert_eq!(get(&app, &browser, "/staff/people").await.status(), StatusCode::OK);
    // Somebody who saw the code cannot use it, nor an earlier one.
    let other = half_signed_in(&app).await;
    for used in [code, code_of(&secret, 0)] {
        assert_eq!(send(&app, &other, &used).await.status(), StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_works_once() {
    let app = TestApp::start().await;
    let (first, _, codes) = admin(&app).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    let browser = half_signed_in(&app).await;
    assert_eq!(led_to(&send(&app, &browser, &typed).await), "/staff/");
    let account = get(&app, &browser, "/staff/account").await.text().await.unwrap();
    assert!(account.contains("Còn 9 mã dự phòng"), "{account}");
    assert_eq!(send(&app, &half_signed_in(&app).await, &codes[3]).await.status(), StatusCode::FORBIDDEN);
    let log = get(&app, &first, "/staff/log").await.text().await.unwrap();
    assert!(log.contains("Dùng mã dự phòng") && log.contains("Nhập sai mã xác thực"));
}

#[tokio::test(flavor = "multi_thread")]
async fn new_recovery_codes_replace_the_old_ones() {
    let app = TestApp::start().await;
    let (browser, secret, old) = admin(&app).await;
    app.database.execute("UPDATE staff SET totp_last_step = totp_last_step - 2").await;
    let csrf = hidden_field(&get(&app, &browser, "/staff/account").await.text().await.unwrap(), "csrf");
    let renew = async |code: &str| {
        let form = [("csrf", csrf.as_str()), ("code", code)];
        let address = format!("{}/staff/account/recovery-codes", app.base);
        browser.post(address).form(&form).send().await.unwrap()
    };
    assert_eq!(renew("000005").await.status(), StatusCode::FORBIDDEN);
    let code = code_of(&secret, 0);
    let page = renew(&code).await.text().await.unwrap();
    let new = page.split("<li><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(page.matches("<li><code>").count() == 10 && !old.contains(&new));
    assert_eq!(renew(&code).await.status(), StatusCode::FORBIDDEN, "a code works once");
    assert_eq!(send(&app, &half_signed_in(&app).await, &old[0]).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(led_to(&send(&app, &half_signed_in(&app).await, &new).await), "/staff/");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_ends_the_session_even_of_somebody_who_knows_the_password() {
    let app = TestApp::start().await;
    let (_, secret, _) = admin(&app).await;
    let stranger = half_signed_in(&app).await;
    for guess in 0..5 {
        let response = send(&app, &stranger, &format!("00000{guess}")).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
    // Signing in again does not give more guesses.
    assert_eq!(led_to(&send(&app, &stranger, "000005").await), "/staff/sign-in");
    assert_eq!(led_to(&get(&app, &stranger, "/staff/code").await), "/staff/sign-in");
    let again = half_signed_in(&app).await;
    assert_eq!(led_to(&send(&app, &again, &code_of(&secret, 1)).await), "/staff/sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_phone_is_reset_by_an_admin() {
    let app = TestApp::start().await;
    let (browser, ..) = admin(&app).await;
    let open = app.staff_as("analyst", "minh@hungyen.example", "33").await;
    let actor = hailong::app::Actor::Command("hailong staff");
    let minh = app.app.person_by_email(actor, &"minh@hungyen.example".parse().unwrap()).await.unwrap();
    let path = format!("{}/staff/people/{}", app.base, minh.id.0);
    let page = browser.get(&path).send().await.unwrap().text().await.unwrap();
    let form = [("csrf", hidden_field(&page, "csrf").as_str().to_owned()), ("step", "reset-code".to_owned())];
    assert_eq!(browser.post(&path).form(&form).send().await.unwrap().status(), StatusCode::SEE_OTHER);
    // A thief who has the phone and an open session cannot set up another app.
    assert_eq!(led_to(&get(&app, &open, "/staff/code").await), "/staff/sign-in");
    let minh = crate::support::browser();
    app.sign_in(&minh, "minh@hungyen.example", PASSWORD).await;
    app.set_up_code(&minh).await;
    assert_eq!(get(&app, &minh, "/staff/account").await.status(), StatusCode::OK);
    // Nobody resets their own.
    let quan = app.app.person_by_email(actor, &ADMIN.parse().unwrap()).await.unwrap();
    let path = format!("{}/staff/people/{}", app.base, quan.id.0);
    let own = browser.post(&path).form(&form).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&app, &browser, "/staff/account").await.status(), StatusCode::OK);
}
