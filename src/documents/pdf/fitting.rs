//! Fits a text into a box: broken into the fewest lines that leave it large enough, and those as even as they go.

use unicode_normalization::UnicodeNormalization;

use super::typefaces::{PdfFont, Typefaces, Weight};

/// What is longer is cut: nobody reads a poster that long, and every text must leave room for the code.
const LONGEST: usize = 160;
/// A piece that is wider than this many ems may be broken, where it has no better place, between any letters.
const WIDEST_PIECE: f32 = 20.0;
/// Lines and pieces of text are measured apart; what the shaper makes of their joints stays below this.
const TOLERANCE: f32 = 0.999;

/// How a text may be set.
#[derive(Clone, Copy, Debug)]
pub(in crate::documents) struct FittedStyle {
    pub(in crate::documents) weight: Weight,
    /// The size of a single line where there is room; further lines stand between it and the smallest.
    pub(in crate::documents) largest: f32,
    /// Below this size it rather takes one more line.
    pub(in crate::documents) smallest: f32,
    /// With this many lines it shrinks as far as it must.
    pub(in crate::documents) most_lines: usize,
    /// From one baseline to the next, in font sizes.
    pub(in crate::documents) leading: f32,
}

impl FittedStyle {
    /// The same in other sizes.
    pub(in crate::documents) fn scaled(self, scale: f32) -> Self {
        Self { largest: scale * self.largest, smallest: scale * self.smallest, ..self }
    }
}

/// One line of regular letters that shrinks as far as it must.
pub(in crate::documents) const fn line(size: f32) -> FittedStyle {
    FittedStyle { weight: Weight::Regular, largest: size, smallest: 0.6 * size, most_lines: 1, leading: 1.4 }
}

/// Regular letters that rather take a second line than shrink.
pub(in crate::documents) const fn lines(size: f32) -> FittedStyle {
    FittedStyle {
        weight: Weight::Regular,
        largest: size,
        smallest: 0.94 * size,
        most_lines: 2,
        leading: 1.26,
    }
}

/// Heavy letters in at most two lines.
pub(in crate::documents) const fn semi_bold(largest: f32, smallest: f32, leading: f32) -> FittedStyle {
    FittedStyle { weight: Weight::SemiBold, largest, smallest, most_lines: 2, leading }
}

/// A text as it will be set.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::documents) struct Fitted {
    pub(in crate::documents) lines: Vec<String>,
    /// Of the widest line.
    pub(in crate::documents) width: f32,
    pub(in crate::documents) size: f32,
    pub(in crate::documents) weight: Weight,
    pub(in crate::documents) leading: f32,
}

impl Fitted {
    /// From the top of the first line to the bottom of the last.
    pub(in crate::documents) fn height(&self) -> f32 {
        self.leading * self.size * self.lines.len() as f32
    }
}

/// Sets `text` into `width`.
pub(in crate::documents) fn fit(text: &str, style: FittedStyle, width: f32, typefaces: &Typefaces) -> Fitted {
    let typeface = typefaces.get(style.weight);
    let pieces = pieces(&shortened(tidy(text)), typeface);
    let (weight, leading) = (style.weight, style.leading);
    let mut fitted = Fitted { lines: Vec::new(), width: 0.0, size: 0.0, weight, leading };
    for count in 1..=style.most_lines {
        let lines = even_lines(&pieces, count);
        let widest = lines.iter().map(|line| typeface.width(line)).fold(0.0, f32::max);
        let largest = if count == 1 { style.largest } else { f32::midpoint(style.largest, style.smallest) };
        let size = if widest > 0.0 { (width / widest * TOLERANCE).min(largest) } else { largest };
        // More lines than words bring nothing.
        if size > fitted.size {
            fitted = Fitted { lines, width: widest * size, size, ..fitted };
        }
        if fitted.size >= style.smallest {
            break;
        }
    }
    fitted
}

/// Composed letters, single gaps, no control characters. A no-break space stays.
pub(in crate::documents) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    words.join(" ").nfc().filter(|character| !character.is_control()).collect()
}

/// A text that is too long, up to where it is cut.
fn shortened(text: String) -> String {
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// What stays together on a line, with its width at a font size of 1.
struct LinePiece {
    text: String,
    width: f32,
}

fn pieces(text: &str, typeface: &PdfFont) -> Vec<LinePiece> {
    let words = text.split_inclusive(' ').flat_map(|word| {
        if typeface.width(word) <= WIDEST_PIECE { vec![word] } else { parts_of_address(word, typeface) }
    });
    words.map(|word| LinePiece { text: word.to_owned(), width: typeface.width(word) }).collect()
}

/// Breaks an address after its dots and strokes; parts that are still too wide after hyphens, where a reader may
/// wonder whether the hyphen belongs to it; and what is left between any two letters.
fn parts_of_address<'a>(word: &'a str, typeface: &PdfFont) -> Vec<&'a str> {
    let mut parts: Vec<&str> = word.split_inclusive(['/', '.', '?', '&', '=']).collect();
    for may_break in [|letter: char| matches!(letter, '-' | '_'), |_: char| true] {
        let narrower = |part: &'a str| {
            let whole = typeface.width(part) <= WIDEST_PIECE;
            if whole { vec![part] } else { part.split_inclusive(may_break).collect() }
        };
        parts = parts.into_iter().flat_map(narrower).collect();
    }
    parts
}

/// The pieces in at most `count` lines of which the widest is as narrow as possible.
///
/// Dynamic programming over the last break; pieces are few, and a line's width is the sum of theirs.
fn even_lines(pieces: &[LinePiece], count: usize) -> Vec<String> {
    let line = |from: usize, to: usize| pieces.iter().take(to).skip(from);
    let width = |from: usize, to: usize| line(from, to).map(|piece| piece.width).sum::<f32>();
    // For each number of pieces: the widest line of the best setting so far, and where its lines end.
    let mut best: Vec<(f32, Vec<usize>)> = (0..=pieces.len()).map(|end| (width(0, end), vec![end])).collect();
    for _ in 1..count {
        let with_one_line_more = |end: usize| {
            let longer = best.iter().enumerate().take(end).map(|(start, (widest, ends))| {
                let ends = ends.iter().copied().chain([end]).collect();
                (widest.max(width(start, end)), ends)
            });
            longer.chain(best.get(end).cloned()).min_by(|left, right| left.0.total_cmp(&right.0))
        };
        best = (0..=pieces.len()).filter_map(with_one_line_more).collect();
    }
    let ends = best.pop().map(|(_, ends)| ends).unwrap_or_default();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let joined = |from: usize, to: usize| line(from, to).map(|piece| piece.text.as_str()).collect::<String>();
    let lines = starts.zip(&ends).map(|(from, &to)| joined(from, to).trim_end_matches(' ').to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::typefaces::typefaces;
    use super::*;

    const STYLE: FittedStyle =
        FittedStyle { weight: Weight::Bold, largest: 42.0, smallest: 30.0, most_lines: 3, leading: 1.2 };

    fn set(text: &str) -> Fitted {
        fit(text, STYLE, 480.0, typefaces().unwrap())
    }

    #[test]
    fn a_short_name_is_large_and_a_long_one_shrinks_before_it_wraps() {
        assert_eq!((set("Xã An Viên").lines.len(), set("Xã An Viên").size), (1, 42.0));
        let long = set("Phường Nguyễn Văn Linh");
        assert_eq!(long.lines, ["Phường Nguyễn Văn Linh"]);
        assert!(long.size > 30.0 && long.size <= 42.0);
        let longer = set("Phường Nguyễn Văn Linh và các xã lân cận");
        assert_eq!(longer.lines, ["Phường Nguyễn Văn", "Linh và các xã lân cận"]);
    }

    #[test]
    fn an_address_breaks_after_its_punctuation() {
        let lines = set("khao-sat-hai-long.hanh-chinh-cong.hungyen.gov.vn/k/00000011").lines;
        assert_eq!(lines, ["khao-sat-hai-long.", "hanh-chinh-cong.hungyen.", "gov.vn/k/00000011"]);
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(set("Xã Mễ\n  Sở").lines, ["Xã Mễ Sở"]);
    }

    #[test]
    fn a_no_break_space_is_no_gap_to_be_cut_off() {
        assert_eq!(set("\u{a0}").lines, ["\u{a0}"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn nothing_runs_over_the_edge_and_nothing_is_lost(text in "[\\PC ]{0,140}") {
            let fitted = set(&text);
            prop_assert!(fitted.lines.len() <= 3);
            let typeface = typefaces().unwrap().get(Weight::Bold);
            for line in &fitted.lines {
                prop_assert!(typeface.width(line) * fitted.size <= 480.0);
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&fitted.lines.concat()), letters(&tidy(&text)));
        }
    }
}
