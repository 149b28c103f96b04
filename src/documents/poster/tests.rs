//! Posters, read back with other people's programs: a rasteriser, a scanner and a text extractor.

use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

fn poster(unit_name: &str, label: &str, origin: &str, number: u64) -> Poster {
    let code = (number..).find_map(ChannelCode::from_number).unwrap();
    Poster {
        unit_name: unit_name.to_owned(),
        label: label.to_owned(),
        url: format!("{origin}/k/{code}"),
        code,
        serial: format!("01/11/2024 · {number:03}"),
        illustrative: false,
    }
}

fn typical() -> Poster {
    poster("Phường Lê Lợi", "Quầy 2 – Hộ tịch", "https://hailong.hungyen.gov.vn", 1)
}

/// The extremes of what can stand on a poster: the shortest, the longest, an address that needs a large symbol,
/// one for the smallest, capitals.
fn posters() -> Vec<Poster> {
    let longest = "Trung tâm Phục vụ hành chính công phường Nguyễn Văn Linh và các xã lân cận";
    let counter = "Quầy 12 – Hộ tịch, chứng thực và bảo trợ xã hội";
    vec![
        typical(),
        poster("Phường Nguyễn Văn Linh", counter, "HTTPS://HAILONG.VN", 2),
        poster("Xã Ô", "Quầy 1", "http://127.0.0.1:8080", 3),
        poster(longest, &format!("{counter}, đất đai, xây dựng"), "http://a.vn", 4),
        poster(longest, counter, "https://khao-sat.trung-tam-phuc-vu-hanh-chinh-cong.hungyen.gov.vn", 5),
    ]
}

/// What a program prints. One that is missing fails the test: nothing may pass unread.
fn run(program: &str, package: &str, arguments: &[&str], directory: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(directory)
        .stderr(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program} cannot be run ({error}): apt-get install {package}"));
    assert!(output.status.success(), "{program} {arguments:?} failed");
    String::from_utf8(output.stdout).unwrap()
}

fn written(posters: &[Poster]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("posters.pdf"), posters_pdf(posters).unwrap()).unwrap();
    directory
}

fn scan(directory: &Path, page: usize, resolution: &str) -> String {
    let page = page.to_string();
    let raster = ["-r", resolution, "-f", &page, "-l", &page, "-png", "-singlefile", "posters.pdf", "page"];
    run("pdftoppm", "poppler-utils", &raster, directory);
    // A trailing newline ends what was read.
    run("zbarimg", "zbar-tools", &["--raw", "-q", "page.png"], directory).trim_end().to_owned()
}

/// The text of one page with single gaps, so that line breaks do not matter.
fn text(directory: &Path, page: usize) -> String {
    let page = page.to_string();
    let text =
        run("pdftotext", "poppler-utils", &["-raw", "-f", &page, "-l", &page, "posters.pdf", "-"], directory);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_scanner_reads_exactly_the_address() {
    let posters = posters();
    let directory = written(&posters);
    for (page, poster) in (1..).zip(&posters) {
        assert_eq!(scan(directory.path(), page, "150"), poster.url);
    }
}

#[test]
fn a_scanner_reads_it_from_a_coarse_copy_too() {
    assert_eq!(scan(written(&[typical()]).path(), 1, "40"), typical().url);
}

#[test]
fn every_word_is_there_with_all_its_letters() {
    let posters = posters();
    let directory = written(&posters);
    for (page, poster) in (1..).zip(&posters) {
        let text = text(directory.path(), page);
        let code = format!("Mã quầy {}", poster.code);
        let typed = poster.url.split_once("://").unwrap().1;
        let words = [&poster.unit_name, &poster.label, &poster.serial, &code];
        for words in words.map(String::as_str).into_iter().chain([
            "Mời Ông/Bà quét mã để đánh giá sự phục vụ",
            "Khoảng 1 phút",
            "Không cần ghi tên",
            "Ý kiến được giữ kín",
            "Chính quyền vì Nhân dân phục vụ",
        ]) {
            assert!(text.contains(words), "{words} is missing: {text}");
        }
        // An address may be broken anywhere; capitals are typed small.
        let unbroken = text.replace(' ', "").to_lowercase();
        assert!(unbroken.contains(&typed.to_lowercase()), "{typed}: {text}");
        assert!(!text.contains("Dữ liệu minh họa"));
    }
}

#[test]
fn made_up_data_are_marked() {
    let directory = written(&[Poster { illustrative: true, ..typical() }]);
    assert!(text(directory.path(), 1).contains("Dữ liệu minh họa"));
}

#[test]
fn the_pages_are_a4_and_the_file_says_what_it_is() {
    let directory = written(&[typical()]);
    let facts = run("pdfinfo", "poppler-utils", &["posters.pdf"], directory.path());
    assert!(facts.contains("Áp phích mã QR khảo sát sự hài lòng"), "{facts}");
    assert!(facts.contains("595.276 x 841.89 pts (A4)"), "{facts}");
    let metadata = run("pdfinfo", "poppler-utils", &["-meta", "posters.pdf"], directory.path());
    assert!(metadata.contains("<rdf:li>vi</rdf:li>"), "{metadata}");
    let fonts = run("pdffonts", "poppler-utils", &["posters.pdf"], directory.path());
    let embedded: Vec<_> = fonts.lines().filter(|line| line.contains("+BeVietnamPro")).collect();
    assert_eq!(embedded.len(), 3, "{fonts}");
}

#[test]
fn each_poster_has_its_page_and_its_code() {
    let posters: Vec<_> = (0..20)
        .map(|number| Poster { ..poster("Xã Mễ Sở", "Quầy 1", "http://a.vn", 1000 * number) })
        .collect();
    let directory = written(&posters);
    let facts = run("pdfinfo", "poppler-utils", &["posters.pdf"], directory.path());
    assert!(facts.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 20")), "{facts}");
    let scanned: std::collections::BTreeSet<_> =
        (1..=20).map(|page| scan(directory.path(), page, "72")).collect();
    assert_eq!(scanned.len(), 20);
    assert_eq!(scanned, posters.into_iter().map(|poster| poster.url).collect());
}

#[test]
fn the_same_posters_give_the_same_bytes() {
    assert_eq!(posters_pdf(&posters()).unwrap(), posters_pdf(&posters()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_text_pushes_the_code_off_the_page(unit_name in ".{0,400}", label in ".{0,400}", path in "[ -~]{0,80}") {
        let poster = Poster { unit_name, label, url: format!("http://a.vn/{path}"), ..typical() };
        let symbol = qr_symbol::QrSymbol::encode(&poster.url).unwrap();
        let texts = page::Texts::of(&poster, typefaces().unwrap());
        prop_assert!(page::Layout::of(&texts, &symbol).keeps_clear_of_the_footer());
        prop_assert!(posters_pdf(&[poster]).is_ok());
    }
}

#[test]
fn names_are_printed_composed() {
    let decomposed: String = "Xã Mễ Sở".nfd().collect();
    let directory = written(&[Poster { unit_name: decomposed, ..typical() }]);
    assert!(text(directory.path(), 1).contains("Xã Mễ Sở"));
}
