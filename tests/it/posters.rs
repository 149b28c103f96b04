//! Posters, read from a picture as a phone's camera does.

use hailong::app::{App, AppError, AppSettings, ImportKind, PosterOrder, PosterScope};
use hailong::clock::Clock;
use hailong::documents::PosterSize;
use reqwest::StatusCode;

use crate::support::{TestApp, run_program};

/// An order for the whole province.
fn province() -> PosterOrder {
    PosterOrder::of(PosterScope::Unit("33".parse().unwrap()))
}

/// The text of a PDF, with single spaces.
fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("posters.pdf");
    std::fs::write(&file, pdf).unwrap();
    let text = run_program("pdftotext", "poppler-utils", &["-raw", &file.display().to_string(), "-"]);
    String::from_utf8(text).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_qr_code_on_each_page_contains_a_channels_url() {
    let app = TestApp::start().await;
    let csv = "unit,label\n12049,Quầy 1 – Tiếp nhận\n12049,Quầy 2 – Hộ tịch\n";
    app.import(ImportKind::Channels, csv).await.unwrap();
    for size in PosterSize::ALL {
        let pdf = app.app.posters(&PosterOrder { size, ..province() }).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("posters.pdf");
        std::fs::write(&file, pdf).unwrap();
        let (file, pages) = (file.display().to_string(), folder.path().join("page").display().to_string());
        // The upper left sticker, the upper side of the tent, or the part of the poster with the code.
        let (width, height) = match size {
            PosterSize::A4 => ("827", "1169"),
            PosterSize::Tent => ("827", "584"),
            PosterSize::Stickers => ("413", "292"),
        };
        let look = ["-r", "100", "-x", "0", "-y", "0", "-W", width, "-H", height, "-png", &file, &pages];
        run_program("pdftoppm", "poppler-utils", &look);
        let read = |page: u32| {
            let picture = format!("{pages}-{page}.png");
            let url = run_program("zbarimg", "zbar-tools", &["--raw", "-q", &picture]);
            String::from_utf8(url).unwrap().trim().to_owned()
        };
        let urls = [read(1), read(2)];
        assert_ne!(urls[0], urls[1]);
        for url in urls {
            let code = url.strip_prefix("https://hailong.example/k/").expect("the URL of a channel");
            assert!(app.page(&format!("/k/{code}")).await.contains("Xã Mễ Sở"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posters_of_a_unit_without_channels_fail_with_advice() {
    let app = TestApp::start().await;
    let error = app.app.posters(&province()).await.unwrap_err();
    assert!(error.to_string().contains("hailong import channels"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poster_names_who_is_responsible_for_todays_unit() {
    let app = TestApp::start().await;
    app.channel("12049", "Quầy 1").await;
    // Quang Trung became part of Lê Lợi on 1 December 2024, and Lê Lợi part of Phố Hiến on 1 July 2025.
    for statement in [
        "INSERT INTO channels (code, unit_id, label, survey_id, mode)
         SELECT '00000011', id, 'Quầy cũ', (SELECT id FROM surveys), 1 FROM units WHERE code = '11965'",
        "INSERT INTO contacts (unit_id, role, name, telephone)
         SELECT id, 'Chủ tịch', 'Người thời trước', '0221' FROM units WHERE code = '11965'",
    ] {
        app.database.execute(statement).await;
    }
    let without = text_of(&app.app.posters(&province()).await.unwrap());
    assert!(!without.contains("Người chịu trách nhiệm"), "{without}");
    let csv = "unit,role,name,telephone\n\
               11953,Chủ tịch UBND phường,Nguyễn Văn An,0221 3862 123\n\
               11953,Phó Chủ tịch,Lê Thị Bình,0221 3862 124\n";
    app.import(ImportKind::Contacts, csv).await.unwrap();
    let with = text_of(&app.app.posters(&province()).await.unwrap());
    assert!(with.contains("Phường Phố Hiến Quầy cũ"), "{with}");
    for words in
        ["Nguyễn Văn An Chủ tịch UBND phường · 0221 3862 123", "Lê Thị Bình Phó Chủ tịch · 0221 3862 124"]
    {
        assert_eq!(with.matches(words).count(), 1, "{with}");
    }
    let both = text_of(&app.app.posters(&PosterOrder { bilingual: true, ..province() }).await.unwrap());
    assert!(both.contains("Người chịu trách nhiệm Who is responsible"), "{both}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logo_in_the_data_directory_is_printed_and_a_damaged_one_is_named() {
    let test = TestApp::start().await;
    test.channel("12049", "Quầy 1").await;
    let folder = tempfile::tempdir().unwrap();
    let settings = AppSettings {
        base_url: "https://hailong.example".to_owned(),
        calendar: hailong::domain::ReleaseCalendar::default(),
        data_dir: Some(folder.path().to_owned()),
        mail: hailong::config::MailSettings::default(),
        oidc: None,
    };
    let database = test.database.store();
    let app = App::with_settings(database, Clock::system(chrono_tz::Asia::Ho_Chi_Minh), settings);
    let plain = app.posters(&province()).await.unwrap();
    assert_eq!(plain, test.app.posters(&province()).await.unwrap());

    let chart = test.visitor.get(format!("{}/charts/headline.png?unit=33", test.base)).send().await.unwrap();
    let picture = chart.bytes().await.unwrap();
    std::fs::write(folder.path().join("logo.png"), &picture).unwrap();
    let with_logo = app.posters(&province()).await;
    match with_logo {
        Ok(with_logo) => assert_ne!(plain, with_logo),
        Err(error) => panic!("{error}"),
    }

    std::fs::write(folder.path().join("logo.png"), &picture[..picture.len() / 2]).unwrap();
    let error = app.posters(&province()).await.unwrap_err();
    assert!(matches!(error, AppError::UnusableLogo { .. }));
    let error = error.to_string();
    assert!(error.contains("logo.png is a damaged picture") && error.contains("save it anew"), "{error}");

    let named = PosterOrder { logo: Some(folder.path().join("none.png")), ..province() };
    let error = app.posters(&named).await.unwrap_err().to_string();
    assert!(error.contains("none.png cannot be read"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_choose_a_size_and_both_languages_and_an_unknown_size_gets_the_known_ones() {
    let app = TestApp::start().await;
    app.channel("12049", "Quầy 1").await;
    let browser = app.staff("lan@hungyen.example", "33").await;
    let get = async |query: &str| {
        let url = format!("{}/staff/posters.pdf?unit=33{query}", app.base);
        browser.get(url).send().await.unwrap()
    };
    for size in PosterSize::ALL {
        let response = get(&format!("&size={size}&bilingual=true")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let name = response.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(name.contains(&format!("hailong-posters-33-{size}-vi-en.pdf")), "{name}");
        let text = text_of(&response.bytes().await.unwrap());
        assert!(text.contains("Scan to rate our service") && text.contains("Xã Mễ Sở"), "{text}");
    }
    let response = get("&size=a3").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let page = response.text().await.unwrap();
    assert!(page.contains("a3") && page.contains("size=tent") && page.contains("unit=33"), "{page}");
    assert_eq!(get("&bilingual=maybe").await.status(), StatusCode::BAD_REQUEST);
}
