//! Checks that nothing leaves its area or overlaps, and that every text has enough contrast with its
//! background, by the formula of WCAG 2.2.

use plotters::style::RGBColor;

use super::super::theme::{PAPER, SCALE};
use super::*;
use crate::charts::text::typeface::ChartFonts;

/// The rectangle that a text covers, accents included.
fn covered(words: &Words) -> Option<FilledRect> {
    if words.text.trim().is_empty() {
        return None;
    }
    let typeface = ChartFonts::bundled().unwrap();
    let width = typeface.width(&words.text, words.text_style);
    let left = match words.anchor {
        Anchor::Start => words.x,
        Anchor::Middle => words.x - width / 2.0,
        Anchor::End => words.x - width,
    };
    let (above, below) = typeface.reach(&words.text, words.text_style);
    let (top, bottom) = (words.baseline - above, words.baseline + below);
    Some(FilledRect { left, top, right: left + width, bottom })
}

/// Checks every kind of chart for every sample in every shape, as one picture and as pages. Scenes are
/// composed once for all checks.
fn check_every_scene(language: Language) {
    for (name, context) in samples::all_contexts() {
        for (kind, shape) in ChartKind::ALL.into_iter().flat_map(|kind| SHAPES.map(|shape| (kind, shape))) {
            let described = format!("{name} {kind} {language} {shape}");
            let one = picture(kind, &context, language, shape).unwrap();
            let scenes = pages(kind, &context, language, shape).unwrap();
            assert!(!scenes.is_empty(), "{described} has no page");
            for scene in scenes.iter().chain([&one]) {
                assert_that_words_have_their_places(&described, scene);
                assert_that_marks_stay_within(&described, scene);
                assert!(words_of(scene).len() > 3, "{described} says nothing");
                assert!(!scene.title.is_empty() && !scene.description.is_empty(), "{described} has no words");
            }
        }
    }
}

pub(super) const SHAPES: [Shape; 4] = [Shape::Wide, Shape::A4, Shape::Square, Shape::Panel];

fn forms() -> impl Iterator<Item = (Language, Shape)> {
    Language::ALL.into_iter().flat_map(|language| SHAPES.map(|shape| (language, shape)))
}

/// The texts of a scene with the rectangles that they cover.
fn words_of(scene: &Scene) -> Vec<(&str, FilledRect)> {
    let words = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Words(words) => Some((words.text.as_str(), covered(words)?)),
        _ => None,
    });
    words.collect()
}

/// How far letters may extend into the margins, and beyond the edges of a panel, which has no margins.
const HAIR: f64 = 8.0;
const HAIR_OF_A_PANEL: f64 = 4.0;

/// The inner edges of a picture's margins.
fn edges(scene: &Scene) -> (f64, f64) {
    let shape = SHAPES.into_iter().find(|shape| shape.size().0 == scene.width).unwrap();
    (shape.margin(), f64::from(scene.width) - shape.margin())
}

pub(super) fn assert_that_words_have_their_places(name: &str, scene: &Scene) {
    let words = words_of(scene);
    let (left, right) = edges(scene);
    let height = f64::from(scene.height);
    for (index, (text, block)) in words.iter().enumerate() {
        // Letters may extend slightly beyond an edge, as they do on any line.
        let hair = if left > 0.0 { HAIR } else { HAIR_OF_A_PANEL };
        let inside = block.left >= left - hair && block.right <= right + hair;
        assert!(inside, "{name}: \"{text}\" runs over: {block:?}");
        assert!(block.top >= 0.0 && block.bottom <= height, "{name}: \"{text}\" is cut: {block:?}");
        for (other, covered) in &words[index + 1..] {
            assert!(!block.overlaps(covered), "{name}: \"{text}\" lies on \"{other}\"");
        }
    }
}

#[test]
fn nothing_overlaps_or_overflows_in_vietnamese() {
    check_every_scene(Language::Vi);
}

#[test]
fn nothing_overlaps_or_overflows_in_english() {
    check_every_scene(Language::En);
}

#[test]
fn no_real_unit_name_overlaps_or_overflows() {
    let names = samples::real_names();
    assert!(names.len() > 400, "{}", names.len());
    for name in &names {
        let mut report = samples::november();
        report.unit.name = (*name).to_owned();
        let scene =
            picture(ChartKind::Headline, &ReportContext::alone(report), Language::Vi, Shape::Square).unwrap();
        assert_that_words_have_their_places(name, &scene);
    }
    for names in names.chunks(140) {
        let units: Vec<_> = (0_u64..).zip(names).map(|(place, &name)| (name, 20 + place, 20)).collect();
        let context = samples::with_units(samples::context(samples::november()), &units);
        for kind in [ChartKind::Units, ChartKind::Funnel, ChartKind::Heatmap] {
            for (language, shape) in forms() {
                for scene in pages(kind, &context, language, shape).unwrap() {
                    assert_that_words_have_their_places(&format!("{kind} {shape} of {}", names[0]), &scene);
                }
            }
        }
    }
}

/// All corners of a mark.
pub(super) fn corners(mark: &Mark) -> Vec<(f64, f64)> {
    match mark {
        Mark::FilledRect(block, _) => {
            assert!(block.left <= block.right && block.top <= block.bottom, "{block:?}");
            vec![(block.left, block.top), (block.right, block.bottom)]
        }
        Mark::Region(points, _) => points.clone(),
        Mark::Polyline(line) => line.points.clone(),
        Mark::Disc((x, y), radius, _) => vec![(x - radius, y - radius), (x + radius, y + radius)],
        Mark::Words(_) => Vec::new(),
    }
}

pub(super) fn assert_that_marks_stay_within(name: &str, scene: &Scene) {
    let ((left, right), height) = (edges(scene), f64::from(scene.height));
    for (x, y) in scene.marks.iter().flat_map(corners) {
        assert!(x.is_finite() && y.is_finite(), "{name}: {x}, {y}");
        let inside = (left - 1.0..=right + 1.0).contains(&x) && (-1.0..=height + 1.0).contains(&y);
        assert!(inside, "{name}: {x}, {y} within {left}, {right}, {height}");
    }
}

#[test]
fn charts_without_many_units_have_the_shape_of_a_slide() {
    for kind in ChartKind::ALL.into_iter().filter(|kind| *kind != ChartKind::Units) {
        for language in Language::ALL {
            let scene = picture(kind, &samples::november_alone(), language, Shape::Wide).unwrap();
            assert_eq!((scene.width, scene.height), (1920, 1080), "{kind} {language}");
        }
    }
}

/// The least contrast of text, WCAG success criterion 1.4.3.
const LEAST: f64 = 4.5;
/// The least contrast of large text.
const MIN_CONTRAST_OF_LARGE_TEXT: f64 = 3.0;
/// The size in pixels from which bold text is large: 14 points.
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
        Mark::FilledRect(block, colour) => {
            let inside = (block.left..=block.right).contains(&x) && (block.top..=block.bottom).contains(&y);
            inside.then_some(*colour)
        }
        Mark::Region(corners, colour) => is_within(corners, (x, y)).then_some(*colour),
        Mark::Disc(centre, radius, colour) => {
            ((x - centre.0).hypot(y - centre.1) <= *radius).then_some(*colour)
        }
        Mark::Polyline(_) | Mark::Words(_) => None,
    });
    painted.unwrap_or(PAPER)
}

#[test]
fn every_text_has_enough_contrast_with_its_background() {
    for (name, context) in samples::all_contexts() {
        for (kind, shape) in ChartKind::ALL.into_iter().flat_map(|kind| Shape::ALL.map(|shape| (kind, shape)))
        {
            let scene = picture(kind, &context, Language::Vi, shape).unwrap();
            for (index, mark) in scene.marks.iter().enumerate() {
                let Mark::Words(words) = mark else { continue };
                let Some(covered) = covered(words) else { continue };
                let text_style = words.text_style;
                let large = text_style.face.is_bold() && text_style.size >= LARGE;
                for x in [covered.left + 1.0, f64::midpoint(covered.left, covered.right), covered.right - 1.0]
                {
                    let below = below(&scene.marks[..index], (x, words.baseline - 0.3 * text_style.size));
                    let contrast = contrast(text_style.colour, below);
                    let least = if large { MIN_CONTRAST_OF_LARGE_TEXT } else { LEAST };
                    assert!(contrast >= least, "{name} {kind} {shape}: \"{}\" {contrast:.2}", words.text);
                }
            }
        }
    }
}

#[test]
fn neighbouring_answers_differ_in_lightness() {
    let lightness: Vec<f64> = SCALE.iter().map(|(colour, _)| luminance(*colour)).collect();
    let neighbours = lightness.iter().zip(lightness.iter().skip(1));
    for (one, other) in neighbours {
        assert!((one - other).abs() > 0.1, "{lightness:?}");
    }
}

#[test]
fn the_contrast_of_black_and_white_is_21() {
    assert!((contrast(RGBColor(0, 0, 0), PAPER) - 21.0).abs() < 1e-9);
}
