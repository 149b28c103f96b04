//! Posters, as a phone's camera meets them.

use hailong::app::{ImportKind, PosterScope};

use crate::support::{TestApp, run_program};

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_reads_the_channels_url_off_every_page() {
    let app = TestApp::start().await;
    let csv = "unit,label\n12049,Quầy 1 – Tiếp nhận\n12049,Quầy 2 – Hộ tịch\n";
    app.import(ImportKind::Channels, csv).await.unwrap();
    let pdf = app.app.posters(&PosterScope::Unit("33".parse().unwrap())).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("posters.pdf");
    std::fs::write(&file, pdf).unwrap();
    let (file, pages) = (file.display().to_string(), folder.path().join("page").display().to_string());
    run_program("pdftoppm", "poppler-utils", &["-r", "100", "-png", &file, &pages]);
    let read = |page: u32| {
        let picture = format!("{pages}-{page}.png");
        let url = run_program("zbarimg", "zbar-tools", &["--raw", "-q", &picture]);
        String::from_utf8(url).unwrap().trim().to_owned()
    };
    let urls = [read(1), read(2)];
    assert_ne!(urls[0], urls[1]);
    for url in urls {
        let code = url.strip_prefix("https://hailong.example/k/").expect("the address of a channel");
        assert!(app.page(&format!("/k/{code}")).await.contains("Xã Mễ Sở"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_without_channels_has_no_posters_and_is_told_what_to_do() {
    let app = TestApp::start().await;
    let error = app.app.posters(&PosterScope::Unit("33".parse().unwrap())).await.unwrap_err();
    assert!(error.to_string().contains("hailong import channels"));
}
