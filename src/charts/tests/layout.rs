//! Whether everything has its place: nothing runs over, nothing lies on something else.

use ab_glyph::Font as _;

use super::super::scene::{Anchor, Block, Mark, Scene, Words};
use super::super::typeface::Typeface;
use super::super::*;
use super::samples;
use crate::domain::Language;

/// The rectangle that the letters really cover, accents included.
fn covered(words: &Words) -> Option<Block> {
    let typeface = Typeface::bundled().unwrap();
    let (glyphs, width) = typeface.set(&words.text, words.lettering);
    let start = match words.anchor {
        Anchor::Start => words.x,
        Anchor::Middle => words.x - f64::from(width) / 2.0,
        Anchor::End => words.x - f64::from(width),
    };
    let font = typeface.font(words.lettering.weight);
    let outlines = glyphs.into_iter().filter_map(|glyph| font.outline_glyph(glyph));
    outlines
        .map(|outline| {
            let bounds = outline.px_bounds();
            Block {
                left: start + f64::from(bounds.min.x),
                top: words.baseline + f64::from(bounds.min.y),
                right: start + f64::from(bounds.max.x),
                bottom: words.baseline + f64::from(bounds.max.y),
            }
        })
        .reduce(|one, other| Block {
            left: one.left.min(other.left),
            top: one.top.min(other.top),
            right: one.right.max(other.right),
            bottom: one.bottom.max(other.bottom),
        })
}

fn overlap(one: &Block, other: &Block) -> bool {
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

fn every_scene() -> impl Iterator<Item = (String, Scene)> {
    samples::all().into_iter().flat_map(|(name, report)| {
        let pairs =
            ChartKind::ALL.into_iter().flat_map(|kind| Language::ALL.map(|language| (kind, language)));
        let scenes: Vec<_> = pairs
            .map(|(kind, language)| {
                (format!("{name} {kind} {language}"), compose(kind, &report, language).unwrap())
            })
            .collect();
        scenes
    })
}

#[test]
fn words_stay_within_the_margins_and_apart_from_each_other() {
    for (name, scene) in every_scene() {
        let words = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Words(words) => Some((words.text.as_str(), covered(words)?)),
            Mark::Block(..) => None,
        });
        let words: Vec<_> = words.collect();
        for (index, (text, block)) in words.iter().enumerate() {
            assert!(block.left >= 88.0 && block.right <= 1832.0, "{name}: \"{text}\" runs over: {block:?}");
            assert!(
                block.top >= 0.0 && block.bottom <= f64::from(scene.height),
                "{name}: \"{text}\" is cut: {block:?}"
            );
            for (other, covered) in &words[index + 1..] {
                assert!(!overlap(block, covered), "{name}: \"{text}\" lies on \"{other}\"");
            }
        }
    }
}

#[test]
fn marks_stay_within_the_margins() {
    for (name, scene) in every_scene() {
        let blocks = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Block(block, _) => Some(block),
            Mark::Words(_) => None,
        });
        for block in blocks {
            let edges = [block.left, block.top, block.right, block.bottom];
            assert!(edges.into_iter().all(f64::is_finite), "{name}: {block:?}");
            assert!(block.left <= block.right && block.top <= block.bottom, "{name}: {block:?}");
            assert!(block.left >= 95.0 && block.right <= 1825.0, "{name}: {block:?}");
        }
    }
}

#[test]
fn the_usual_charts_have_the_shape_of_a_slide() {
    for kind in ChartKind::ALL {
        for language in Language::ALL {
            let scene = compose(kind, &samples::november(), language).unwrap();
            assert_eq!((scene.width, scene.height), (1920, 1080), "{kind} {language}");
        }
    }
}
