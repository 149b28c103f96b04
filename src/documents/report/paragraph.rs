//! Breaks text into lines of a given width.

use crate::documents::pdf::colours::Colour;
use crate::documents::pdf::typefaces::Typefaces;
use crate::typeset::{FontFace, fill_lines, shorten, tidy};

/// The distance from the middle of a line to the baseline on which its letters look centred, in font sizes.
const BELOW_MIDDLE: f32 = 0.36;

/// A text style in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    pub(super) weight: FontFace,
    pub(super) size: f32,
    /// The distance between baselines in font sizes.
    pub(super) leading: f32,
    pub(super) colour: Colour,
}

/// A text broken into lines.
#[derive(Clone, Debug)]
pub(super) struct SetParagraph {
    pub(super) lines: Vec<String>,
    pub(super) letters: Letters,
}

impl SetParagraph {
    /// Breaks `text` into lines of `width`. A word that is wider is broken between letters.
    pub(super) fn set(text: &str, letters: Letters, width: f32, typefaces: &Typefaces) -> Self {
        let typeface = typefaces.get(letters.weight);
        let measure = f64::from(width / letters.size);
        Self { lines: fill_lines(&tidy(text), typeface.measured(), measure), letters }
    }

    /// Sets `text` on one line. A longer text is cut.
    pub(super) fn one_line(text: &str, letters: Letters, width: f32, typefaces: &Typefaces) -> Self {
        let font = typefaces.get(letters.weight).measured();
        let line = shorten(&tidy(text), font, f64::from(width / letters.size));
        Self { lines: vec![line], letters }
    }

    /// The height from the top of the first line to the bottom of the last.
    pub(super) fn height(&self) -> f32 {
        self.pitch() * self.lines.len() as f32
    }

    /// The lines with their baselines, measured from the top of the paragraph.
    pub(super) fn baselines(&self) -> impl Iterator<Item = (f32, &str)> {
        let first = self.pitch() / 2.0 + BELOW_MIDDLE * self.letters.size;
        self.lines
            .iter()
            .enumerate()
            .map(move |(place, line)| (first + self.pitch() * place as f32, line.as_str()))
    }

    fn pitch(&self) -> f32 {
        self.letters.leading * self.letters.size
    }
}

/// The width of the widest word of `text`, and the width of the whole text on one line.
pub(super) fn extents(text: &str, letters: Letters, typefaces: &Typefaces) -> (f32, f32) {
    let typeface = typefaces.get(letters.weight);
    let tidy = tidy(text);
    let widest = tidy.split(' ').map(|word| typeface.width(word)).fold(0.0, f32::max);
    (widest * letters.size, typeface.width(&tidy) * letters.size)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::documents::pdf::colours::INK;
    use crate::documents::pdf::typefaces::typefaces;

    const LETTERS: Letters = Letters { weight: FontFace::Regular, size: 9.0, leading: 1.4, colour: INK };

    fn width(line: &str) -> f32 {
        typefaces().unwrap().get(LETTERS.weight).width(line) * LETTERS.size
    }

    #[test]
    fn a_long_word_is_broken_into_full_lines_and_nothing_is_lost() {
        let word = "Phường".repeat(60);
        let set = SetParagraph::set(&word, LETTERS, 200.0, typefaces().unwrap());
        assert_eq!(set.lines.concat(), word);
        let (last, full) = set.lines.split_last().unwrap();
        assert!(width(last) <= 200.0);
        assert!(full.iter().all(|line| (190.0..=200.0).contains(&width(line))), "{full:?}");
    }

    #[test]
    fn one_line_holds_as_much_of_a_text_as_fits() {
        let text = "Ủy ban nhân dân phường Nguyễn Văn Linh và các xã lân cận";
        let typefaces = typefaces().unwrap();
        assert_eq!(SetParagraph::one_line(text, LETTERS, 1_000.0, typefaces).lines, [text]);
        let cut = SetParagraph::one_line(text, LETTERS, 120.0, typefaces).lines.remove(0);
        let beginning = cut.strip_suffix('…').unwrap();
        assert!(text.starts_with(beginning) && width(&cut) <= 120.0);
        let longer: String = text.chars().take(beginning.chars().count() + 2).collect();
        assert!(width(&format!("{longer}…")) > 120.0);
        assert_eq!(SetParagraph::one_line(text, LETTERS, 0.0, typefaces).lines, ["…"]);
    }

    #[test]
    fn a_text_of_twelve_thousand_letters_is_set_within_seconds() {
        let typefaces = typefaces().unwrap();
        let (word, text) = ("ươ".repeat(6_000), "phường xã ".repeat(1_200));
        let begun = Instant::now();
        for long in [&word, &text] {
            SetParagraph::one_line(long, LETTERS, 200.0, typefaces);
            SetParagraph::set(long, LETTERS, 200.0, typefaces);
            extents(long, LETTERS, typefaces);
        }
        // It took minutes when every letter was measured with all before it. Tests are built without
        // optimisation and share their processors.
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    }
}
