//! Fits a text into a width: as few lines as keep it large enough, of lengths as even as possible.

use super::typefaces::Typefaces;
use crate::typeset::{FontFace, fit_lines, tidy};

/// The greatest number of characters of a text. A longer text is cut, because every text must leave room for
/// the QR code.
const MAX_TEXT_LENGTH: usize = 160;
/// A safety factor for widths. Pieces of text are measured separately, and shaping at their joints changes
/// the width by less than this.
const TOLERANCE: f32 = 0.999;

/// The limits within which a text is fitted.
#[derive(Clone, Copy, Debug)]
pub(in crate::documents) struct FittedStyle {
    pub(in crate::documents) weight: FontFace,
    /// The largest size of a single line, in points. Several lines are at most midway between this and
    /// `smallest`.
    pub(in crate::documents) largest: f32,
    /// The size below which the text takes one more line.
    pub(in crate::documents) smallest: f32,
    /// The greatest number of lines; with it the text shrinks as far as necessary.
    pub(in crate::documents) most_lines: usize,
    /// The distance between baselines in font sizes.
    pub(in crate::documents) leading: f32,
}

impl FittedStyle {
    /// Multiplies the sizes by `scale`.
    pub(in crate::documents) fn scaled(self, scale: f32) -> Self {
        Self { largest: scale * self.largest, smallest: scale * self.smallest, ..self }
    }
}

/// The style of one regular line, which shrinks as far as necessary.
pub(in crate::documents) const fn line(size: f32) -> FittedStyle {
    FittedStyle {
        weight: FontFace::Regular,
        largest: size,
        smallest: 0.6 * size,
        most_lines: 1,
        leading: 1.4,
    }
}

/// The style of regular text that takes a second line before it shrinks much.
pub(in crate::documents) const fn lines(size: f32) -> FittedStyle {
    FittedStyle {
        weight: FontFace::Regular,
        largest: size,
        smallest: 0.94 * size,
        most_lines: 2,
        leading: 1.26,
    }
}

/// The style of semi-bold text in at most two lines.
pub(in crate::documents) const fn semi_bold(largest: f32, smallest: f32, leading: f32) -> FittedStyle {
    FittedStyle { weight: FontFace::SemiBold, largest, smallest, most_lines: 2, leading }
}

/// A text broken into lines, with its size.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::documents) struct Fitted {
    pub(in crate::documents) lines: Vec<String>,
    /// The width of the widest line in points.
    pub(in crate::documents) width: f32,
    pub(in crate::documents) size: f32,
    pub(in crate::documents) weight: FontFace,
    pub(in crate::documents) leading: f32,
}

impl Fitted {
    /// The height from the top of the first line to the bottom of the last.
    pub(in crate::documents) fn height(&self) -> f32 {
        self.leading * self.size * self.lines.len() as f32
    }
}

/// Fits `text` into `width`.
pub(in crate::documents) fn fit(text: &str, style: FittedStyle, width: f32, typefaces: &Typefaces) -> Fitted {
    let typeface = typefaces.get(style.weight);
    let text = shortened(tidy(text));
    let (weight, leading) = (style.weight, style.leading);
    let mut fitted = Fitted { lines: Vec::new(), width: 0.0, size: 0.0, weight, leading };
    for count in 1..=style.most_lines {
        let lines = fit_lines(&text, typeface.measured(), count);
        let widest = lines.iter().map(|line| typeface.width(line)).fold(0.0, f32::max);
        let largest = if count == 1 { style.largest } else { f32::midpoint(style.largest, style.smallest) };
        let size = if widest > 0.0 { (width / widest * TOLERANCE).min(largest) } else { largest };
        // A further line without a further word does not allow a larger size.
        if size > fitted.size {
            fitted = Fitted { lines, width: widest * size, size, ..fitted };
        }
        if fitted.size >= style.smallest {
            break;
        }
    }
    fitted
}

/// Cuts a text that is too long.
fn shortened(text: String) -> String {
    if text.chars().count() <= MAX_TEXT_LENGTH {
        return text;
    }
    text.chars().take(MAX_TEXT_LENGTH - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::typefaces::typefaces;
    use super::*;

    const STYLE: FittedStyle =
        FittedStyle { weight: FontFace::Bold, largest: 42.0, smallest: 30.0, most_lines: 3, leading: 1.2 };

    fn set(text: &str) -> Fitted {
        fit(text, STYLE, 480.0, typefaces().unwrap())
    }

    #[test]
    fn a_long_name_shrinks_before_it_wraps() {
        assert_eq!((set("Xã An Viên").lines.len(), set("Xã An Viên").size), (1, 42.0));
        let long = set("Phường Nguyễn Văn Linh");
        assert_eq!(long.lines, ["Phường Nguyễn Văn Linh"]);
        assert!(long.size > 30.0 && long.size <= 42.0);
        let longer = set("Phường Nguyễn Văn Linh và các xã lân cận");
        assert_eq!(longer.lines, ["Phường Nguyễn Văn Linh", "và các xã lân cận"]);
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
    fn a_no_break_space_is_kept() {
        assert_eq!(set("\u{a0}").lines, ["\u{a0}"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_line_fits_the_width_and_no_letter_is_lost(text in "[\\PC ]{0,140}") {
            let fitted = set(&text);
            prop_assert!(fitted.lines.len() <= 3);
            let typeface = typefaces().unwrap().get(FontFace::Bold);
            for line in &fitted.lines {
                prop_assert!(typeface.width(line) * fitted.size <= 480.0);
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&fitted.lines.concat()), letters(&tidy(&text)));
        }
    }
}
