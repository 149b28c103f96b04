//! `/staff/…`: signing in, the results for staff, and access control.

use diesel_async::SimpleAsyncConnection;
use hailong::app::ImportKind;
use reqwest::{Client, StatusCode};

use crate::results::november;
use crate::support::{PASSWORD, TestApp, browser, hidden_field};

async fn get(app: &TestApp, browser: &Client, path: &str) -> reqwest::Response {
    browser.get(format!("{}{path}", app.base)).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_sign_in_read_their_report_take_files_and_sign_out() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    app.channel("12049", "Quầy 1").await;
    let browser = app.staff("lan@hungyen.example", "33").await;
    let page =
        get(&app, &browser, "/staff/results?unit=33&from=2024-11&to=2024-11").await.text().await.unwrap();
    for text in
        ["97,0%", "lan@hungyen.example", "/charts/headline.png", "/results/33.csv", "/staff/posters.pdf"]
    {
        assert!(page.contains(text), "{text}");
    }
    let posters = get(&app, &browser, "/staff/posters.pdf?unit=33").await;
    assert_eq!(posters.headers()["content-type"], "application/pdf");
    assert!(posters.bytes().await.unwrap().starts_with(b"%PDF-"));

    let csrf = hidden_field(&page, "csrf");
    let leave = browser.post(format!("{}/staff/sign-out", app.base)).form(&[("csrf", csrf.as_str())]);
    assert_eq!(leave.send().await.unwrap().status(), StatusCode::SEE_OTHER);
    let response = get(&app, &browser, "/staff/").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(app.database.count("SELECT count(*) FROM sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_without_a_session_are_redirected_to_the_sign_in_page() {
    let app = TestApp::start().await;
    for path in ["/staff", "/staff/", "/staff/posters.pdf?unit=33"] {
        let mut response = get(&app, &app.visitor, path).await;
        if path == "/staff" {
            response = get(&app, &app.visitor, response.headers()["location"].to_str().unwrap()).await;
        }
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert!(response.headers()["location"].to_str().unwrap().starts_with("/staff/sign-in"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_address_are_refused_alike() {
    let app = TestApp::start().await;
    app.staff("lan@hungyen.example", "33").await;
    let refuse = async |email: &str, password: &str| {
        let browser = browser();
        let response = app.sign_in(&browser, email, password).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(
            !response.headers().get_all("set-cookie").iter().any(|c| c.to_str().unwrap().contains("session"))
        );
        let page = response.text().await.unwrap();
        // Only the typed address and the form's token may differ.
        page.replace(email, "…").replace(&hidden_field(&page, "csrf"), "…")
    };
    let wrong = refuse("lan@hungyen.example", "not the password").await;
    assert_eq!(wrong, refuse("nobody@hungyen.example", PASSWORD).await);
    assert!(!wrong.contains("not the password"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_tries_passwords_is_delayed_and_the_browser_that_signed_in_before_is_not() {
    let app = TestApp::start().await;
    let known = app.staff("lan@hungyen.example", "33").await;
    let stranger = browser();
    let mut last = app.sign_in(&stranger, "lan@hungyen.example", "guess number 0").await;
    for number in 1..6 {
        last = app.sign_in(&stranger, "lan@hungyen.example", &format!("guess number {number}")).await;
    }
    assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() >= 1);
    let right = app.sign_in(&stranger, "lan@hungyen.example", PASSWORD).await;
    assert_eq!(right.status(), StatusCode::TOO_MANY_REQUESTS);
    let known = app.sign_in(&known, "lan@hungyen.example", PASSWORD).await;
    assert_eq!(known.status(), StatusCode::SEE_OTHER);
    // The mark of one account is worth nothing for another.
    let other = app.staff("minh@hungyen.example", "33").await;
    assert_eq!(
        app.sign_in(&other, "lan@hungyen.example", PASSWORD).await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn successful_sign_ins_are_not_limited() {
    let app = TestApp::start().await;
    let browser = app.staff("lan@hungyen.example", "33").await;
    for _ in 0..30 {
        let response = app.sign_in(&browser, "lan@hungyen.example", PASSWORD).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_half_an_hour_without_use_and_after_twelve_hours() {
    let app = TestApp::start().await;
    let browser = app.staff("lan@hungyen.example", "33").await;
    let status = async || get(&app, &browser, "/staff/account").await.status();
    let set = async |column: &str, moment: &str| {
        app.database.execute(&format!("UPDATE sessions SET {column} = {moment}")).await;
    };
    set("last_seen_at", "now() - interval '29 minutes'").await;
    assert_eq!(status().await, StatusCode::OK);
    let recent = "SELECT count(*) FROM sessions WHERE last_seen_at > now() - interval '1 minute'";
    assert_eq!(app.database.count(recent).await, 1, "the request was noted");
    set("last_seen_at", "now() - interval '31 minutes'").await;
    assert_eq!(status().await, StatusCode::SEE_OTHER);
    set("last_seen_at", "now()").await;
    assert_eq!(status().await, StatusCode::OK);
    set("expires_at", "now()").await;
    assert_eq!(status().await, StatusCode::SEE_OTHER);
}

/// Sends a form of the account page with its token.
async fn send(app: &TestApp, browser: &Client, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
    let page = get(app, browser, "/staff/account").await.text().await.unwrap();
    let csrf = hidden_field(&page, "csrf");
    let mut form = vec![("csrf", csrf.as_str())];
    form.extend(fields);
    browser.post(format!("{}{path}", app.base)).form(&form).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_and_end_their_sessions_and_change_their_password() {
    let app = TestApp::start().await;
    let here = app.staff("lan@hungyen.example", "33").await;
    let other = browser();
    app.sign_in(&other, "lan@hungyen.example", PASSWORD).await;
    let page = get(&app, &here, "/staff/account").await.text().await.unwrap();
    assert_eq!(page.matches("127.0.0.0/24").count(), 2, "{page}");
    assert!(page.contains("Quản lý: Tỉnh Hưng Yên"));
    let ended = send(&app, &here, "/staff/account/sessions", &[]).await;
    assert_eq!(ended.headers()["location"], "/staff/account?done=sessions&lang=vi");
    assert_eq!(get(&app, &other, "/staff/account").await.status(), StatusCode::SEE_OTHER);

    app.sign_in(&other, "lan@hungyen.example", PASSWORD).await;
    let change = async |current: &str, new: &str| {
        let fields = [("current", current), ("new", new)];
        send(&app, &here, "/staff/account/password", &fields).await.status()
    };
    let new = "một mật khẩu khác hẳn";
    assert_eq!(change("not the password", new).await, StatusCode::FORBIDDEN);
    assert_eq!(change(PASSWORD, "ngắn quá").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&app, &other, "/staff/account").await.status(), StatusCode::OK, "nothing was changed");
    assert_eq!(change(PASSWORD, new).await, StatusCode::SEE_OTHER);
    assert_eq!(get(&app, &here, "/staff/account").await.status(), StatusCode::OK);
    assert_eq!(get(&app, &other, "/staff/account").await.status(), StatusCode::SEE_OTHER);
    let again = app.sign_in(&browser(), "lan@hungyen.example", PASSWORD).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(app.sign_in(&browser(), "lan@hungyen.example", new).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_says_who_did_what_and_cannot_be_changed() {
    let app = TestApp::start().await;
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    let manager = app.staff("lan@hungyen.example", "12049").await;
    get(&app, &manager, "/staff/?unit=33").await;
    app.sign_in(&browser(), "lan@hungyen.example", "not the password").await;
    app.sign_in(&browser(), "mat-khau-cua-toi@hungyen.example", "not the password").await;
    let page = get(&app, &admin, "/staff/log").await.text().await.unwrap();
    for text in [
        "lan@hungyen.example",
        "Bị từ chối truy cập",
        "read-results: 33",
        "Nhập sai mật khẩu",
        "hailong staff",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("mat-khau-cua-toi"), "a typed address may be a password");
    let filtered = get(&app, &admin, "/staff/log?actor=lan%40hungyen.example&action=access-refused").await;
    let filtered = filtered.text().await.unwrap();
    assert_eq!(filtered.matches("<tr>").count(), 2, "the head and one entry");
    assert!(get(&app, &admin, "/staff/log").await.text().await.unwrap().contains("Xem nhật ký"));

    for statement in ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
        let mut connection = app.database.connect().await;
        let refused = connection.batch_execute(statement);
        assert!(refused.await.unwrap_err().to_string().contains("append-only"), "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_of_a_commune_reads_only_what_happened_there() {
    let app = TestApp::start().await;
    app.staff("lan@hungyen.example", "33").await;
    app.staff("minh@hungyen.example", "12049").await;
    let admin = app.staff_as("admin", "quan@hungyen.example", "12049").await;
    let page = get(&app, &admin, "/staff/log").await.text().await.unwrap();
    assert!(page.contains("minh@hungyen.example") && !page.contains("lan@hungyen.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_cookie_is_hidden_from_scripts_and_other_sites() {
    let app = TestApp::start().await;
    app.staff("lan@hungyen.example", "33").await;
    let response = app.sign_in(&browser(), "lan@hungyen.example", PASSWORD).await;
    let cookies = response.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let session = cookies.into_iter().find(|cookie| cookie.starts_with("hailong_session=")).unwrap();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/;", "Max-Age="] {
        assert!(session.contains(flag), "{session}");
    }
    let token = session.split(['=', ';']).nth(1).unwrap();
    let query = format!("SELECT count(*) FROM sessions WHERE token_hash = sha256('{token}'::bytea)");
    assert_eq!(app.database.count(&query).await, 1, "the database keeps a hash, which opens no session");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_other_sites_are_refused() {
    let app = TestApp::start().await;
    let browser = app.staff("lan@hungyen.example", "33").await;
    let page = get(&app, &browser, "/staff/").await.text().await.unwrap();
    let csrf = hidden_field(&page, "csrf");
    let leave = |csrf: &str, header: (&str, &str)| {
        let request = browser.post(format!("{}/staff/sign-out", app.base)).header(header.0, header.1);
        request.form(&[("csrf", csrf)]).send()
    };
    assert_eq!(
        leave(&csrf, ("origin", "https://elsewhere.example")).await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(leave(&csrf, ("sec-fetch-site", "cross-site")).await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(leave("wrong", ("origin", app.base.as_str())).await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(leave("", ("origin", app.base.as_str())).await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(leave(&csrf, ("origin", app.base.as_str())).await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_choose_their_name_and_the_language_after_signing_in() {
    let app = TestApp::start().await;
    let browser = app.staff("lan@hungyen.example", "12049").await;
    let csrf = hidden_field(&get(&app, &browser, "/staff/account").await.text().await.unwrap(), "csrf");
    let form = [("csrf", csrf.as_str()), ("name", " Nguyễn Thị Lan "), ("language", "en")];
    let saved = browser.post(format!("{}/staff/account/profile", app.base)).form(&form).send().await.unwrap();
    let address = saved.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(address, "/staff/account?done=profile&lang=en");
    let page = get(&app, &browser, &address).await.text().await.unwrap();
    assert!(page.contains("value=\"Nguyễn Thị Lan\"") && page.contains("are saved"), "{page}");
    let again = app.sign_in(&crate::support::browser(), "lan@hungyen.example", PASSWORD).await;
    assert_eq!(again.headers()["location"].to_str().unwrap(), "/staff/?lang=en");
    let entries = "SELECT count(*) FROM audit_log WHERE action = 'profile-changed'
        AND before->>'name' = '' AND after->>'name' = 'Nguyễn Thị Lan' AND after->>'language' = 'en'";
    assert_eq!(app.database.count(entries).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_needs_a_form_of_this_browser() {
    let app = TestApp::start().await;
    app.staff("lan@hungyen.example", "33").await;
    let stolen = hidden_field(&get(&app, &browser(), "/staff/sign-in").await.text().await.unwrap(), "csrf");
    for csrf in [stolen.as_str(), ""] {
        let form = [("csrf", csrf), ("email", "lan@hungyen.example"), ("password", PASSWORD)];
        let response =
            browser().post(format!("{}/staff/sign-in", app.base)).form(&form).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_of_one_commune_do_not_see_another() {
    let app = TestApp::start().await;
    let browser = app.staff("lan@hungyen.example", "12049").await;
    assert_eq!(get(&app, &browser, "/staff/?unit=12049").await.status(), StatusCode::OK);
    for path in ["/staff/?unit=33", "/staff/?unit=11953", "/staff/posters.pdf?unit=33"] {
        assert_eq!(get(&app, &browser, path).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let page = get(&app, &browser, "/staff/").await.text().await.unwrap();
    assert!(page.contains("Xã Mễ Sở") && !page.contains("Phường Phố Hiến"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let app = TestApp::start().await;
    let browser = app.staff("lan@hungyen.example", "33").await;
    app.staff("lan@hungyen.example", "33").await;
    assert_eq!(get(&app, &browser, "/staff/").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn analysts_see_every_figure_and_managers_what_the_public_sees() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    let page = async |role: &str| {
        let browser = app.staff_as(role, &format!("{role}@hungyen.example"), "33").await;
        let address = format!("{}/staff/?unit=12049&period=2024-11", app.base);
        browser.get(address).send().await.unwrap().text().await.unwrap()
    };
    for role in ["admin", "analyst"] {
        let page = page(role).await;
        assert!(page.contains("97,0%") && page.contains("Nội bộ, chưa công bố"), "{role}");
    }
    for role in ["manager", "viewer"] {
        let page = page(role).await;
        assert!(!page.contains("97,0%") && !page.contains("Nội bộ"), "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_filtered_by_days_and_taken_as_a_file_which_is_recorded() {
    let app = TestApp::start().await;
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    app.staff("minh@hungyen.example", "12049").await;
    app.database
        .execute(
            "INSERT INTO audit_log (happened_at, actor, action, subject) VALUES
             ('2024-11-30 16:59:59+00', '=1+1', 'sign-out', 'the last second of November'),
             ('2024-11-30 17:00:00+00', 'hailong staff', 'sign-out', 'the first of December')",
        )
        .await;
    let file = get(&app, &admin, "/staff/log.csv?from=2024-11-30&to=2024-11-30").await;
    let header = |name: &str| file.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (header("content-type"), header("cache-control")),
        ("text/csv; charset=utf-8".into(), "no-store".into())
    );
    assert!(header("content-disposition").starts_with("attachment; filename=\"hailong-log-"));
    let file = file.text().await.unwrap();
    let lines: Vec<_> = file.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2, "{file}");
    assert!(lines[0].starts_with("id,time,actor,action,subject,"));
    assert!(lines[1].contains(",2024-11-30T23:59:59+07:00,'=1+1,sign-out,the last second of November,"));
    let page = get(&app, &admin, "/staff/log?from=2024-12-01&to=2024-12-01").await.text().await.unwrap();
    assert!(page.contains("the first of December") && !page.contains("the last second of November"));
    assert!(page.contains("/staff/log.csv?from=2024-12-01&amp;to=2024-12-01&amp;lang=vi"));
    let taken = "SELECT count(*) FROM audit_log WHERE actor = 'quan@hungyen.example'
                 AND action = 'audit-log-exported' AND subject = '2024-11-30..2024-11-30'";
    assert_eq!(app.database.count(taken).await, 1);
    for day in ["yesterday", "-200000-01-01", "%2B262142-12-31"] {
        let response = get(&app, &admin, &format!("/staff/log.csv?to={day}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{day}");
    }

    // The file holds what the page may show: of a commune, what happened there.
    let local = app.staff_as("admin", "lan@hungyen.example", "12049").await;
    let file = get(&app, &local, "/staff/log.csv").await.text().await.unwrap();
    assert!(file.contains("minh@hungyen.example") && file.contains(",12049,"), "{file}");
    assert!(!file.contains("quan@hungyen.example") && !file.contains("of November"), "{file}");
}
