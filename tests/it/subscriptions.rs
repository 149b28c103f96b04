//! `/staff/subscriptions`: who gets the monthly digest, what they get, and a test of it.

use hailong::app::{Actor, ImportKind, SubscriptionRequest};
use hailong::config::MailSettings;
use hailong::domain::{EmailAddress, Language, Month, UnitCode};
use hailong::mail::MailTransport;
use hailong::worker::deliver_due;
use mail_parser::MessageParser;
use reqwest::{Client, Response, StatusCode};

use crate::results::november;
use crate::support::{TestApp, hidden_field};

const LIST: &str = "/staff/subscriptions";
const COMMAND: Actor<'_> = Actor::DIGEST_COMMAND;

async fn get(app: &TestApp, browser: &Client, path: &str) -> Response {
    browser.get(format!("{}{path}", app.base)).send().await.unwrap()
}

async fn page(app: &TestApp, browser: &Client, path: &str) -> String {
    let response = get(app, browser, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.unwrap()
}

/// Sends a form of the page at `path` to the same path.
async fn send(app: &TestApp, browser: &Client, path: &str, fields: &[(&str, &str)]) -> Response {
    let csrf = hidden_field(&page(app, browser, path).await, "csrf");
    post(app, browser, path, &csrf, fields).await
}

async fn post(app: &TestApp, browser: &Client, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Response {
    let mut form = vec![("csrf", csrf)];
    form.extend(fields);
    browser.post(format!("{}{path}", app.base)).form(&form).send().await.unwrap()
}

/// The path to which a form led, without its query.
fn led_to(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let address = response.headers()["location"].to_str().unwrap();
    address.split('?').next().unwrap().to_owned()
}

/// Subscribes somebody by the command. Returns the path of the page.
async fn subscribe(app: &TestApp, recipient: &str, unit: &str) -> String {
    let request = SubscriptionRequest {
        recipient: recipient.parse().unwrap(),
        name: String::new(),
        unit: unit.parse().unwrap(),
        survey: "mot-cua".to_owned(),
        language: Language::Vi,
    };
    format!("{LIST}/{}", app.app.subscribe(COMMAND, &request).await.unwrap().0)
}

/// A server with November 2024 published.
async fn published() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    app
}

fn month() -> Month {
    "2024-11".parse().unwrap()
}

async fn composed(app: &TestApp) -> usize {
    app.app.compose_digests(month(), &MailSettings::default()).await.unwrap().composed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_adds_a_recipient_and_what_was_typed_is_kept_where_it_is_wrong() {
    let app = TestApp::start().await;
    let manager = app.staff("quan-ly@hungyen.example", "12049").await;
    let fields =
        |email, unit| [("email", email), ("name", "Nguyễn Thị Lan"), ("unit", unit), ("language", "en")];
    assert!(page(&app, &manager, LIST).await.contains("Chưa có ai đăng ký"));
    for (email, unit, fault) in [
        ("lan@", "me so", "Thư điện tử chưa đúng"),
        ("lan@hungyen.example", "khong co", "Không tìm thấy đơn vị"),
        // The unit of others is not found.
        ("lan@hungyen.example", "33", "Không tìm thấy đơn vị"),
        // The beginning of a name is not taken without asking.
        ("lan@hungyen.example", "me", "Xin chọn một"),
    ] {
        let response = send(&app, &manager, LIST, &fields(email, unit)).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{unit}");
        let again = response.text().await.unwrap();
        assert!(again.contains(fault), "{fault}: {again}");
        assert!(again.contains(&format!("value=\"{email}\"")) && again.contains("Nguyễn Thị Lan"), "{again}");
        assert!(again.contains("value=\"en\" selected"), "{again}");
    }
    let added = led_to(&send(&app, &manager, LIST, &fields(" Lan@Hungyen.example", "me so")).await);
    let shown = page(&app, &manager, &added).await;
    assert!(shown.contains("Nguyễn Thị Lan") && shown.contains("Xã Mễ Sở"), "{shown}");
    assert!(page(&app, &manager, LIST).await.contains("lan@hungyen.example"));
    let twice = send(&app, &manager, LIST, &fields("lan@hungyen.example", "12049")).await;
    assert_eq!(twice.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let twice = twice.text().await.unwrap();
    assert!(twice.contains("lan@hungyen.example đã đăng ký nhận bản tin của Xã Mễ Sở"), "{twice}");
    assert_eq!(app.database.count("SELECT count(*) FROM digests WHERE language = 'en'").await, 1);
    let foreign = post(&app, &manager, LIST, "", &fields("b@hungyen.example", "12049")).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_manager_sees_and_changes_only_subscriptions_of_the_own_units() {
    let app = TestApp::start().await;
    let manager = app.staff("quan-ly@hungyen.example", "12049").await;
    let province = app.staff_as("analyst", "minh@hungyen.example", "33").await;
    let own = subscribe(&app, "xa@hungyen.example", "12049").await;
    let above = subscribe(&app, "tinh@hungyen.example", "33").await;
    let beside = subscribe(&app, "phuong@hungyen.example", "11953").await;
    let list = page(&app, &manager, LIST).await;
    assert!(list.contains("xa@hungyen.example"), "{list}");
    assert!(!list.contains("tinh@hungyen.example") && !list.contains("phuong@hungyen.example"), "{list}");
    let list = page(&app, &province, LIST).await;
    for address in ["xa@hungyen.example", "tinh@hungyen.example", "phuong@hungyen.example"] {
        assert!(list.contains(address), "{address}");
    }
    let csrf = hidden_field(&page(&app, &manager, &own).await, "csrf");
    for path in [&above, &beside] {
        for part in ["", "/preview", "/mail"] {
            let refused = get(&app, &manager, &format!("{path}{part}")).await;
            assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}{part}");
        }
        for fields in [&[("step", "pause")][..], &[("step", "remove"), ("sure", "1")]] {
            let refused = post(&app, &manager, path, &csrf, fields).await;
            assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path} {fields:?}");
        }
        let test = post(&app, &manager, &format!("{path}/preview"), &csrf, &[("month", "2024-11")]).await;
        assert_eq!(test.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let untouched = "SELECT count(*) FROM digests WHERE paused_at IS NULL";
    assert_eq!(app.database.count(untouched).await, 3);
    let refusals = "SELECT count(*) FROM audit_log WHERE action = 'access-refused'
        AND subject LIKE 'manage-subscriptions: %' AND actor = 'quan-ly@hungyen.example'";
    assert_eq!(app.database.count(refusals).await, 12);
    assert_eq!(get(&app, &province, &format!("{LIST}/999")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_belongs_to_the_unit_that_its_own_has_become() {
    let app = TestApp::start().await;
    let manager = app.staff("quan-ly@hungyen.example", "11953").await;
    // Subscribed to a ward that became part of Phố Hiến, and to the province that was merged into Hưng Yên.
    for code in ["11965", "34"] {
        let statement = format!(
            "INSERT INTO digests (unit_id, survey_id, recipient, language, cadence)
             SELECT min(id), (SELECT id FROM surveys), 'lan@hungyen.example', 'vi', 'monthly' FROM units WHERE code = '{code}'"
        );
        app.database.execute(&statement).await;
    }
    let list = page(&app, &manager, LIST).await;
    assert!(list.contains("lan@hungyen.example") && list.contains("Phường Phố Hiến"), "{list}");
    assert!(!list.contains("Tỉnh Hưng Yên"), "{list}");
    // They get the mail of today's unit already.
    let fields = [("email", "lan@hungyen.example"), ("name", ""), ("unit", "11953"), ("language", "vi")];
    let twice = send(&app, &manager, LIST, &fields).await.text().await.unwrap();
    assert!(twice.contains("đã đăng ký nhận bản tin của Phường Phố Hiến"), "{twice}");
    let unit: UnitCode = "33".parse().unwrap();
    let recipient: EmailAddress = "lan@hungyen.example".parse().unwrap();
    let found = app.app.subscription_of(COMMAND, &recipient, &unit, "mot-cua").await.unwrap();
    assert_eq!(found.unit.name, "Tỉnh Hưng Yên");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_subscription_gets_no_mail_and_a_removed_one_keeps_its_past_mails() {
    let app = published().await;
    let manager = app.staff("quan-ly@hungyen.example", "12049").await;
    let path = subscribe(&app, "xa@hungyen.example", "12049").await;
    // A double click: both lead on, and the log has one entry.
    for _ in 0..2 {
        assert_eq!(led_to(&send(&app, &manager, &path, &[("step", "pause")]).await), path);
    }
    assert!(page(&app, &manager, LIST).await.contains("Tạm dừng từ"));
    assert_eq!(composed(&app).await, 0);
    for _ in 0..2 {
        assert_eq!(led_to(&send(&app, &manager, &path, &[("step", "resume")]).await), path);
    }
    assert_eq!(composed(&app).await, 1);
    // A mail that waits is not sent after a pause, and can be composed again.
    send(&app, &manager, &path, &[("step", "pause")]).await;
    assert_eq!(app.database.count("SELECT count(*) FROM outbox").await, 0);
    send(&app, &manager, &path, &[("step", "resume")]).await;
    assert_eq!(composed(&app).await, 1);
    app.database.execute("UPDATE outbox SET delivered_at = now()").await;
    let fields = [("step", "edit"), ("name", " Ông Hòa "), ("language", "en")];
    assert_eq!(led_to(&send(&app, &manager, &path, &fields).await), path);
    let csrf = hidden_field(&page(&app, &manager, &path).await, "csrf");
    // The page of somebody who opened it before.
    let stale = [
        ("step", "edit"),
        ("name", "Bà Nga"),
        ("seen_name", ""),
        ("seen_language", "vi"),
        ("language", "vi"),
    ];
    let stale = post(&app, &manager, &path, &csrf, &stale).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    let told = stale.text().await.unwrap();
    assert!(told.contains("Bà Nga") && told.contains("value=\"Ông Hòa\""), "{told}");
    let unsure = post(&app, &manager, &path, &csrf, &[("step", "remove")]).await;
    assert_eq!(unsure.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.database.count("SELECT count(*) FROM digests WHERE name = 'Ông Hòa'").await, 1);
    let remove = [("step", "remove"), ("sure", "1")];
    let (first, second) = tokio::join!(
        post(&app, &manager, &path, &csrf, &remove),
        post(&app, &manager, &path, &csrf, &remove)
    );
    assert_eq!((led_to(&first), led_to(&second)), (LIST.to_owned(), LIST.to_owned()));
    assert_eq!(led_to(&post(&app, &manager, &path, &csrf, &remove).await), LIST);
    assert_eq!(app.database.count("SELECT count(*) FROM digests").await, 0);
    assert_eq!(app.database.count("SELECT count(*) FROM outbox WHERE kind = 'digest'").await, 1);
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    for (action, number) in [("paused", 2), ("resumed", 2), ("changed", 1), ("removed", 1)] {
        let recorded = format!(
            "SELECT count(*) FROM audit_log WHERE action = 'subscription-{action}'
             AND actor = 'quan-ly@hungyen.example' AND subject = 'xa@hungyen.example'"
        );
        assert_eq!(app.database.count(&recorded).await, number, "{action}");
        let log = page(&app, &admin, &format!("/staff/log?action=subscription-{action}")).await;
        assert!(log.contains("xa@hungyen.example"), "{log}");
    }
    let added =
        "SELECT count(*) FROM audit_log WHERE action = 'subscription-added' AND actor = 'hailong digest'";
    assert_eq!(app.database.count(added).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_what_became_of_the_last_mail() {
    let app = published().await;
    let manager = app.staff("quan-ly@hungyen.example", "12049").await;
    subscribe(&app, "xa@hungyen.example", "12049").await;
    assert!(page(&app, &manager, LIST).await.contains("Chưa có thư"));
    composed(&app).await;
    assert!(page(&app, &manager, LIST).await.contains("11/2024: đang chờ gửi"));
    let settings = MailSettings {
        smtp_url: Some("smtp://127.0.0.1:1".to_owned().into()),
        from: "a@b.example".to_owned(),
    };
    let transport = MailTransport::new(&settings, "/nonexistent".into()).unwrap();
    deliver_due(&app.app, &settings, &transport).await.unwrap();
    let list = page(&app, &manager, LIST).await;
    assert!(list.contains("11/2024: sẽ gửi lại. Không kết nối được với máy chủ thư."), "{list}");
    app.database.execute("UPDATE outbox SET next_attempt_at = now(), attempts = 8").await;
    deliver_due(&app.app, &settings, &transport).await.unwrap();
    let list = page(&app, &manager, LIST).await;
    assert!(list.contains("11/2024: không gửi được. Không kết nối được"), "{list}");
    app.database.execute("UPDATE outbox SET failed_at = NULL, delivered_at = '2024-12-05 12:00+07'").await;
    assert!(page(&app, &manager, LIST).await.contains("11/2024: đã gửi ngày 05/12/2024"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_subscriptions_are_paged_and_searched_without_accents() {
    let app = TestApp::start().await;
    let manager = app.staff("quan-ly@hungyen.example", "33").await;
    app.database
        .execute(
            "INSERT INTO digests (unit_id, survey_id, recipient, name, language, cadence, paused_at)
            SELECT units.id, surveys.id, 'nguoi' || lpad(n::text, 5, '0') || '@hungyen.example',
                CASE n WHEN 77 THEN 'Đỗ Thị Ánh' ELSE '' END, 'vi', 'monthly', CASE n WHEN 1 THEN now() END
            FROM generate_series(1, 10000) AS n, units, surveys
            WHERE units.code = '33' AND units.valid_to IS NULL",
        )
        .await;
    app.database
        .execute(
            "INSERT INTO outbox (kind, topic, period, recipient, message_id, message)
            SELECT 'digest', '33/mot-cua', period, recipient, period || recipient, ''
            FROM digests, unnest(ARRAY['2024-09', '2024-10', '2024-11']) AS period",
        )
        .await;
    subscribe(&app, "xa@hungyen.example", "12049").await;
    let started = std::time::Instant::now();
    let first = page(&app, &manager, LIST).await;
    assert!(started.elapsed() < std::time::Duration::from_secs(2), "{:?}", started.elapsed());
    assert!(first.contains("10.001 đăng ký. 1 đang tạm dừng."), "{first}");
    assert!(first.contains("nguoi00050@") && !first.contains("nguoi00051@"));
    assert_eq!(first.matches("11/2024: đang chờ gửi").count(), 50);
    let last = page(&app, &manager, &format!("{LIST}?page=201")).await;
    assert!(last.contains("xa@hungyen.example") && !last.contains("nguoi"), "{last}");
    for typed in ["do+thi+anh", "%C4%90%E1%BB%97", "nguoi00077"] {
        let found = page(&app, &manager, &format!("{LIST}?q={typed}")).await;
        assert!(found.contains("nguoi00077@") && found.contains(">1 đăng ký."), "{typed}: {found}");
    }
    let of_unit = page(&app, &manager, &format!("{LIST}?q=me+so")).await;
    assert!(of_unit.contains("xa@hungyen.example") && of_unit.contains(">1 đăng ký."), "{of_unit}");
    for typed in ["khong+co", "%25", "_", "%00zzz"] {
        let none = page(&app, &manager, &format!("{LIST}?q={typed}")).await;
        assert!(none.contains("Không tìm thấy đăng ký nào"), "{typed}");
    }
    let beyond = page(&app, &manager, &format!("{LIST}?page=4294967295")).await;
    assert!(beyond.contains("Không tìm thấy đăng ký nào"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_shows_what_is_sent_and_only_what_is_published() {
    let app = published().await;
    let october = november().replace("2024-11-", "2024-10-").replace("-8000-0", "-9000-0");
    app.import(ImportKind::Responses, &october).await.unwrap();
    let manager = app.staff("quan-ly@hungyen.example", "12049").await;
    let path = subscribe(&app, "xa@hungyen.example", "12049").await;
    let response = get(&app, &manager, &format!("{path}/preview?month=2024-11")).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("frame-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let preview = response.text().await.unwrap();
    // Without a month it is the last that is published.
    assert_eq!(page(&app, &manager, &format!("{path}/preview")).await, preview);
    let response = get(&app, &manager, &format!("{path}/mail?month=2024-11")).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    for part in ["default-src 'none'", "frame-ancestors 'self'", "sandbox "] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script-src") && !policy.contains("allow-same-origin"), "{policy}");
    let framed = response.text().await.unwrap();

    assert_eq!(composed(&app).await, 1);
    let sent = app.app.preview_digests(month(), &MailSettings::default()).await.unwrap();
    let message = MessageParser::default().parse(&sent[0].1).unwrap();
    assert!(preview.contains(message.subject().unwrap()), "{preview}");
    let text = message.body_text(0).unwrap().replace("\r\n", "\n");
    let escaped = text.trim_end().replace('&', "&amp;");
    assert!(preview.contains(&escaped), "{escaped}\n\n{preview}");
    let html = message.body_html(0).unwrap().replace("\r\n", "\n");
    let (before, after) = framed.split_once("data:image/png;base64,").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let as_sent =
        format!("{before}cid:headline-chart@hailong\"{after}").replace("<base target=\"_blank\">", "");
    assert_eq!(as_sent, html.trim_end());

    // October has responses, but no edition.
    let absent = page(&app, &manager, &format!("{path}/preview?month=2024-10")).await;
    assert!(absent.contains("Tháng 10/2024 chưa được công bố") && !absent.contains("<iframe"), "{absent}");
    assert_eq!(
        get(&app, &manager, &format!("{path}/mail?month=2024-10")).await.status(),
        StatusCode::NOT_FOUND
    );
    let wrong = get(&app, &manager, &format!("{path}/preview?month=november")).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    // The policy of all other pages is as strict as before.
    let policy =
        get(&app, &manager, &path).await.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(!policy.contains("frame-src") && !policy.contains("unsafe"), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_goes_to_the_own_address_at_most_five_times_an_hour() {
    let app = published().await;
    let manager = app.staff("quan-ly@hungyen.example", "12049").await;
    let path = format!("{}/preview", subscribe(&app, "xa@hungyen.example", "12049").await);
    let csrf = hidden_field(&page(&app, &manager, &path).await, "csrf");
    let test = async |month: &str| post(&app, &manager, &path, &csrf, &[("month", month)]).await;
    assert_eq!(test("2024-10").await.status(), StatusCode::CONFLICT);
    for _ in 0..5 {
        assert_eq!(led_to(&test("2024-11").await), path);
    }
    let refused = test("2024-11").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.text().await.unwrap().contains("đã gửi thử 5 lần"));
    let folder = tempfile::tempdir().unwrap();
    let settings = MailSettings::default();
    let transport = MailTransport::new(&settings, folder.path().to_owned()).unwrap();
    assert_eq!(deliver_due(&app.app, &settings, &transport).await.unwrap().len(), 5);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 5, "each has its own Message-ID");
    let message = std::fs::read(&files[0]).unwrap();
    let message = MessageParser::default().parse(&message).unwrap();
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some("quan-ly@hungyen.example"));
    let subject = message.subject().unwrap();
    assert!(subject.starts_with("[Thử] ") && subject.contains("Xã Mễ Sở"), "{subject}");
    // The subscriber still gets the mail of the month, and an hour later there are tests again.
    assert_eq!(composed(&app).await, 1);
    app.database.execute("UPDATE outbox SET created_at = now() - interval '61 minutes'").await;
    assert_eq!(led_to(&test("2024-11").await), path);
    let recorded = "SELECT count(*) FROM audit_log WHERE action = 'test-mail-sent'
        AND actor = 'quan-ly@hungyen.example' AND subject = '2024-11: xa@hungyen.example'";
    assert_eq!(app.database.count(recorded).await, 6);
    // A test is not the last mail of the subscription.
    assert!(page(&app, &manager, LIST).await.contains("11/2024: đang chờ gửi"));
}
