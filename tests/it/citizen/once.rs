//! Accepting a response: durably, and only once.

use chrono::{Duration, Utc};
use chrono_tz::Asia::Ho_Chi_Minh;
use hailong::clock::Clock;
use hailong::domain::ChannelId;
use reqwest::StatusCode;
use reqwest::header::LOCATION;

use crate::support::{TestApp, hidden_field};

#[tokio::test(flavor = "multi_thread")]
async fn a_response_gets_a_receipt_and_is_stored_as_sent() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let token = app.form_token(&code).await;
    let form = [
        ("token", token.as_str()),
        ("settlement", "5"),
        ("attitude", "4"),
        ("access", ""),
        ("feedback", "2"),
        ("comment", "Cảm ơn các cháu!\r\nRất nhanh."),
    ];
    let response = app.post(&format!("/k/{code}"), &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let receipt = response.headers()[LOCATION].to_str().unwrap().to_owned();
    assert!(receipt.starts_with("/r/"));
    let page = app.page(&receipt).await;
    assert!(page.contains("Xã Mễ Sở") && page.contains("Quầy 1"));
    assert!(!page.contains("Rất nhanh"), "a receipt never shows what was answered");

    let query = "SELECT count(*) FROM responses WHERE answers = '\\x050400000002'";
    assert_eq!(app.database.count(query).await, 1);
    let query = "SELECT count(*) FROM comments WHERE body = E'Cảm ơn các cháu!\\nRất nhanh.'";
    assert_eq!(app.database.count(query).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_is_one_response_with_one_receipt() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let token = app.form_token(&code).await;
    let form = [("token", token.as_str()), ("settlement", "5"), ("attitude", "5"), ("comment", "Tốt")];
    let path = format!("/k/{code}");
    let (first, second) = tokio::join!(app.post(&path, &form), app.post(&path, &form));
    let third = app.post(&path, &form).await;
    let receipts = [first, second, third].map(|response| {
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        response.headers()[LOCATION].clone()
    });
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_with_other_answers_is_refused_and_the_first_ones_stand() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let token = app.form_token(&code).await;
    let path = format!("/k/{code}");
    let send = async |token: &str, level: &str| {
        app.post(&path, &[("token", token), ("settlement", level), ("attitude", level)]).await
    };
    assert_eq!(send(&token, "5").await.status(), StatusCode::SEE_OTHER);
    let conflict = send(&token, "1").await;
    assert_eq!(conflict.status(), StatusCode::CONFLICT);
    let stored = "SELECT count(*) FROM responses WHERE answers = '\\x050500000000'";
    assert_eq!(app.database.count(stored).await, 1);
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 1);
    // Another visit, or another person with the same phone: nothing has to be typed again.
    let page = conflict.text().await.unwrap();
    assert!(
        page.contains("name=\"settlement\" value=\"1\"") && page.contains("Gửi thành phiếu mới"),
        "{page}"
    );
    assert_eq!(send(&hidden_field(&page, "token"), "1").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_answers_to_each_form_sent_many_times_at_once_one_is_stored_and_gets_the_receipt() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let path = format!("/k/{code}");
    let mut tokens = Vec::new();
    for _ in 0..8 {
        tokens.push(app.form_token(&code).await);
    }
    // Each round sends all forms, so that the batches of several writers overlap.
    let sent = (0..12).flat_map(|round| tokens.iter().map(move |token| (token, ["5", "1"][round % 2])));
    let answers = futures_util::future::join_all(sent.map(async |(token, level)| {
        let form =
            [("token", token.as_str()), ("settlement", level), ("attitude", level), ("comment", level)];
        (token, level, app.post(&path, &form).await.status())
    }));
    let answers = answers.await;
    for form in &tokens {
        let of_form = || answers.iter().filter(|(token, ..)| *token == form);
        let told =
            |status| of_form().filter(|answer| answer.2 == status).map(|answer| answer.1).collect::<Vec<_>>();
        let (accepted, refused) = (told(StatusCode::SEE_OTHER), told(StatusCode::CONFLICT));
        assert_eq!((accepted.len(), refused.len()), (6, 6));
        assert!(accepted.iter().all(|level| *level == accepted[0] && !refused.contains(level)));
    }
    let whole = "SELECT count(*) FROM responses JOIN comments ON response_id = id
        WHERE get_byte(answers, 0) = body::integer AND get_byte(answers, 1) = body::integer";
    assert_eq!(app.database.count(whole).await, 8);
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 8);
    assert_eq!(app.database.count("SELECT count(*) FROM comments").await, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_older_than_a_day_is_taken_once_and_marked() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let channel = ChannelId(i32::try_from(app.database.count("SELECT max(id) FROM channels").await).unwrap());
    for (hours, late) in [(23, 0), (25, 1), (24 * 100, 1)] {
        let shown = Clock::fixed(Ho_Chi_Minh, Utc::now() - Duration::hours(hours));
        let token = app.tokens.issue(channel, shown);
        let form = [("token", token.as_str()), ("settlement", "4"), ("attitude", "4")];
        for _ in 0..2 {
            assert_eq!(app.post(&format!("/k/{code}"), &form).await.status(), StatusCode::SEE_OTHER);
        }
        let marked = "SELECT count(*) FROM responses WHERE late";
        assert_eq!(app.database.count(marked).await, late, "{hours} hours");
        assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 1);
        app.database.execute("DELETE FROM responses").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_not_issued_for_the_channel_is_refused_and_what_was_typed_is_kept() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let other = app.channel("11953", "Quầy 1").await;
    let foreign = app.form_token(&other).await;
    for token in [foreign.as_str(), "", "AAAA", "ệ"] {
        let form = [("token", token), ("settlement", "5"), ("attitude", "5"), ("comment", "giữ lại câu này")];
        let response = app.post(&format!("/k/{code}"), &form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(response.text().await.unwrap().contains("giữ lại câu này"));
    }
    assert_eq!(app.database.count("SELECT count(*) FROM responses").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_receipt_is_not_found() {
    let app = TestApp::start().await;
    for receipt in ["00000000000000000000000000", "x", "%00", "..%2f..%2fetc"] {
        assert_eq!(app.get(&format!("/r/{receipt}")).await.status(), StatusCode::NOT_FOUND, "{receipt}");
    }
}
