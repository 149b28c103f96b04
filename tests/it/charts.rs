//! `/charts/{kind}.{format}`

use hailong::app::ImportKind;
use reqwest::StatusCode;

use crate::results::november;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_shows_the_figures_their_intervals_and_the_number_of_answers() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    let svg = app.page("/charts/headline.svg?unit=33&from=2024-11&to=2024-11&lang=vi").await;
    for text in ["97,0%", "91,5–99,0%", "85,0%", "100 phiếu trả lời", "Tỉnh Hưng Yên", "tháng 11/2024"]
    {
        assert!(svg.contains(text), "{text}");
    }
    let svg = app.page("/charts/distribution.svg?unit=33&from=2024-11&to=2024-11&lang=en").await;
    assert!(svg.contains("Settling the dossier") && svg.contains("November 2024"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_without_answers_is_a_png_and_its_svg_says_so() {
    let app = TestApp::start().await;
    let response = app.get("/charts/headline.png?unit=33&from=2024-11").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "image/png");
    let bytes = response.bytes().await.unwrap();
    let image = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    assert!(image.info().width >= 1600);
    let svg = app.page("/charts/headline.svg?unit=33&from=2024-11").await;
    assert!(svg.contains("Chưa có phiếu trả lời nào"), "{svg}");
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_and_formats_that_do_not_exist_are_not_found() {
    let app = TestApp::start().await;
    for path in ["/charts/pie.svg?unit=33", "/charts/headline.gif?unit=33", "/charts/headline.svg?unit=x"] {
        assert_eq!(app.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn charts_of_a_period_of_a_thousand_years_stay_small() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    for kind in ["trend", "dossiers", "rollout", "participation"] {
        let query = "unit=33&from=1900-01&to=2999-12";
        let svg = app.page(&format!("/charts/{kind}.svg?{query}")).await;
        assert!(svg.len() < 200_000, "{kind}: {} bytes", svg.len());
        let page = app.page(&format!("/results/33/charts/{kind}?{query}")).await;
        assert!(page.len() < 200_000 && !page.contains("2999</th>"), "{kind}: {} bytes", page.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_chart_and_its_files_are_about_the_same_question() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    let address = "/results/33/charts/funnel?from=2024-11&question=attitude";
    let page = app.page(address).await;
    let files: Vec<&str> =
        page.split("href=\"/charts/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(files.len() > 20 && files.iter().all(|file| file.contains("question=attitude")), "{files:?}");
    assert!(!app.page("/results/33/charts/funnel?from=2024-11").await.contains("question="));
}
