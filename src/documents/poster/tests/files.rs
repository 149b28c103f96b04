//! Reads the files back with independent programs: a rasteriser, a scanner and a text extractor.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use unicode_normalization::UnicodeNormalization;

use super::*;

/// Posters in a file for other programs.
struct Written(tempfile::TempDir);

impl Written {
    fn new(posters: &[Poster], printing: &Printing) -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("posters.pdf"), posters_pdf(posters, printing).unwrap())
            .unwrap();
        Self(directory)
    }

    /// Writes posters of this size with the default options.
    fn on(size: PosterSize, posters: &[Poster]) -> Self {
        Self::new(posters, &Printing { size, ..Printing::default() })
    }

    /// The output of a program. A missing program fails the test, so that no check is skipped.
    fn run(&self, program: &str, package: &str, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&self.0)
            .stderr(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{program} cannot be run ({error}): apt-get install {package}"));
        assert!(output.status.success(), "{program} {arguments:?} failed");
        String::from_utf8(output.stdout).unwrap()
    }

    fn poppler(&self, program: &str, arguments: &[&str]) -> String {
        self.run(program, "poppler-utils", arguments)
    }

    /// All codes that a scanner reads in a part of a page: left, top, width, height in inches.
    fn scan(&self, page: usize, resolution: u32, part: [f32; 4]) -> Vec<String> {
        let [page, resolution_text] = [page.to_string(), resolution.to_string()];
        let [left, top, width, height] = part.map(|inches| (inches * resolution as f32).round().to_string());
        let raster = ["-r", &resolution_text, "-f", &page, "-l", &page, "-gray", "-png", "-singlefile"];
        let crop = ["-x", &left, "-y", &top, "-W", &width, "-H", &height, "posters.pdf", "page"];
        self.poppler("pdftoppm", &[&raster[..], &crop[..]].concat());
        let read = self.run("zbarimg", "zbar-tools", &["--raw", "-q", "page.png"]);
        read.lines().map(str::to_owned).collect()
    }

    /// The output of pdftotext for one page.
    fn words(&self, how: &str, page: usize) -> String {
        let page = page.to_string();
        self.poppler("pdftotext", &[how, "-f", &page, "-l", &page, "posters.pdf", "-"])
    }

    /// The text of one page with single spaces, so that line breaks do not matter.
    fn text(&self, page: usize) -> String {
        self.words("-raw", page).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words of a page with their bounding boxes from pdftotext: left, top, right, bottom.
    fn boxes(&self, page: usize) -> Vec<([f32; 4], String)> {
        let words = self.words("-bbox", page);
        let words = words.split("<word ").skip(1).map(|word| {
            let (place, text) = word.split_once('>').unwrap();
            let numbers: Vec<f32> = place.split('"').filter_map(|part| part.parse().ok()).collect();
            (numbers.try_into().unwrap(), text.split('<').next().unwrap().to_owned())
        });
        words.collect()
    }
}

/// The parts of a page to scan: one face or sticker each, because a scanner confuses several codes.
fn looks(size: PosterSize) -> Vec<[f32; 4]> {
    let (columns, rows) = (size.layout().columns, size.layout().rows);
    let (width, height) = (8.27 / f32::from(columns), 11.69 / f32::from(rows));
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    places.map(|(column, row)| [f32::from(column) * width, f32::from(row) * height, width, height]).collect()
}

/// Adds contacts to posters, so that they have all parts.
fn with_contacts(posters: Vec<Poster>) -> Vec<Poster> {
    posters.into_iter().map(|poster| Poster { contacts: contacts(), ..poster }).collect()
}

#[test]
fn a_scanner_reads_the_exact_address_from_every_face_and_sticker() {
    let posters = extremes();
    for printing in printings().into_iter().filter(|printing| printing.logo.is_none()) {
        let file = Written::new(&posters, &printing);
        for (page, poster) in (1..).zip(&posters) {
            let looks = looks(printing.size);
            // All stickers of a page are one drawing, so one sticker of each further page is enough.
            let looks = if page > 1 { &looks[looks.len() - 1..] } else { &looks };
            for look in looks {
                assert_eq!(file.scan(page, 150, *look), [poster.url.as_str()], "{printing:?}");
            }
        }
    }
}

#[test]
fn a_scanner_reads_the_address_at_a_low_resolution() {
    for (size, resolution) in [(PosterSize::A4, 40), (PosterSize::Tent, 60), (PosterSize::Stickers, 100)] {
        let file = Written::on(size, &[typical()]);
        assert_eq!(file.scan(1, resolution, looks(size)[0]), [typical().url], "{size}");
    }
}

#[test]
fn the_texts_of_a_poster_can_be_extracted_from_the_file() {
    let posters = with_contacts(extremes());
    for printing in printings() {
        let file = Written::new(&posters, &printing);
        for (page, poster) in (1..).zip(&posters) {
            let text = file.text(page);
            let typed = poster.url.split_once("://").unwrap().1;
            for words in [
                &poster.unit_name,
                &poster.label,
                &format!("Số hiệu {}", poster.serial),
                &format!("Mã quầy {}", poster.code),
                "Mời Ông/Bà quét mã để đánh giá sự phục vụ",
                "Ngày phát hành 25/11/2026",
            ] {
                assert!(text.contains(words), "{words} is missing: {text}");
            }
            // An address may be broken anywhere, and its host is in lower case.
            let unbroken = text.replace(' ', "").to_lowercase();
            assert!(unbroken.contains(&typed.to_lowercase()), "{typed}: {text}");
            assert!(!text.contains("Dữ liệu minh họa"));
        }
    }
}

#[test]
fn no_printed_word_overlaps_another_or_the_edge() {
    // Bounding boxes cover the font's highest and lowest letters; lines are set slightly closer.
    const CLOSER: f32 = 0.08;
    let posters = with_contacts(extremes()).into_iter();
    let posters: Vec<_> = posters.map(|poster| Poster { illustrative: true, ..poster }).collect();
    for printing in printings() {
        let file = Written::new(&posters, &printing);
        for page in 1..=posters.len() {
            let words = file.boxes(page);
            assert!(words.len() > 30);
            for (number, ([left, top, right, bottom], word)) in words.iter().enumerate() {
                assert!(*left > 8.0 && *top > 8.0, "{word}");
                assert!(*right < layout::PAGE.0 - 8.0 && *bottom < layout::PAGE.1 - 8.0, "{word}");
                let closer = CLOSER * (bottom - top);
                for ([other_left, other_top, other_right, other_bottom], other) in &words[number + 1..] {
                    let across = right.min(*other_right) - left.max(*other_left);
                    let down = (bottom - closer).min(*other_bottom) - (top + closer).max(*other_top);
                    assert!(across < 0.1 || down < 0.1, "{word} over {other}: {printing:?}");
                }
            }
        }
    }
}

#[test]
fn poster_and_tent_have_promises_contacts_and_the_paper_option() {
    let posters = [with_contacts(vec![typical()]), vec![typical()]].concat();
    for size in [PosterSize::A4, PosterSize::Tent] {
        let file = Written::on(size, &posters);
        let (with, without) = (file.text(1), file.text(2));
        for words in [
            "Khoảng 1 phút",
            "Không cần ghi tên",
            "Ý kiến được giữ kín",
            "Không có điện thoại? Có giấy và hòm thư góp ý tại bàn.",
            "Chính quyền vì Nhân dân phục vụ",
            "Rất hài lòng",
        ] {
            assert!(with.contains(words) && without.contains(words), "{words} is missing: {with}");
        }
        for contact in contacts() {
            for words in [contact.name, contact.duty, contact.telephone] {
                assert!(with.contains(&words), "{words} is missing: {with}");
                assert!(!without.contains(&words));
            }
        }
        assert!(!without.contains("Người chịu trách nhiệm"));
    }
}

#[test]
fn demo_data_are_marked() {
    for size in PosterSize::ALL {
        let file = Written::on(size, &[Poster { illustrative: true, ..typical() }]);
        assert!(file.text(1).contains("Dữ liệu minh họa"));
    }
}

#[test]
fn the_pages_are_a4_and_the_file_has_title_language_and_embedded_fonts() {
    for (size, title) in [
        (PosterSize::A4, "Áp phích mã QR khảo sát sự hài lòng"),
        (PosterSize::Tent, "Biển để bàn mã QR khảo sát sự hài lòng"),
        (PosterSize::Stickers, "Nhãn dán mã QR khảo sát sự hài lòng"),
    ] {
        let printing = Printing { logo: Some(logo(300, 100)), bilingual: true, size };
        let file = Written::new(&[typical()], &printing);
        let facts = file.poppler("pdfinfo", &["posters.pdf"]);
        assert!(facts.contains(title), "{facts}");
        assert!(facts.contains("595.276 x 841.89 pts (A4)"), "{facts}");
        let metadata = file.poppler("pdfinfo", &["-meta", "posters.pdf"]);
        assert!(metadata.contains("<rdf:li>vi</rdf:li>"), "{metadata}");
        let fonts = file.poppler("pdffonts", &["posters.pdf"]);
        let fonts: Vec<_> = fonts.lines().skip(2).collect();
        assert_eq!(fonts.len(), 3, "{fonts:?}");
        for font in fonts {
            // After the name and the type: embedded, subset, with a Unicode map.
            assert!(font.contains("+BeVietnamPro") && font.contains(" yes yes yes "), "{font}");
        }
    }
}

#[test]
fn each_poster_has_its_own_page_and_code() {
    let numbers = (0..20).map(|number| 1000 * number);
    let posters: Vec<_> = numbers.map(|number| poster("Xã Mễ Sở", "Quầy 1", "http://a.vn", number)).collect();
    let file = Written::on(PosterSize::A4, &posters);
    let facts = file.poppler("pdfinfo", &["posters.pdf"]);
    assert!(facts.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 20")), "{facts}");
    let page = looks(PosterSize::A4)[0];
    let scanned: BTreeSet<_> = (1..=20).flat_map(|number| file.scan(number, 72, page)).collect();
    assert_eq!(scanned, posters.into_iter().map(|poster| poster.url).collect());
}

#[test]
fn a_bookmark_leads_to_the_first_page_of_each_unit() {
    let of = |code: &str, name: &str| {
        let poster = poster(name, "Quầy 1", "http://a.vn", code.parse().unwrap());
        Poster { unit: code.parse().unwrap(), ..poster }
    };
    // Two units of the same name have two bookmarks.
    let posters =
        [of("12049", "Xã Mễ Sở"), of("12049", "Xã Mễ Sở"), of("12334", "Xã Ô"), of("12335", "Xã Ô")];
    let file = Written::on(PosterSize::A4, &posters);
    let outline = file.poppler("pdftohtml", &["-xml", "-i", "-stdout", "posters.pdf"]);
    let items = outline.split("<item page=\"").skip(1);
    let items: Vec<_> =
        items.map(|item| item.split("</item>").next().unwrap().split_once("\">").unwrap()).collect();
    assert_eq!(items, [("1", "Xã Mễ Sở"), ("3", "Xã Ô"), ("4", "Xã Ô")]);
}

#[test]
fn the_same_posters_give_the_same_bytes() {
    for printing in printings() {
        let write = |printing: &Printing| posters_pdf(&extremes(), printing).unwrap();
        assert_eq!(write(&printing), write(&printing.clone()));
    }
}

#[test]
fn names_are_printed_with_composed_letters() {
    let decomposed: String = "Xã Mễ Sở".nfd().collect();
    let file = Written::on(PosterSize::A4, &[Poster { unit_name: decomposed, ..typical() }]);
    assert!(file.text(1).contains("Xã Mễ Sở"));
}

#[test]
fn a_logo_is_stored_once_however_many_pages_show_it() {
    let posters = vec![typical(); 12];
    for size in PosterSize::ALL {
        let printing = Printing { size, logo: Some(logo(300, 100)), bilingual: false };
        let file = Written::new(&posters, &printing);
        let pictures = file.poppler("pdfimages", &["-list", "posters.pdf"]);
        // Page, number, type, width, height and, in the eleventh column, the object.
        let objects: BTreeSet<_> =
            pictures.lines().skip(2).filter_map(|line| line.split_whitespace().nth(10)).collect();
        assert_eq!(objects.len(), 1, "{pictures}");
        assert!(pictures.lines().count() >= 2 + posters.len(), "{pictures}");
    }
}
