//! Words set into lines of a measure, as many as they need.

use unicode_normalization::UnicodeNormalization;

use crate::documents::pdf::colours::Colour;
use crate::documents::pdf::typefaces::{Typefaces, Weight};

/// From the middle of a line to the baseline on which its letters look centred, in sizes.
const BELOW_MIDDLE: f32 = 0.36;

/// How words are lettered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    pub(super) weight: Weight,
    pub(super) size: f32,
    /// From one baseline to the next, in sizes.
    pub(super) leading: f32,
    pub(super) colour: Colour,
}

/// Words in their lines.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    pub(super) lines: Vec<String>,
    pub(super) letters: Letters,
}

impl Paragraph {
    /// Sets `text` into `width`. A word that is wider is broken between letters.
    pub(super) fn set(text: &str, letters: Letters, width: f32, typefaces: &Typefaces) -> Self {
        let typeface = typefaces.get(letters.weight);
        let measure = width / letters.size;
        let gap = typeface.width(" ");
        let mut lines: Vec<(String, f32)> = Vec::new();
        for word in tidy(text).split(' ').filter(|word| !word.is_empty()) {
            let wide = typeface.width(word);
            match lines.last_mut() {
                Some((line, filled)) if *filled + gap + wide <= measure => {
                    line.push(' ');
                    line.push_str(word);
                    *filled += gap + wide;
                }
                _ if wide <= measure => lines.push((word.to_owned(), wide)),
                _ => lines.extend(broken(word, measure, |part| typeface.width(part))),
            }
        }
        Self { lines: lines.into_iter().map(|(line, _)| line).collect(), letters }
    }

    /// Sets `text` on one line, cut where it is longer.
    pub(super) fn one_line(text: &str, letters: Letters, width: f32, typefaces: &Typefaces) -> Self {
        let whole = tidy(text);
        let fits = |line: &str| typefaces.get(letters.weight).width(line) * letters.size <= width;
        let mut line = whole.clone();
        let mut kept = whole.chars().count();
        while !fits(&line) && kept > 0 {
            kept -= 1;
            let beginning: String = whole.chars().take(kept).collect();
            line = format!("{}…", beginning.trim_end());
        }
        Self { lines: vec![line], letters }
    }

    /// From the top of the first line to the bottom of the last.
    pub(super) fn height(&self) -> f32 {
        self.pitch() * self.lines.len() as f32
    }

    /// The lines with their baselines, from the top of the paragraph.
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

/// How wide the widest word of `text` runs, and how wide all of it.
pub(super) fn extents(text: &str, letters: Letters, typefaces: &Typefaces) -> (f32, f32) {
    let typeface = typefaces.get(letters.weight);
    let tidy = tidy(text);
    let widest = tidy.split(' ').map(|word| typeface.width(word)).fold(0.0, f32::max);
    (widest * letters.size, typeface.width(&tidy) * letters.size)
}

/// The parts of a word that is wider than the measure, with their widths.
fn broken(word: &str, measure: f32, width: impl Fn(&str) -> f32) -> Vec<(String, f32)> {
    let mut parts: Vec<(String, f32)> = Vec::new();
    for letter in word.chars() {
        match parts.last_mut() {
            Some((part, filled)) if width(&format!("{part}{letter}")) <= measure => {
                part.push(letter);
                *filled = width(part);
            }
            _ => parts.push((letter.to_string(), width(&letter.to_string()))),
        }
    }
    parts
}

/// Composed letters, single gaps, no control characters.
fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.join(" ").nfc().filter(|character| !character.is_control()).collect()
}
