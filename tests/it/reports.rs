//! The monthly report as a PDF.

use hailong::app::ImportKind;

use crate::results::november;
use crate::support::{TestApp, run_program};

/// A PDF, inspected with poppler's programs.
struct Paper {
    _folder: tempfile::TempDir,
    file: String,
}

impl Paper {
    fn of(pdf: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.pdf").display().to_string();
        std::fs::write(&file, pdf).unwrap();
        Self { _folder: folder, file }
    }

    fn run(&self, program: &str, options: &[&str]) -> String {
        let arguments = [options, &[self.file.as_str()]].concat();
        // Titles of headings are printed in their stored encoding, UTF-16.
        String::from_utf8_lossy(&run_program(program, "poppler-utils", &arguments)).into_owned()
    }

    /// The number of its fonts; fails unless all are embedded and can be mapped back to text.
    fn embedded_fonts(&self) -> usize {
        let fonts = self.run("pdffonts", &[]);
        let fonts: Vec<&str> = fonts.lines().skip(2).collect();
        for font in &fonts {
            let columns: Vec<&str> = font.split_whitespace().rev().collect();
            // Object, generation, then whether the font can be mapped to text, is a subset, and is embedded.
            assert_eq!((columns[2], columns[4]), ("yes", "yes"), "{font}");
        }
        fonts.len()
    }

    fn text(&self) -> String {
        let text = run_program("pdftotext", "poppler-utils", &[self.file.as_str(), "-"]);
        let text = String::from_utf8(text).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

async fn november_app() -> TestApp {
    let app = TestApp::start().await;
    app.import(ImportKind::Responses, &november()).await.unwrap();
    app.publish("2024-11").await;
    app
}

async fn paper(app: &TestApp, path: &str) -> Paper {
    let response = app.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(response.headers()["content-type"], "application/pdf");
    Paper::of(&response.bytes().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_a_province_is_a_tagged_a4_pdf_with_its_figures() {
    let app = november_app().await;
    let paper = paper(&app, "/results/33/report.pdf?period=2024-11").await;
    let facts = paper.run("pdfinfo", &[]);
    let fact = |name: &str| {
        let line = facts.lines().find(|line| line.starts_with(name)).expect(name);
        line.split_once(':').unwrap().1.trim().to_owned()
    };
    assert_eq!(fact("Tagged"), "yes");
    assert!(fact("Page size").ends_with("(A4)"), "{facts}");
    assert!((3..=8).contains(&fact("Pages").parse::<u32>().unwrap()), "{facts}");
    assert!(fact("Title").starts_with("Báo cáo kết quả khảo sát sự hài lòng"), "{facts}");

    assert!(paper.embedded_fonts() >= 3);

    let text = paper.text();
    let page = format!("Trang 1/{}", fact("Pages"));
    for words in [
        "Báo cáo kết quả khảo sát sự hài lòng",
        "Tỉnh Hưng Yên, tháng 11/2024",
        "97,0% (KTC 95%:",
        "Phân bố câu trả lời",
        "Thủ tục hành chính",
        "Các con số được tính thế nào",
        "Ấn bản 1 ngày",
        page.as_str(),
    ] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    let structure = paper.run("pdfinfo", &["-struct"]);
    for element in ["H1", "H2", "P (block)", "Figure", "Table", "TR", "TH", "TD", "LI"] {
        assert!(structure.contains(element), "{element} is missing in {structure}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_english_report_names_its_edition_and_drawing_is_reproducible() {
    let app = november_app().await;
    let text = paper(&app, "/results/33/report.pdf?period=2024-11&lang=en").await.text();
    for words in [
        "Report on citizens’ satisfaction",
        "Tỉnh Hưng Yên, November 2024",
        "97.0% (95% CI:",
        "How these figures are reckoned",
        "dition 1 of",
    ] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    assert!(!text.contains("may still change"));
    let draw = async || app.get("/results/33/report.pdf?period=2024-11").await.bytes().await.unwrap();
    assert!(draw().await == draw().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_answers_it_says_so_on_few_pages() {
    let app = TestApp::start().await;
    let paper = paper(&app, "/results/12049/report.pdf?period=2024-11").await;
    assert!(paper.text().contains("Chưa có phiếu trả lời nào được công bố trong kỳ này"));
    assert!(paper.run("pdfinfo", &[]).contains("Pages:           2"));
    assert_eq!(app.get("/results/99999/report.pdf").await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chart_is_printed_with_its_fonts_and_its_vietnamese_words() {
    let app = november_app().await;
    for kind in hailong::charts::ChartKind::ALL {
        let paper = paper(&app, &format!("/charts/{kind}.pdf?unit=33&period=2024-11&shape=a4")).await;
        assert!(paper.text().contains("Tỉnh Hưng Yên · tháng 11/2024"), "{kind}: {}", paper.text());
        assert!(paper.embedded_fonts() >= 2, "{kind}");
        assert!(paper.run("pdfinfo", &[]).contains("Tagged:          yes"), "{kind}");
    }
}
