//! `/`, `/results/{unit}` and its files.

use hailong::app::ImportKind;
use reqwest::StatusCode;

use crate::support::TestApp;

/// Responses of November 2024 in Mễ Sở: 97 of 100 satisfied with the settlement, 85 of 100 with the staff.
pub(crate) fn november() -> String {
    let mut csv = "id,submitted_at,unit,mode,settlement,attitude,access\n".to_owned();
    for number in 0..100 {
        let settlement = if number < 97 { 5 } else { 2 };
        let attitude = if number < 85 { 4 } else { 3 };
        let access = if number < 9 { "5" } else { "" };
        let line = format!(
            "0193a000-0000-7000-8000-{number:012},2024-11-{:02}T09:00:00+07:00,12049,open,{settlement},{attitude},{access}\n",
            number % 28 + 1
        );
        csv.push_str(&line);
    }
    csv
}

/// Enough dossiers that small counts may be shown.
pub(crate) const DOSSIERS: &str = "unit,month,received,early,on_time,late\n12049,2024-11,1400,1092,308,0\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_json_says_what_the_contract_says() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.publish("2024-11").await;
    let report =
        app.json("/results/33.json?survey=mot-cua&from=2024-11&to=2024-11&boundaries=historic").await;
    insta::assert_snapshot!(serde_json::to_string_pretty(&report).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_months_pages_show_the_last_published_month_and_files_everything_until_now() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    let page = app.page("/results/12049").await;
    assert!(page.contains("tháng 11/2024") && page.contains("97,0%"));
    let report = app.json("/results/12049.json").await;
    assert_eq!((&report["responses"], &report["to"]), (&0.into(), &this_month().into()));
    let report = app.json("/results/12049.json?boundaries=current").await;
    assert_eq!((&report["from"], &report["responses"]), (&"2024-11".into(), &100.into()));
    // Today's first answers do not empty the page; the public sees their number.
    let code = app.channel("12049", "Quầy 1").await;
    assert_eq!(app.answer(&code, "5", "5").await.status(), 303);
    let page = app.page_with("/results/12049", "1 phiếu trả lời. Lần công bố tiếp theo: ngày").await;
    assert!(page.contains("97,0%"));
    assert_eq!(app.json("/results/12049.json").await["responses"], 0);
}

fn this_month() -> String {
    chrono::Utc::now().with_timezone(&chrono_tz::Asia::Ho_Chi_Minh).format("%Y-%m").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_begins_no_earlier_than_its_unit() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    // The province within its current boundaries exists since 1 July 2025.
    let report = app.json("/results/33.json?from=2024-11&to=2025-12").await;
    assert_eq!((&report["from"], &report["to"]), (&"2025-07".into(), &"2025-12".into()));
    assert_eq!(report["notes"], serde_json::json!([{ "kind": "valid-since", "date": "2025-07-01" }]));
    let report = app.json("/results/33.json?from=2024-11&to=2025-12&boundaries=current").await;
    assert_eq!((&report["from"], &report["responses"]), (&"2024-11".into(), &100.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_figures_with_their_evidence_and_links_to_other_units() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.publish("2024-11").await;
    let page = app.page("/results/33?from=2024-11&to=2024-11").await;
    for text in
        ["97,0%", "91,5–99,0%", "85,0%", "100 phiếu trả lời trên 1.400 hồ sơ (7,1%)", "Huyện Văn Giang"]
    {
        assert!(page.contains(text), "{text}");
    }
    let district = app.page("/results/326?from=2024-11&to=2024-11").await;
    assert!(district.contains("Xã Mễ Sở") && district.contains("Tỉnh Hưng Yên"));
    assert!(app.page("/").await.contains("/results/33"));
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_than_ten_answers_are_published_neither_in_json_nor_in_csv() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    let report = app.json("/results/12049.json?from=2024-11").await;
    let access = &report["questions"][2];
    assert_eq!((&access["key"], &access["n"], &access["waiting"]), (&"access".into(), &0.into(), &9.into()));
    assert_eq!(access["suppressed"], "below-threshold");
    assert!(access["counts"].is_null() && access["top_two"].is_null() && access["mean"].is_null());
    let csv = app.page("/results/12049.csv?from=2024-11").await;
    let line = csv.lines().find(|line| line.contains(",access,")).unwrap();
    assert!(line.contains("below-threshold") && line.contains(",0,91,,,,,,,"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_units_surveys_and_periods_are_not_found() {
    let app = TestApp::start().await;
    for path in
        ["/results/99", "/results/11965.json?from=2026-01", "/results/1", "/results/33.json?survey=khac"]
    {
        assert_eq!(app.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/results/33.json?from=november", "/results/33?from=2025-01&to=2024-01"] {
        assert_eq!(app.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_unit_is_answered_with_the_nearest() {
    let app = TestApp::start().await;
    let november = "from=2024-11&to=2024-11";
    let json = app.failure(&format!("/results/12050.json?{november}")).await;
    assert_eq!(
        json["error"],
        "no unit holds the code 12050; the nearest is 12052 (Thị trấn Yên Mỹ, until 30/11/2024)"
    );
    let nearest = &json["nearest"]["units"][0];
    assert_eq!((&nearest["code"], &nearest["valid_to"]), (&"12052".into(), &"2024-11-30".into()));
    assert!(json["nearest"]["holder"].is_null());

    let json = app.failure("/charts/headline.svg?unit=12382&from=2026-01").await;
    let error = json["error"].as_str().unwrap();
    assert!(error.contains("12382 was Xã Phương Chiểu until 30/11/2024, since then part of"), "{error}");
    assert_eq!(json["nearest"]["holder"]["name"], "Xã Phương Chiểu");
    assert_eq!(json["nearest"]["units"][1]["code"], "11977");
    assert_eq!(
        app.get("/results/12382.csv?from=2026-01").await.headers()["content-type"],
        "application/json"
    );

    let page = app.get("/results/12382?from=2026-01").await.text().await.unwrap();
    for text in [
        "12382 là mã của Xã Phương Chiểu đến hết ngày 30/11/2024.",
        "href=\"/results/11977?from=2026-01&amp;lang=vi\">Xã Tân Hưng (11977)</a>",
        "href=\"/results/12382?from=2024-11&amp;to=2024-11&amp;boundaries=historic&amp;lang=vi\"",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let page = app.get("/results/12382?from=2026-01&lang=en").await.text().await.unwrap();
    assert!(page.contains("12382 was the code of Xã Phương Chiểu until 30 November 2024."), "{page}");
    assert_eq!(
        app.get("/results/12382?from=2024-11&to=2024-11&boundaries=historic").await.status(),
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_survey_is_answered_with_the_nearest() {
    let app = TestApp::start().await;
    let json = app.failure("/results/33.json?survey=mot-cau").await;
    assert_eq!(
        json,
        serde_json::json!({
            "error": "there is no survey \"mot-cau\"",
            "nearest": { "survey": "mot-cua" },
        })
    );
    let page = app.get("/results/33?survey=mot-c%E1%BB%ADa").await.text().await.unwrap();
    assert!(page.contains("Không có phiếu khảo sát nào tên là “mot-cửa”."), "{page}");
    assert!(page.contains("href=\"/results/33?survey=mot-cua&amp;lang=vi\">mot-cua</a>"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn weights_are_given_only_where_every_unit_with_answers_has_dossiers() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    let weighted = async || {
        let report = app.json("/results/33.json?from=2024-11").await;
        report["questions"][0]["top_two_weighted"].clone()
    };
    assert!(weighted().await.is_null());
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.publish("2024-11").await;
    assert_eq!(weighted().await["share"], 0.97);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_has_security_headers() {
    let app = TestApp::start().await;
    let response = app.get("/").await;
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "same-origin");
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_answered_like_get_and_no_link_points_to_another_host() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/", "/results/33"] {
        let response = app.visitor.head(format!("{}{path}", app.base)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
    }
    let page = app.get("//elsewhere.example/x").await.text().await.unwrap();
    assert!(!page.contains("\"//elsewhere"), "{page}");
}
