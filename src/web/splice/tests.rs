//! Filled pages are read back with the ordinary decoders.

use std::fmt::Write as _;
use std::io::{Read, Write as _};

use ::brotli::{CompressorWriter, Decompressor};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use proptest::prelude::*;

use super::*;

const CODINGS: [Coding; 3] = [Coding::Identity, Coding::Gzip, Coding::Brotli];
const SLOT: &str = "3fXh0Zk-2wQ_bV9sYtRmLpJ7cUgNd8eAa1iOoT5KxyE";
const VALUE: &str = "q7Zk-2Xw_0bV9sYtRmLhJ3cPfGdN8eUa1iOoT5KxQyE";

fn decoded(coding: Coding, body: &[u8]) -> String {
    let mut text = String::new();
    match coding {
        Coding::Identity => text = String::from_utf8(body.to_vec()).unwrap(),
        Coding::Gzip => _ = GzDecoder::new(body).read_to_string(&mut text).unwrap(),
        Coding::Brotli => _ = Decompressor::new(body, 4096).read_to_string(&mut text).unwrap(),
    }
    text
}

/// Fills the page in every coding and reads each back.
fn fills(before: &str, after: &str, slot: &str, values: &[&str]) {
    let splice = Splice::prepare(&format!("{before}{slot}{after}"), slot).expect("the slot is there once");
    for (coding, value) in CODINGS.iter().flat_map(|coding| values.iter().map(move |value| (*coding, value)))
    {
        let body = splice.fill(coding, value).unwrap_or_else(|| panic!("{coding:?} is not prepared"));
        assert_eq!(decoded(coding, &body), format!("{before}{value}{after}"), "{coding:?}");
        assert_eq!(body.capacity(), body.len(), "{coding:?} leaves no spare room");
    }
}

/// Some 25 kB like those of a form: a style sheet, a drawing, fieldsets, and the slot between them.
fn form() -> String {
    let mut state = 1_u32;
    let mut number = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 22
    };
    let properties = ["margin", "padding", "color", "border-radius", "grid-column", "font-size", "inset"];
    let mut page = "<!DOCTYPE html><html lang=\"vi\"><head><style>".to_owned();
    for (rule, property) in (0..330).zip(properties.iter().cycle()) {
        write!(page, ".part-{rule}{{{property}:{}px;top:{}px}}", number(), number()).unwrap();
    }
    page.push_str("</style></head><body><svg viewBox=\"0 0 1024 1024\">");
    for _ in 0..60 {
        write!(page, "<path d=\"M{} {}l{} {}z\"/>", number(), number(), number(), number()).unwrap();
    }
    write!(page, "</svg><form method=\"post\"><input type=\"hidden\" name=\"token\" value=\"{SLOT}\">")
        .unwrap();
    for question in 0..45 {
        write!(page, "<fieldset><legend>Câu hỏi {question}: thái độ phục vụ</legend>").unwrap();
        for (mark, word) in ["Kém", "Tạm được", "Tốt"].iter().enumerate() {
            write!(page, "<label><input type=\"radio\" name=\"q{question}\" value=\"{mark}\">{word}</label>")
                .unwrap();
        }
        page.push_str("</fieldset>");
    }
    page + "<button>Gửi</button></form></body></html>"
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "<(p|li|div class=\"[a-z]{1,6}\"|input type=\"radio\" name=\"q[0-9]\" value=\"[0-9]\")>",
        "</(p|li|div|form|fieldset)>",
        "(Thái độ|Thời gian|hồ sơ|thủ tục|cán bộ|đúng hẹn) ",
        "\\.[a-z]{1,4}\\{(margin|color|padding):[0-9a-f]{1,6}\\}",
        "<path d=\"M[0-9]{1,3} [0-9]{1,3}l[0-9]{1,2} [0-9]{1,2}z\"/>",
        "[A-Za-z0-9_-]{1,50}",
        "(\">|\"|><|> ){1,6}",
        "\\PC{0,12}",
    ]
}

fn html() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat()),
        1 => (prop::collection::vec(piece(), 1..12), 1_usize..200)
            .prop_map(|(pieces, times)| pieces.concat().repeat(times)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_coding_decodes_to_the_filled_page(
        before in html(),
        after in html(),
        slot in "[A-Za-z0-9_-]{43}",
        first in "[A-Za-z0-9_-]{43}",
        second in "[A-Za-z0-9_-]{43}",
    ) {
        fills(&before, &after, &slot, &[&first, &second]);
    }
}

#[test]
fn values_that_stand_in_the_page_are_filled_in_like_others() {
    let around = format!("<p>{VALUE}</p><input name=\"token\" value=\"");
    fills(&around, &format!("\">{around}{VALUE}"), SLOT, &[VALUE, &"\"".repeat(43), &">".repeat(43)]);
}

#[test]
fn the_slot_may_stand_at_either_end() {
    for (before, after) in
        [("", ""), ("", ">"), ("<", ""), ("", "\"></form>"), ("<a href=\"", "\""), ("a", "bc")]
    {
        fills(before, after, SLOT, &[VALUE, SLOT]);
    }
}

#[test]
fn slots_of_one_byte_to_157_are_compressed_and_longer_ones_are_not() {
    for length in [1, 2, 3, 13, 14, 100, 157] {
        fills("<i>slot</i><b title='", "'></b><i>slot</i>", &"%".repeat(length), &[&"x".repeat(length)]);
    }
    let splice = Splice::prepare(&format!("<b>{}</b>", "%".repeat(158)), &"%".repeat(158)).unwrap();
    let value = "x".repeat(158);
    assert!(splice.fill(Coding::Identity, &value).is_some());
    assert_eq!(splice.fill(Coding::Gzip, &value), None);
    assert_eq!(splice.fill(Coding::Brotli, &value), None);
}

#[test]
fn a_slot_must_stand_exactly_once() {
    assert!(Splice::prepare("<b></b>", SLOT).is_none());
    assert!(Splice::prepare(&format!("{SLOT} {SLOT}"), SLOT).is_none());
    assert!(Splice::prepare("-xyxyx-", "xyx").is_none(), "occurrences that overlap are two");
    assert!(Splice::prepare("<b></b>", "").is_none());
    assert!(Splice::prepare("", "").is_none());
}

#[test]
fn a_value_of_another_length_is_refused() {
    let splice = Splice::prepare(&form(), SLOT).unwrap();
    for (coding, value) in
        CODINGS.iter().flat_map(|coding| ["", &VALUE[1..], "é"].map(|value| (*coding, value)))
    {
        assert_eq!(splice.fill(coding, value), None);
    }
}

#[test]
fn bodies_are_hardly_larger_than_those_compressed_in_one_go() {
    let page = form();
    assert!((24_000..27_000).contains(&page.len()), "{}", page.len());
    let splice = Splice::prepare(&page, SLOT).unwrap();
    let filled = page.replace(SLOT, VALUE);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(filled.as_bytes()).unwrap();
    let mut brotli = CompressorWriter::new(Vec::new(), 4096, 11, 18);
    brotli.write_all(filled.as_bytes()).unwrap();
    for (coding, whole) in
        [(Coding::Gzip, gzip.finish().unwrap().len()), (Coding::Brotli, brotli.into_inner().len())]
    {
        let spliced = splice.fill(coding, VALUE).unwrap().len();
        assert!(spliced <= whole + 120, "{coding:?}: {spliced} bytes, {whole} in one go");
    }
}

#[test]
fn no_two_neighbours_in_a_placeholder_come_again() {
    let slot = "%".repeat(157);
    let placeholder = Page::around(&slot, &slot).unwrap().placeholder().unwrap();
    let mut pairs: Vec<&[u8]> = placeholder.windows(2).collect();
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(pairs.len(), 156);
    assert!(placeholder.iter().all(|&byte| std::str::from_utf8(&[byte]).is_err()));
}

#[test]
fn a_body_that_draws_on_its_value_is_not_proven() {
    let page = Page::around("<b>%%%%</b>0z<i></i>", "%%%%").unwrap();
    let halves = page.halves();
    let same = |body: &[u8]| Some(body.to_vec());
    assert!(page.is_proven(|value| halves.join(value, &[]), same));
    assert!(!page.is_proven(|value| halves.join(value, b"!"), same));
    assert!(!page.is_proven(|value| halves.join(value, &[]), |_| None));
    for place in [11, 12] {
        let drawing = |value: &str| {
            let mut body = halves.join(value, &[]);
            body[place] = value.as_bytes()[3];
            body
        };
        assert!(!page.is_proven(drawing, same), "byte {place} of the text after the slot is the value's");
    }
}
