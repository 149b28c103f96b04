//! `/staff/people` and `hailong staff`: inviting people, their first password, their roles, suspending and
//! removing them.

use hailong::app::{Actor, StaffChange, StaffRefusal};
use hailong::config::MailSettings;
use hailong::mail::MailTransport;
use hailong::worker::deliver_due;
use reqwest::{Client, Response, StatusCode};

use crate::support::{PASSWORD, TestApp, browser, hidden_field};

const COMMAND: Actor<'_> = Actor::Command("hailong staff");

async fn page(app: &TestApp, browser: &Client, path: &str) -> String {
    let response = browser.get(format!("{}{path}", app.base)).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.unwrap()
}

/// Sends a form of the page at `path` to the same path.
async fn send(app: &TestApp, browser: &Client, path: &str, fields: &[(&str, &str)]) -> Response {
    let csrf = hidden_field(&page(app, browser, path).await, "csrf");
    let mut form = vec![("csrf", csrf.as_str())];
    form.extend(fields);
    browser.post(format!("{}{path}", app.base)).form(&form).send().await.unwrap()
}

/// The path to which a form led, without its query.
fn led_to(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let address = response.headers()["location"].to_str().unwrap();
    address.split('?').next().unwrap().to_owned()
}

/// Delivers the waiting mails to files and returns the link in the newest.
pub(crate) async fn mailed_link(app: &TestApp) -> String {
    let folder = tempfile::tempdir().unwrap();
    let settings = MailSettings::default();
    let transport = MailTransport::new(&settings, folder.path().to_owned()).unwrap();
    assert_eq!(deliver_due(&app.app, &settings, &transport).await.unwrap().len(), 1);
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let message = std::fs::read(&file).unwrap();
    let message = mail_parser::MessageParser::default().parse(&message).unwrap();
    let text = message.body_text(0).unwrap().to_string();
    let (_, path) = text.split_once("https://hailong.example").expect("the mail has the link");
    path.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_invites_a_manager_who_sets_a_password_with_the_link_once() {
    let app = TestApp::start().await;
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    let fields = |unit| {
        [("email", "lan@hungyen.example"), ("name", "Nguyễn Thị Lan"), ("role", "manager"), ("unit", unit)]
    };
    // An abolished district does not stand for the province; a name that no unit has.
    let district = send(&app, &admin, "/staff/people", &fields("325")).await;
    assert_eq!(district.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let response = send(&app, &admin, "/staff/people", &fields("khong co")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let again = response.text().await.unwrap();
    assert!(
        again.contains("lan@hungyen.example")
            && again.contains("Nguyễn Thị Lan")
            && again.contains("khong co")
    );
    let response = send(&app, &admin, "/staff/people", &fields("12049")).await;
    let person = led_to(&response);
    assert!(page(&app, &admin, &person).await.contains("Đã mời, chưa đặt mật khẩu"));
    let twice = send(&app, &admin, "/staff/people", &fields("12049")).await;
    assert!(twice.text().await.unwrap().contains("đã có trong danh sách"));

    let link = mailed_link(&app).await;
    assert_eq!(
        app.database.count("SELECT length(message) FROM outbox").await,
        0,
        "the outbox forgets the link"
    );
    // A mail scanner opens the link; nothing happens.
    for _ in 0..2 {
        assert!(app.page(&link).await.contains("lan@hungyen.example"));
    }
    let set = async |password: &str| app.post(&link, &[("new", password)]).await;
    assert_eq!(set("ngắn quá").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let (first, second) = tokio::join!(set(PASSWORD), set(PASSWORD));
    let mut statuses = [first.status(), second.status()];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::GONE]);
    assert_eq!(app.get(&link).await.status(), StatusCode::GONE);
    let manager = browser();
    assert_eq!(app.sign_in(&manager, "lan@hungyen.example", PASSWORD).await.status(), StatusCode::SEE_OTHER);
    assert!(page(&app, &manager, "/staff/account").await.contains("Quản lý: "));
    assert!(page(&app, &admin, &person).await.contains("Đang dùng"));
    let log = page(&app, &admin, "/staff/log").await;
    for text in ["Mời người mới", "Gửi liên kết đặt mật khẩu"] {
        assert!(log.contains(text), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_expires_and_a_new_one_replaces_it() {
    let app = TestApp::start().await;
    app.staff("lan@hungyen.example", "33").await;
    let person = app.app.person_by_email(COMMAND, &"lan@hungyen.example".parse().unwrap()).await.unwrap();
    let make = async || {
        let link = app
            .app
            .make_password_link(COMMAND, person.id, hailong::domain::Language::default())
            .await
            .unwrap();
        link.strip_prefix("https://hailong.example").unwrap().to_owned()
    };
    let (first, second) = (make().await, make().await);
    assert_eq!(app.get(&first).await.status(), StatusCode::GONE);
    assert_eq!(app.get(&second).await.status(), StatusCode::OK);
    app.database.execute("UPDATE password_links SET expires_at = now()").await;
    assert_eq!(app.get(&second).await.status(), StatusCode::GONE);
    assert_eq!(app.post(&second, &[("new", PASSWORD)]).await.status(), StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_added_and_removed_and_people_suspended_and_removed() {
    let app = TestApp::start().await;
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    let lan = app.staff("lan@hungyen.example", "12049").await;
    let person = app.app.person_by_email(COMMAND, &"lan@hungyen.example".parse().unwrap()).await.unwrap();
    let path = format!("/staff/people/{}", person.id.0);
    let step = async |fields: &[(&str, &str)]| send(&app, &admin, &path, fields).await;
    led_to(&step(&[("step", "add-role"), ("role", "viewer"), ("unit", "33")]).await);
    assert!(page(&app, &lan, "/staff/account").await.contains("Xem: Tỉnh Hưng Yên"));
    led_to(&step(&[("step", "remove-role"), ("role", "viewer"), ("unit", "33")]).await);
    assert!(!page(&app, &lan, "/staff/account").await.contains("Xem: Tỉnh Hưng Yên"));
    // A role that was taken away already, and the last one, after which the admin still sees the person.
    let twice = step(&[("step", "remove-role"), ("role", "viewer"), ("unit", "33")]).await;
    assert_eq!(twice.status(), StatusCode::UNPROCESSABLE_ENTITY);
    led_to(&step(&[("step", "suspend"), ("reason", " phone stolen ")]).await);
    let answer = lan.get(format!("{}/staff/account", app.base)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        app.sign_in(&browser(), "lan@hungyen.example", PASSWORD).await.status(),
        StatusCode::UNAUTHORIZED
    );
    led_to(&step(&[("step", "resume")]).await);
    assert_eq!(
        app.sign_in(&browser(), "lan@hungyen.example", PASSWORD).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(step(&[("step", "remove")]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(led_to(&step(&[("step", "remove"), ("sure", "1"), ("reason", "")]).await), "/staff/people");
    assert!(!page(&app, &admin, "/staff/people").await.contains("lan@hungyen.example"));
    assert!(page(&app, &admin, "/staff/log?actor=lan@hungyen.example").await.contains("lan@hungyen.example"));
    let suspensions = page(&app, &admin, "/staff/log?action=staff-suspended").await;
    assert!(suspensions.contains("lý do: phone stolen"), "{suspensions}");
    assert!(!page(&app, &admin, "/staff/log?action=staff-removed").await.contains("lý do"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_of_a_unit_cannot_go() {
    let app = TestApp::start().await;
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    app.staff_as("admin", "minh@hungyen.example", "12049").await;
    let quan = app.app.person_by_email(COMMAND, &"quan@hungyen.example".parse().unwrap()).await.unwrap();
    let path = format!("/staff/people/{}", quan.id.0);
    for fields in [
        &[("step", "remove"), ("sure", "1")][..],
        &[("step", "suspend")],
        &[("step", "remove-role"), ("role", "admin"), ("unit", "33")],
    ] {
        let response = send(&app, &admin, &path, fields).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(response.text().await.unwrap().contains("không còn quản trị viên nào khác"));
    }
    // The admin of the commune may go: the one of the province is above.
    let minh = app.app.person_by_email(COMMAND, &"minh@hungyen.example".parse().unwrap()).await.unwrap();
    app.app.change_staff(COMMAND, minh.id, &StaffChange::Remove(String::new())).await.unwrap();
    let error =
        app.app.change_staff(COMMAND, quan.id, &StaffChange::Remove(String::new())).await.unwrap_err();
    assert!(error.to_string().contains("make another admin first"), "{error}");
    let gone = app.app.person(COMMAND, minh.id).await.unwrap_err();
    assert_eq!(gone.to_string(), StaffRefusal::UnknownPerson(minh.id.0.to_string()).to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_changes_only_people_of_the_own_units() {
    let app = TestApp::start().await;
    let admin = app.staff_as("admin", "minh@hungyen.example", "12049").await;
    app.staff_as("viewer", "chu-tich@hungyen.example", "33").await;
    let people = page(&app, &admin, "/staff/people").await;
    assert!(!people.contains("chu-tich@hungyen.example"));
    let id = app.app.person_by_email(COMMAND, &"chu-tich@hungyen.example".parse().unwrap()).await.unwrap().id;
    let hidden = admin.get(format!("{}/staff/people/{}", app.base, id.0)).send().await.unwrap();
    assert_eq!(hidden.status(), StatusCode::NOT_FOUND);
    // Somebody who also has a role here is seen, but not changed.
    app.app
        .change_staff(COMMAND, id, &StaffChange::AddRole("viewer".parse().unwrap(), "12049".parse().unwrap()))
        .await
        .unwrap();
    let path = format!("/staff/people/{}", id.0);
    assert!(page(&app, &admin, &path).await.contains("ngoài phạm vi của bạn"));
    assert_eq!(send(&app, &admin, &path, &[("step", "suspend")]).await.status(), StatusCode::FORBIDDEN);
    // A role at a unit of others is not offered.
    let fields = [("email", "moi@hungyen.example"), ("name", ""), ("role", "viewer"), ("unit", "33")];
    assert_eq!(send(&app, &admin, "/staff/people", &fields).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.database.count("SELECT count(*) FROM staff WHERE email LIKE 'moi@%'").await, 0);
}
