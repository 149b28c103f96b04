//! Forms with faults: each fault is named, and nothing that was typed is lost.

use reqwest::StatusCode;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_answer_is_named_and_the_form_comes_back_filled_in() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let token = app.form_token(&code).await;
    let form = [("token", token.as_str()), ("settlement", "4"), ("comment", "<b>đừng mất</b>")];
    let response = app.post(&format!("/k/{code}"), &form).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = response.text().await.unwrap();
    assert!(page.contains("&lt;b&gt;đừng mất&lt;/b&gt;"));
    assert!(page.contains("role=\"alert\""));
    assert!(page.contains("aria-invalid=\"true\""));
    assert!(page.contains("Thái độ cán bộ"), "the fault names its question");
    assert!(page.contains(&token), "the form keeps its token, so that it still counts once");
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn english_readers_are_answered_in_english() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let page = app.page(&format!("/k/{code}?lang=en")).await;
    assert!(page.contains("<html lang=\"en\">") && page.contains("Very satisfied"));
    let response = app.post(&format!("/k/{code}?lang=en"), &[("token", "x")]).await;
    let page = response.text().await.unwrap();
    assert!(page.contains("<html lang=\"en\">") && page.contains("Staff attitude"));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_off_the_scale_and_endless_comments_are_refused() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let endless = "ệ".repeat(1001);
    for (level, comment) in
        [("6", ""), ("0", ""), ("-1", ""), ("5.0", ""), ("năm", ""), ("5", endless.as_str())]
    {
        let token = app.form_token(&code).await;
        let form =
            [("token", token.as_str()), ("settlement", level), ("attitude", "5"), ("comment", comment)];
        let response = app.post(&format!("/k/{code}"), &form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{level}");
    }
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_64_kb_is_refused_by_its_size() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let large = "a".repeat(70_000);
    let response = app.post(&format!("/k/{code}"), &[("comment", large.as_str())]).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(response.text().await.unwrap().contains("<html lang=\"vi\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_requests_cause_no_server_error() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let token = app.form_token(&code).await;
    let bodies: [(&str, Vec<u8>); 8] = [
        ("application/x-www-form-urlencoded", b"%ff%fe=%00&token=%00".to_vec()),
        (
            "application/x-www-form-urlencoded",
            format!("token={token}&settlement=5&attitude=5&comment=%00%01a").into_bytes(),
        ),
        (
            "application/x-www-form-urlencoded",
            format!("token={token}&token=x&settlement=5&settlement=1&attitude=5").into_bytes(),
        ),
        ("application/x-www-form-urlencoded", vec![0, 255, 254, b'=', 10]),
        ("application/json", b"{\"token\":1}".to_vec()),
        ("multipart/form-data", b"--x".to_vec()),
        ("", b"".to_vec()),
        ("application/x-www-form-urlencoded; charset=utf-7", b"token=+AGE-".to_vec()),
    ];
    for (kind, body) in bodies {
        let request = app.visitor.post(format!("{}/k/{code}", app.base)).header("content-type", kind);
        let status = request.body(body.clone()).send().await.unwrap().status();
        assert!(!status.is_server_error(), "{kind} {body:?}: {status}");
    }
    for path in [
        "/k/",
        "/k/%00",
        "/k/%ff",
        "/k?code=%00",
        "/K/x",
        "/r/",
        "/results/",
        "/results/33.xml",
        "/results/999999999",
        "/results/33.json?from=2024-13",
        "/results/33.json?from=2025-01&to=2024-01",
        "/results/33.json?from=9999-12",
        "/results/33.json?boundaries=%00",
        "/results/33.json?survey=%00",
        "/results/33.json?survey=x",
        "/charts/headline.svg",
        "/charts/headline.svg?unit=%00",
        "/charts/x.svg?unit=33",
        "/charts/headline.gif?unit=33",
        "/charts/%00.png",
        "/staff/?unit=%00",
        "/staff/posters.pdf",
        "/nothing",
        "/.env",
        "//",
        "/results/33?from=0000-01",
    ] {
        let status = app.get(path).await.status();
        assert!(!status.is_server_error(), "{path}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_the_pages_and_readyz_answer_503() {
    let app = TestApp::start_without_database().await;
    assert_eq!(app.get("/healthz").await.status(), StatusCode::OK);
    assert_eq!(app.get("/readyz").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    for path in ["/", "/results/33", "/k/00000011", "/r/00000000000000000000000000"] {
        let response = app.get(path).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(response.headers().contains_key("retry-after"));
        let page = response.text().await.unwrap();
        assert!(page.contains("<html lang=\"vi\">") && !page.contains("127.0.0.1:1"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_what_was_typed_stays_on_the_page_and_can_be_sent_again() {
    let app = TestApp::start_without_database().await;
    let form = [("token", "abc"), ("settlement", "4"), ("comment", "đừng \"mất\" <b>")];
    for (language, words) in [("vi", "Gửi lại phiếu"), ("en", "Send again")] {
        let response = app.post(&format!("/k/00000011?lang={language}"), &form).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()["retry-after"], "5");
        let page = response.text().await.unwrap();
        assert!(page.contains(words) && page.contains("đừng &quot;mất&quot; &lt;b&gt;"), "{page}");
        assert!(page.contains("name=\"token\" value=\"abc\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_may_have_been_stored_is_not_reported_as_unsaved() {
    let app = TestApp::start_without_database().await;
    let sent = async |form: &[(&str, &str)]| {
        app.post("/k/00000011", form).await.text().await.unwrap().contains("chỉ được tính một lần")
    };
    assert!(!sent(&[("token", "abc")]).await, "nothing was sent to the database");
    assert!(sent(&[("token", "abc"), ("maybe-stored", "1")]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_on_a_page_of_another_site_is_refused() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let token = app.form_token(&code).await;
    let send = async |site: &str| {
        let form = [("token", token.as_str()), ("settlement", "5"), ("attitude", "5")];
        let request = app.visitor.post(format!("{}/k/{code}", app.base)).form(&form);
        request.header("sec-fetch-site", site).send().await.unwrap().status()
    };
    for site in ["cross-site", "same-site"] {
        assert_eq!(send(site).await, StatusCode::FORBIDDEN, "{site}");
    }
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 0);
    assert_eq!(send("same-origin").await, StatusCode::SEE_OTHER);
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 1);
}
