//! Checks that no part of a poster overlaps another or leaves the page, whatever its texts.

use proptest::prelude::*;

use super::*;
use crate::documents::poster::block::{Area, Content, FixedGroup};

/// The edge to keep clear, in points: printers cannot print there, and a cut or a fold may be inexact.
const EDGE: f32 = 14.0;

fn composed(poster: &Poster, printing: &Printing) -> FixedGroup {
    let symbol = &QrSymbol::encode(&poster.url).unwrap();
    faces::compose(Typesetter { poster, symbol, printing, typefaces: typefaces().unwrap(), scale: 1.0 })
}

fn expect_sound(poster: &Poster, printing: &Printing) {
    let (width, height) = printing.size.layout().size();
    let what =
        || format!("{} {} on {} {}", poster.unit_name, poster.label, printing.size, printing.bilingual);
    let inside = |area: &Area| {
        area.x >= EDGE
            && area.y >= EDGE
            && area.x + area.width <= width - EDGE + 0.01
            && area.y + area.height <= height - EDGE + 0.01
    };
    let overlap = |one: &Area, other: &Area| {
        let across = (one.x + one.width).min(other.x + other.width) - one.x.max(other.x);
        let down = (one.y + one.height).min(other.y + other.height) - one.y.max(other.y);
        across > 0.05 && down > 0.05
    };
    let composition = composed(poster, printing);
    for (number, part) in composition.placed.iter().enumerate() {
        assert!(inside(&part.area), "{:?} leaves the page: {}", part, what());
        for other in composition.placed.iter().skip(number + 1) {
            assert!(!overlap(&part.area, &other.area), "{part:?} over {other:?}: {}", what());
        }
    }
}

/// The smallest font size on a poster, in points.
fn smallest_letters(poster: &Poster, printing: &Printing) -> f32 {
    let texts = composed(poster, printing).placed;
    let sizes = texts.into_iter().filter_map(|part| match part.content {
        Content::Text(text, _) | Content::Mark(text) => Some(text.size),
        _ => None,
    });
    sizes.fold(f32::MAX, f32::min)
}

fn real_names() -> Vec<String> {
    let mut table = csv::Reader::from_reader(include_bytes!("../../../../assets/data/units.csv").as_slice());
    let mut names: Vec<String> = table.records().map(|row| row.unwrap()[1].to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn the_names_of_all_real_units_fit_every_print() {
    let names = real_names();
    assert!(names.len() > 300);
    // A wide logo takes more of the name's width than a tall one.
    let is_high = |logo: &Logo| logo.within((1.0, 1.0)).0 < 1.0;
    let mut printings = printings();
    printings.retain(|printing| !printing.logo.as_ref().is_some_and(is_high));
    let check = |printing: &Printing| {
        for (number, name) in names.iter().enumerate() {
            for contacts in [Vec::new(), contacts()[..=number % 4].to_vec()] {
                let (unit_name, illustrative) = (name.clone(), number % 3 == 0);
                expect_sound(&Poster { unit_name, contacts, illustrative, ..typical() }, printing);
            }
        }
    };
    // The checks are slow, so they run in parallel.
    std::thread::scope(|scope| {
        for printing in &printings {
            scope.spawn(|| check(printing));
        }
    });
}

#[test]
fn extreme_posters_fit_every_print() {
    for printing in printings() {
        for poster in extremes() {
            for illustrative in [false, true] {
                expect_sound(&Poster { illustrative, ..poster.clone() }, &printing);
                expect_sound(&Poster { illustrative, contacts: contacts(), ..poster.clone() }, &printing);
            }
        }
    }
}

#[test]
fn a_full_print_of_a_usual_office_stays_legible() {
    for printing in printings() {
        let least = match printing.size {
            PosterSize::A4 => 7.9,
            PosterSize::Tent => 6.0,
            PosterSize::Stickers => 5.0,
        };
        let smallest = smallest_letters(&Poster { contacts: contacts(), ..typical() }, &printing);
        assert!(smallest >= least, "{smallest} on {} {}", printing.size, printing.bilingual);
    }
}

#[test]
fn only_bilingual_prints_have_all_texts_in_english() {
    let said = |printing: &Printing| {
        let parts = composed(&Poster { contacts: contacts(), ..typical() }, printing).placed;
        let texts = parts.into_iter().filter_map(|part| match part.content {
            Content::Text(text, _) => Some(text.lines.join(" ")),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    };
    for printing in printings() {
        let english = said(&printing).matches("Scan to rate our service").count();
        // In one language, the poster and the tent have one line of English that shows more is available.
        assert_eq!(english > 0, printing.bilingual || printing.size != PosterSize::Stickers);
        assert_eq!(said(&printing).contains("Issued 25 November 2026"), printing.bilingual);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn arbitrary_texts_never_overlap_or_leave_the_page(
        unit_name in ".{0,400}",
        label in ".{0,400}",
        path in "[ -~]{0,80}",
        people in proptest::collection::vec((".{0,200}", ".{0,300}", "[-0-9+.() ]{3,80}"), 0..6),
        which in 0_usize..18,
    ) {
        let contacts = people.iter().map(|(name, duty, telephone)| contact(name, duty, telephone)).collect();
        let poster = Poster { unit_name, label, url: format!("http://a.vn/{path}"), contacts, ..typical() };
        let printing = &printings()[which];
        expect_sound(&poster, printing);
        prop_assert!(posters_pdf(&[poster], printing).is_ok());
    }
}
