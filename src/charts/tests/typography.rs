//! Checks that the bundled fonts have every letter, and that lines break correctly.

use unicode_normalization::UnicodeNormalization as _;

use super::super::theme::INK;
use crate::charts::text::typeface::{ChartFonts, TextStyle};
use crate::typeset::{FontFace, Fonts};

const MESSAGES: [&str; 5] = [
    include_str!("../../../assets/locales/vi/common.ftl"),
    include_str!("../../../assets/locales/en/common.ftl"),
    include_str!("../../../assets/locales/vi/charts.ftl"),
    include_str!("../../../assets/locales/en/charts.ftl"),
    include_str!("../../../assets/surveys/mot-cua.json"),
];

/// The 29 letters, and each vowel with each of the five tone marks, in both cases.
fn vietnamese_letters() -> String {
    let letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy";
    let marks = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];
    let vowels = letters.chars().filter(|letter| "aăâeêioôơuưy".contains(*letter));
    let toned = vowels.flat_map(|vowel| marks.map(|mark| [vowel, mark]));
    let toned: String = toned.flat_map(|pair| pair.into_iter().nfc().collect::<Vec<_>>()).collect();
    let small = format!("{letters}{toned}");
    format!("{small}{}", small.to_uppercase())
}

#[test]
fn the_fonts_have_every_letter_that_charts_use() {
    let fonts = Fonts::bundled().unwrap();
    let letters = vietnamese_letters();
    assert_eq!(letters.chars().count(), 2 * (29 + 60));
    for text in MESSAGES.into_iter().chain([letters.as_str(), "0123456789.,%–-()“”’·:;/ "]) {
        for character in text.chars().filter(|character| !character.is_control()) {
            for face in FontFace::ALL {
                assert!(fonts.get(face).has(character), "no \"{character}\" in {face:?}");
            }
        }
    }
}

#[test]
fn lines_are_no_wider_than_their_measure_and_lose_no_word() {
    let typeface = ChartFonts::bundled().unwrap();
    let text_style = TextStyle::bold(58.0, INK);
    let text = "97,0% hài lòng với việc giải quyết hồ sơ, 85,0% thấy cán bộ thân thiện, gần gũi, nhiệt tình";
    for width in [400.0, 700.0, 1728.0] {
        let lines = typeface.wrap(text, text_style, width);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| typeface.width(line, text_style) <= width), "{lines:?}");
    }
}

#[test]
fn a_word_wider_than_the_measure_is_broken_rather_than_cut() {
    let typeface = ChartFonts::bundled().unwrap();
    let text_style = TextStyle::regular(30.0, INK);
    let word = "Ẫ".repeat(60);
    let lines = typeface.wrap(&word, text_style, 300.0);
    assert_eq!(lines.concat(), word);
    assert!(lines.len() > 1 && lines.iter().all(|line| typeface.width(line, text_style) <= 300.0));
}

#[test]
fn lines_make_room_for_stacked_accents() {
    let typeface = ChartFonts::bundled().unwrap();
    let text_style = TextStyle::bold(100.0, INK);
    let leading = |lines: [&str; 2]| typeface.leading(&lines.map(str::to_owned), text_style, 1.3);
    assert!((leading(["hồ sơ", "cán bộ"]) - 130.0).abs() < 1e-9);
    assert!(leading(["Ặ", "Ẫ"]) > 140.0);
}
