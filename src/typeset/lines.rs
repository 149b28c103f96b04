//! Breaks text into lines. Measures are in ems.

use unicode_normalization::UnicodeNormalization;

use super::Font;
use super::word_groups::word_groups;

/// An address is broken after these, if it must be.
const ADDRESS_BREAKS: [char; 5] = ['/', '.', '?', '&', '='];
/// Parts of an address that are still too wide are broken after these, where a reader may take the mark for part of it.
const HYPHENS: [char; 2] = ['-', '_'];
/// What is wider than this many ems may be broken to make the lines of a poster narrower.
const WIDEST_PIECE: f64 = 20.0;
/// Steps of bisection: they find the narrowest measure to within a thousandth.
const STEPS: usize = 10;
/// Below this share of the measure kerning does not decide whether a part fits.
const NEARLY_FULL: f64 = 0.95;
/// A measure is often the width of the text itself, rounded: so much more of it is not too wide.
const ROUNDING: f64 = 1.000_01;

/// `text` with composed letters, single gaps and no control characters. A no-break space stays.
pub fn tidy(text: &str) -> String {
    let is_gap = |letter: char| letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}');
    let composed: String = text.nfc().filter(|&letter| is_gap(letter) || !letter.is_control()).collect();
    composed.split(is_gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `text` in lines, each filled with as many word groups as `measure` holds. A group that is wider is broken between its
/// words, a word after the punctuation of an address, and what is still wider between letters.
pub fn fill_lines(text: &str, font: &Font, measure: f64) -> Vec<String> {
    fill(&groups(text, font), font, measure)
}

/// `text` in as few lines as [`fill_lines`] makes, and these as even as can be.
pub fn fill_evenly(text: &str, font: &Font, measure: f64) -> Vec<String> {
    let groups = groups(text, font);
    let filled = fill(&groups, font, measure);
    if filled.len() < 2 {
        return filled;
    }
    let (narrow, most) = (widest_whole(&groups, font, measure).max(measure / 2.0), filled.len());
    narrowed(&groups, font, (narrow, measure), filled, most)
}

/// `text` in at most `most` lines, of which the widest is as narrow as possible.
pub fn fit_lines(text: &str, font: &Font, most: usize) -> Vec<String> {
    let groups = groups(text, font);
    let gap = font.width(" ");
    let whole: f64 = groups.iter().map(|group| group.width + gap).sum();
    let narrow = widest_whole(&groups, font, WIDEST_PIECE).max(whole / most.max(1) as f64 / 2.0);
    narrowed(&groups, font, (narrow, whole), fill(&groups, font, whole), most)
}

/// As much of `text` as one line of `measure` holds, with an ellipsis where it is cut.
pub fn shorten(text: &str, font: &Font, measure: f64) -> String {
    let fits = |line: &str| font.width(line) <= measure * ROUNDING;
    if longest_beginning(text, fits).len() == text.len() {
        return text.to_owned();
    }
    let cut = |beginning: &str| format!("{}…", beginning.trim_end());
    cut(longest_beginning(text, |beginning| fits(&cut(beginning))))
}

/// The longest beginning of `text` that fits. Doubles what it tries until something does not fit and then halves the gap,
/// so that it measures some dozen beginnings, none more than twice as long as the one that fits.
pub fn longest_beginning(text: &str, fits: impl Fn(&str) -> bool) -> &str {
    let mut letters = text.char_indices().map(|(start, letter)| start + letter.len_utf8());
    let mut ends = vec![0];
    let (mut fitting, mut too_long) = (0, 16);
    loop {
        ends.extend(letters.by_ref().take(too_long + 1 - ends.len()));
        if ends.len() <= too_long || !fits(beginning(text, &ends, too_long)) {
            break;
        }
        (fitting, too_long) = (too_long, too_long * 2);
    }
    too_long = too_long.min(ends.len());
    while too_long - fitting > 1 {
        let middle = usize::midpoint(fitting, too_long);
        if fits(beginning(text, &ends, middle)) { fitting = middle } else { too_long = middle }
    }
    beginning(text, &ends, fitting)
}

/// The first letters of a text; `ends` says where each beginning ends, from that of none.
fn beginning<'t>(text: &'t str, ends: &[usize], letters: usize) -> &'t str {
    text.get(..ends.get(letters).copied().unwrap_or(0)).unwrap_or_default()
}

/// Words that stay on one line.
struct WordGroup<'a> {
    words: Vec<&'a str>,
    /// The words with gaps between them.
    text: String,
    width: f64,
}

fn groups<'a>(text: &'a str, font: &Font) -> Vec<WordGroup<'a>> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let measured = |words: Vec<&'a str>| {
        let text = words.join(" ");
        WordGroup { width: font.width(&text), text, words }
    };
    word_groups(&words).into_iter().map(measured).collect()
}

/// Lines that are being filled.
struct Filling<'f> {
    font: &'f Font,
    measure: f64,
    gap: f64,
    lines: Vec<(String, f64)>,
}

impl Filling<'_> {
    /// Adds a group or word to the last line after a gap, if it fits there. No letter is kerned with a gap, so that the sum of
    /// the widths is exact.
    fn append(&mut self, text: &str, width: f64) -> bool {
        let (gap, measure) = (self.gap, self.measure);
        let Some((line, filled)) = self.lines.last_mut() else { return false };
        let fits = *filled + gap + width <= measure;
        if fits {
            line.push(' ');
            line.push_str(text);
            *filled += gap + width;
        }
        fits
    }

    /// Adds a further part of a broken word to the last line, if it fits there. Near the measure the line is measured as a
    /// whole, because the letters where parts meet may be kerned.
    fn append_part(&mut self, part: &str) -> bool {
        let (font, measure) = (self.font, self.measure);
        let Some((line, filled)) = self.lines.last_mut() else { return false };
        let sum = *filled + font.width(part);
        let width = if sum < NEARLY_FULL * measure { sum } else { font.width(&format!("{line}{part}")) };
        let fits = width <= measure;
        if fits {
            line.push_str(part);
            *filled = width;
        }
        fits
    }

    fn add(&mut self, text: &str, width: f64) -> bool {
        let fits = width <= self.measure;
        if fits && !self.append(text, width) {
            self.lines.push((text.to_owned(), width));
        }
        fits
    }

    /// Adds a word that is wider than a line: on lines of its own, broken where an address may be, else between letters.
    fn add_broken(&mut self, word: &str) {
        let mut begins = true;
        for part in self.parts(word) {
            if begins || !self.append_part(part) {
                self.lines.push((part.to_owned(), self.font.width(part)));
            }
            begins = false;
        }
    }

    fn parts<'w>(&self, word: &'w str) -> Vec<&'w str> {
        let too_wide = |part: &str| self.font.width(part) > self.measure;
        let after_hyphens = |part: &'w str| {
            if too_wide(part) { part.split_inclusive(HYPHENS).collect() } else { vec![part] }
        };
        let parts = word.split_inclusive(ADDRESS_BREAKS).flat_map(after_hyphens);
        parts.flat_map(|part| if too_wide(part) { self.letters(part) } else { vec![part] }).collect()
    }

    /// `text` in beginnings that fill a line each; a line has one letter at least.
    fn letters<'w>(&self, text: &'w str) -> Vec<&'w str> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some(letter) = rest.chars().next() {
            let part = longest_beginning(rest, |part| self.font.width(part) <= self.measure);
            let (part, after) = rest.split_at(part.len().max(letter.len_utf8()));
            parts.push(part);
            rest = after;
        }
        parts
    }
}

fn fill(groups: &[WordGroup<'_>], font: &Font, measure: f64) -> Vec<String> {
    let measure = measure * ROUNDING;
    let mut filling = Filling { font, measure, gap: font.width(" "), lines: Vec::new() };
    for group in groups {
        if filling.add(&group.text, group.width) {
            continue;
        }
        for word in &group.words {
            if !filling.add(word, font.width(word)) {
                filling.add_broken(word);
            }
        }
    }
    filling.lines.into_iter().map(|(line, _)| line).collect()
}

/// The width of the widest group that is no wider than `limit`; of wider ones, of their widest word or part of an address.
/// No line needs to be narrower: that would break what fits.
fn widest_whole(groups: &[WordGroup<'_>], font: &Font, limit: f64) -> f64 {
    let whole = |part: &str| Some(font.width(part)).filter(|&width| width <= limit);
    let after_hyphens = |part: &str| part.split_inclusive(HYPHENS).filter_map(whole).fold(0.0, f64::max);
    let parts = |word: &str| {
        let parts = word.split_inclusive(ADDRESS_BREAKS);
        parts.map(|part| whole(part).unwrap_or_else(|| after_hyphens(part))).fold(0.0, f64::max)
    };
    let of_word = |word: &&str| {
        let width = font.width(word);
        if width <= limit { width } else { parts(word) }
    };
    let of_group = |group: &WordGroup<'_>| {
        if group.width <= limit { group.width } else { group.words.iter().map(of_word).fold(0.0, f64::max) }
    };
    groups.iter().map(of_group).fold(0.0, f64::max)
}

/// The lines of the narrowest measure between two that makes at most `most` lines; `lines` are those of the wider one.
fn narrowed(
    groups: &[WordGroup<'_>],
    font: &Font,
    (mut narrow, mut wide): (f64, f64),
    lines: Vec<String>,
    most: usize,
) -> Vec<String> {
    let mut best = lines;
    for _ in 0..STEPS {
        let middle = f64::midpoint(narrow, wide);
        let tried = fill(groups, font, middle);
        if tried.len() <= most {
            (wide, best) = (middle, tried);
        } else {
            narrow = middle;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::{FontFace, Fonts};

    fn font() -> &'static Font {
        Fonts::bundled().unwrap().get(FontFace::Regular)
    }

    #[test]
    fn a_text_fits_a_measure_of_its_own_width_in_f32() {
        for text in ["94,4–98,4%", "1.234", "Phường Lê Lợi", "giới hạn"] {
            #[expect(clippy::cast_possible_truncation, reason = "as PDF measures")]
            let measure = font().width(text) as f32 * 8.8;
            assert_eq!(fill_lines(text, font(), f64::from(measure / 8.8)), [text]);
        }
    }

    #[test]
    fn compounds_stay_on_a_line_and_wide_groups_are_broken_between_words() {
        let text = "nằm trong giới hạn";
        let measure = font().width("nằm trong giới");
        assert_eq!(fill_lines(text, font(), measure), ["nằm trong", "giới hạn"]);
        assert_eq!(fill_lines("giới hạn", font(), font().width("giới")), ["giới", "hạn"]);
        assert_eq!(fit_lines(text, font(), 2), ["nằm trong", "giới hạn"]);
    }

    #[test]
    fn even_lines_break_no_word_that_fits() {
        let word = "khảo-sát-hài-lòng-của-người-dân-ở-xã";
        let lines = fill_evenly(word, font(), font().width("khảo-sát-hài-lòng-của-người-"));
        assert!(lines.len() == 2 && lines[0].ends_with('-'), "{lines:?}");
        assert_eq!(lines.concat(), word);
    }

    #[test]
    fn odd_texts_and_measures_lose_no_letter() {
        for text in ["", " ", "\u{a0}", "a\u{a0}b", "مرحبا بالعالم", "Ẫ".repeat(400).as_str(), "a/b.c-d_e"]
        {
            for measure in [-1.0, 0.0, 0.3, 5.0, f64::NAN] {
                for lines in [fill_lines(text, font(), measure), fill_evenly(text, font(), measure)] {
                    let letters = |text: &str| text.replace(' ', "");
                    assert_eq!(letters(&lines.concat()), letters(text), "{measure}");
                }
            }
        }
    }

    #[test]
    fn gaps_are_single_and_control_characters_go() {
        assert_eq!(tidy(" Xã  Mễ\n Sở\u{1}\u{2028}a\u{b}b\u{a0}c "), "Xã Mễ Sở a b\u{a0}c");
    }
}
