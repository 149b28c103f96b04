//! `/results/{unit}/pack.zip`, read by independent software.

use std::path::Path;

use hailong::app::ImportKind;
use reqwest::StatusCode;

use crate::results::{DOSSIERS, november};
use crate::support::{TestApp, run_program, shown};

/// Checks with Python that every file of the pack is intact; returns their names.
pub(crate) fn is_sound(pack: &Path) -> Vec<String> {
    let pack = pack.display().to_string();
    let script = "import sys, zipfile; pack = zipfile.ZipFile(sys.argv[1]); assert pack.testzip() is None; \
                  print('\\n'.join(pack.namelist()))";
    let names = run_program("python3", "python3", &["-c", script, &pack]);
    String::from_utf8(names).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_contains_charts_figures_and_sentences_of_the_report() {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    app.import(ImportKind::Dossiers, DOSSIERS).await.unwrap();
    let response = app.get("/results/33/pack.zip?period=2024-11").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/zip");
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"hailong-tinh-hung-yen-33-2024-11.zip\""
    );
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("goi.zip");
    std::fs::write(&pack, response.bytes().await.unwrap()).unwrap();
    let names = is_sound(&pack);
    assert_eq!(names.first().unwrap(), "00-doc-truoc.txt");
    let unpacked = folder.path().join("goi");
    let [pack, into] = [&pack, &unpacked].map(|path| path.display().to_string());
    run_program("python3", "python3", &["-m", "zipfile", "-e", &pack, &into]);
    for name in names.iter().filter(|name| name.split('.').next_back() == Some("png")) {
        let file = std::io::BufReader::new(std::fs::File::open(unpacked.join(name)).unwrap());
        let mut image = png::Decoder::new(file).read_info().unwrap();
        let mut pixels = vec![0; image.output_buffer_size().unwrap()];
        assert!(image.next_frame(&mut pixels).unwrap().width == 3840, "{name}");
    }
    let read = |name: &str| std::fs::read_to_string(unpacked.join(name)).unwrap();
    assert!(read("01-ket-qua-chinh.svg").contains("97,0%"));
    assert!(read("11-so-lieu.csv").contains("0.9700"));
    let sentences = read("13-cau-co-the-dan.txt");
    assert!(
        sentences.contains("97,0% (KTC 95%: 91,5–99,0%)")
            && sentences.contains("https://hailong.example/results/33/editions/2024-11/1?")
    );
    assert!(shown(&unpacked.join("10-bang-so-lieu.xlsx"))["Câu hỏi"].contains("\"Giải quyết hồ sơ\",100,0,"));
    assert_eq!(app.get("/results/99/pack.zip").await.status(), StatusCode::NOT_FOUND);
}
