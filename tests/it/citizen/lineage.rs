//! Posters remain valid after mergers.

use hailong::app::ImportKind;

use crate::support::TestApp;

/// One response in a month that is not published.
const ONE: &str = "\"responses\":1}";

#[tokio::test(flavor = "multi_thread")]
async fn a_response_to_a_merged_units_poster_counts_for_todays_unit() {
    let app = TestApp::start().await;
    // Quang Trung became part of Lê Lợi on 1 December 2024, and Lê Lợi part of Phố Hiến on 1 July 2025.
    let statement = "INSERT INTO channels (code, unit_id, label, survey_id, mode)
        SELECT '00000011', id, 'Quầy 1', (SELECT id FROM surveys), 1 FROM units WHERE code = '11965'";
    app.database.execute(statement).await;
    let page = app.page("/k/00000011").await;
    assert!(page.contains("Phường Phố Hiến") && page.contains("Phường Quang Trung"), "{page}");
    assert_eq!(app.answer("00000011", "5", "5").await.status(), 303);
    app.page_with("/results/11953.json", ONE).await;
    app.page_with("/results/33.json", ONE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_to_a_split_units_poster_counts_only_above_all_its_parts() {
    let app = TestApp::start().await;
    // Đình Dù was split between Đại Đồng and Như Quỳnh; the shares are unknown.
    let statement = "INSERT INTO channels (code, unit_id, label, survey_id, mode)
        SELECT '00000011', id, 'Quầy 1', (SELECT id FROM surveys), 1 FROM units WHERE code = '12004' AND name = 'Xã Đình Dù'";
    app.database.execute(statement).await;
    assert_eq!(app.answer("00000011", "5", "5").await.status(), 303);
    app.page_with("/results/33.json", ONE).await;
    assert_eq!(app.json("/results/12004.json").await["collecting"]["responses"], 0);
    assert_eq!(app.json("/results/11995.json").await["collecting"]["responses"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_response_counts_for_the_unit_of_its_own_day() {
    let app = TestApp::start().await;
    let csv = "id,submitted_at,unit,mode,settlement,attitude\n\
        0193a000-0000-7000-8000-000000000001,2024-11-30T09:00:00+07:00,11965,paper,5,5\n\
        0193a000-0000-7000-8000-000000000002,2024-12-01T09:00:00+07:00,11959,paper,4,4\n";
    app.import(ImportKind::Responses, csv).await.unwrap();
    app.publish("2024-11..2024-12").await;
    let responses = async |path: &str| app.json(path).await["responses"].clone();
    assert_eq!(responses("/results/11965.json?from=2024-11").await, 1);
    assert_eq!(responses("/results/11959.json?from=2024-11").await, 0);
    assert_eq!(responses("/results/11959.json?from=2024-12").await, 1);
    // Under current boundaries both belong to Phố Hiến.
    assert_eq!(responses("/results/11953.json?from=2024-11&to=2024-12&boundaries=current").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_without_a_one_time_code_has_the_open_mode() {
    let app = TestApp::start().await;
    app.import(ImportKind::Channels, "unit,label,mode\n12049,Mã kèm giấy hẹn,verified\n").await.unwrap();
    let code = app.last_channel().await;
    assert_eq!(app.answer(&code, "5", "5").await.status(), 303);
    assert_eq!(app.database.count("SELECT count(*) FROM responses WHERE mode = 1").await, 1);
}
