//! `/results/{unit}.xlsx` and `hailong export results --format xlsx`, as a spreadsheet program shows them.

use std::path::Path;

use hailong::app::ImportKind;
use reqwest::StatusCode;

use crate::commands::hailong;
use crate::editions::late;
use crate::results::{DOSSIERS, november};
use crate::support::{TestApp, shown};

async fn saved(app: &TestApp, path: &str, file: &Path) -> String {
    let response = app.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(
        response.headers()["content-type"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    let name = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    std::fs::write(file, response.bytes().await.unwrap()).unwrap();
    name
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_shows_what_the_page_shows() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.publish("2024-11").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("results.xlsx");
    let name = saved(&app, "/results/33.xlsx?from=2024-11&to=2024-11", &file).await;
    assert_eq!(name, "attachment; filename=\"hailong-tinh-hung-yen-33-2024-11.xlsx\"");
    let sheets = shown(&file);
    let holds = |sheet: &str, text: &str| {
        assert!(sheets[sheet].contains(text), "{sheet}: {text} is missing in {}", sheets[sheet]);
    };
    holds("Kết quả chính", "\"Giải quyết hồ sơ\",100,97,\"97,0%\",\"91,5%\",\"99,0%\",\"97,0%\"");
    holds("Kết quả chính", "\"Hồ sơ tiếp nhận\",1.400");
    holds("Kết quả chính", "\"Từ tháng\",11/2024");
    holds("Kết quả chính", "100 phiếu trả lời trên 1.400 hồ sơ (7,1%)");
    holds("Câu hỏi", "\"Thái độ cán bộ\",100,0,0,0,15,85,0,85,\"85,0%\"");
    // Nine answers are too few: a text instead of zero.
    holds("Câu hỏi", &format!("\"Tiếp cận dịch vụ\",9,91{}", ",\"chưa đủ phiếu\"".repeat(16)));
    holds("Đơn vị", "chưa đủ để so sánh");
    holds("Theo tháng", "11/2024,\"Giải quyết hồ sơ\",100,\"97,0%\",\"91,5%\",\"99,0%\",100,1.400");
    holds("Phiếu và hồ sơ", "11/2024,100,1.400,\"7,1%\",1.092,308,0,\"0,0%\"");
    holds("So với kỳ trước", "\"Giải quyết hồ sơ\",10/2024,10/2024,\"chưa có phiếu\"");
    holds("Cách tính", "Tỷ lệ hài lòng là số câu trả lời");

    let english = folder.path().join("english.xlsx");
    saved(&app, "/results/33.xlsx?from=2024-11&to=2024-11&lang=en", &english).await;
    assert!(shown(&english)["Main results"].contains("Settling the dossier"));
    assert_eq!(app.get("/results/99.xlsx").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workbook_of_an_old_edition_stays_as_it_was() {
    let app = TestApp::start().await;
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    app.import(ImportKind::Responses, &late(20)).await.unwrap();
    app.publish("2024-11").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.xlsx");
    let name = saved(&app, "/results/33/editions/2024-11/1.xlsx", &file).await;
    assert!(name.contains("-edition-1.xlsx"), "{name}");
    let sheets = shown(&file);
    assert!(sheets["Kết quả chính"].contains("\"Giải quyết hồ sơ\",100,97,"));
    assert!(sheets["Kết quả chính"].contains("đã có ấn bản mới hơn"));
    assert!(sheets["Theo tháng"].contains("11/2024,\"Giải quyết hồ sơ\""), "{}", sheets["Theo tháng"]);
    saved(&app, "/results/33.xlsx?period=2024-11", &file).await;
    assert!(shown(&file)["Kết quả chính"].contains("\"Giải quyết hồ sơ\",120,97,"));
    assert_eq!(app.get("/results/33/editions/2024-11/9.xlsx").await.status(), StatusCode::NOT_FOUND);
}

#[test]
fn the_commands_write_workbooks_and_packs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let run = |arguments: &[&str], input: &str| {
        let output = hailong(&data, arguments, input);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["import", "units", "assets/data/units.csv"], "");
    run(&["import", "lineage", "assets/data/lineage.csv"], "");
    run(&["import", "responses", "-"], &november());
    run(&["publish", "--period", "2024-11"], "");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (unit, list, pack) = (file("unit.xlsx"), file("list.xlsx"), file("pack.zip"));
    let workbook = ["export", "results", "--format", "xlsx", "--output"];
    run(&[&workbook[..], &[&unit, "--unit", "33", "--period", "2024-11"]].concat(), "");
    assert!(shown(Path::new(&unit))["Câu hỏi"].contains("\"Giải quyết hồ sơ\",100,0,"));
    run(&[&workbook[..], &[&list]].concat(), "");
    let sheets = shown(Path::new(&list));
    assert!(sheets["Đơn vị và tháng"].contains("\"Xã Mễ Sở\",\"12049\",11/2024,\"Giải quyết hồ sơ\",100,0"));
    run(&["pack", "--unit", "33", "--period", "2024-11", "--lang", "en", "--output", &pack], "");
    crate::packs::is_sound(Path::new(&pack));
    let both = ["pack", "--unit", "33", "--period", "2024-11", "--from", "2024-11"];
    assert_eq!(hailong(&data, &both, "").status.code(), Some(2));
}
