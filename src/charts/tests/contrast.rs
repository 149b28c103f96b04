//! Whether every word can be read on what lies below it, by the formula of WCAG 2.2.

use plotters::style::RGBColor;

use super::super::theme::{PAPER, SCALE};
use super::*;

/// The least contrast of text, success criterion 1.4.3.
const LEAST: f64 = 4.5;
/// The same of large letters.
const LEAST_OF_LARGE: f64 = 3.0;
/// Bold letters of 14 points are large; 29 units on a slide.
const LARGE: f64 = 29.0;

fn luminance(RGBColor(red, green, blue): RGBColor) -> f64 {
    let part = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
}

fn contrast(one: RGBColor, other: RGBColor) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Whether a point lies in a polygon: a ray from it crosses its sides an odd number of times.
fn is_within(corners: &[Point], (x, y): Point) -> bool {
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    let crossed = sides.filter(|(from, to)| {
        (from.1 > y) != (to.1 > y) && x < (to.0 - from.0) * (y - from.1) / (to.1 - from.1) + from.0
    });
    crossed.count() % 2 == 1
}

/// The colour that was painted last at a point.
fn below(marks: &[Mark], (x, y): Point) -> RGBColor {
    let painted = marks.iter().rev().find_map(|mark| match mark {
        Mark::Block(block, colour) => {
            let inside = (block.left..=block.right).contains(&x) && (block.top..=block.bottom).contains(&y);
            inside.then_some(*colour)
        }
        Mark::Region(corners, colour) => is_within(corners, (x, y)).then_some(*colour),
        Mark::Disc(centre, radius, colour) => {
            ((x - centre.0).hypot(y - centre.1) <= *radius).then_some(*colour)
        }
        Mark::Line(_) | Mark::Words(_) => None,
    });
    painted.unwrap_or(PAPER)
}

#[test]
fn every_word_can_be_read_on_what_lies_below_it() {
    for (name, briefing) in samples::all_briefings() {
        for (kind, shape) in ChartKind::ALL.into_iter().flat_map(|kind| Shape::ALL.map(|shape| (kind, shape)))
        {
            let scene = picture(kind, &briefing, Language::Vi, shape).unwrap();
            for (index, mark) in scene.marks.iter().enumerate() {
                let Mark::Words(words) = mark else { continue };
                let Some(covered) = layout::covered(words) else { continue };
                let lettering = words.lettering;
                let large = lettering.face.is_bold() && lettering.size >= LARGE;
                for x in [covered.left + 1.0, f64::midpoint(covered.left, covered.right), covered.right - 1.0]
                {
                    let below = below(&scene.marks[..index], (x, words.baseline - 0.3 * lettering.size));
                    let contrast = contrast(lettering.colour, below);
                    let least = if large { LEAST_OF_LARGE } else { LEAST };
                    assert!(contrast >= least, "{name} {kind} {shape}: \"{}\" {contrast:.2}", words.text);
                }
            }
        }
    }
}

#[test]
fn the_answers_are_told_apart_without_colour() {
    let lightness: Vec<f64> = SCALE.iter().map(|(colour, _)| luminance(*colour)).collect();
    let neighbours = lightness.iter().zip(lightness.iter().skip(1));
    for (one, other) in neighbours {
        assert!((one - other).abs() > 0.1, "{lightness:?}");
    }
}

#[test]
fn the_formula_knows_black_and_white() {
    assert!((contrast(RGBColor(0, 0, 0), PAPER) - 21.0).abs() < 1e-9);
}
