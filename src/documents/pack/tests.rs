//! Tests of packs, which are unpacked again.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::*;
use crate::domain::results::context::samples::{context, november, uniform};

const ORIGIN: &str = "https://hailong.example";

/// The files of an archive by their names.
pub(in crate::documents) fn unzipped(packed: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
    let read = (0..archive.len()).map(|place| {
        let mut file = archive.by_index(place).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    });
    read.collect()
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

#[test]
fn a_pack_holds_every_chart_as_png_and_svg_with_figures_and_sentences() {
    for (language, first, sentences) in [
        (Language::Vi, "01-ket-qua-chinh", "13-cau-co-the-dan.txt"),
        (Language::En, "01-headline", "13-sentences.txt"),
    ] {
        let packed = pack(&context(november()), 7, ORIGIN, language).unwrap();
        let files = unzipped(&packed);
        let ending = |ending: &str| files.keys().filter(|name| name.ends_with(ending)).count();
        assert_eq!((ending(".png"), ending(".svg"), ending(".xlsx"), ending(".csv")), (9, 9, 1, 2));
        assert!(files.contains_key(&format!("{first}.png")) && files.contains_key(sentences));
        for (name, bytes) in &files {
            assert!(!bytes.is_empty(), "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)), "{name}");
            if name.split('.').next_back() == Some("png") {
                let image = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
                // A picture with a hundred rows is not drawn twice as large.
                let (width, height) = (image.info().width, image.info().height);
                assert!(width == 3840 || width == 1920 && 4 * width * height > 16_000_000, "{name}: {width}");
            }
        }
        if language == Language::Vi {
            sentences_are_ready_for_notepad(&text(&files, sentences));
        }
        let read_me = files.keys().next().unwrap();
        for name in files.keys().filter(|&name| name != read_me) {
            assert!(text(&files, read_me).contains(name.as_str()), "{name}");
        }
    }
}

fn sentences_are_ready_for_notepad(sentences: &str) {
    assert!(sentences.starts_with('\u{feff}') && !sentences.replace("\r\n", "").contains(['\r', '\n']));
    for said in [
        "97,0% (KTC 95%: 96,4–97,5%) hài lòng",
        "4.123 phiếu trả lời trên 16.021 hồ sơ",
        "01-ket-qua-chinh.png: 97,0%",
        "Nguồn: Khảo sát sự hài lòng",
        "https://hailong.example/results/33?from=2024-11&to=2024-11&survey=mot-cua&lang=vi",
    ] {
        assert!(sentences.contains(said), "{said}: {sentences}");
    }
}

#[test]
fn a_pack_without_answers_gives_the_reason_and_is_reproducible() {
    let nothing = ReportContext::alone(uniform([0; 5]).for_publication());
    let packed = pack(&nothing, 7, ORIGIN, Language::Vi).unwrap();
    assert_eq!(packed, pack(&nothing, 7, ORIGIN, Language::Vi).unwrap());
    let files = unzipped(&packed);
    assert!(
        text(&files, "13-cau-co-the-dan.txt").contains("Chưa có phiếu trả lời nào được công bố trong kỳ này")
    );
    assert!(!files.contains_key("12-so-lieu-don-vi.csv"));
}
