//! Be Vietnam Pro, and Noto Sans for columns of figures, compiled in: how wide words are and where their lines break.
//! Letters are measured once: charts ask for the widths of the same few hundred letters ten thousand times.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, Glyph, PxScale, ScaleFont as _, point};
use plotters::style::RGBColor;

use super::lines::fill_lines;
use crate::charts::ChartError;

/// Letters below this code are measured beforehand: Latin with all of Vietnamese, and the punctuation.
const MEASURED: u32 = 0x2100;

static BUNDLED: LazyLock<Result<ChartFonts, &'static str>> = LazyLock::new(ChartFonts::load);

/// What letters are cut from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FontFace {
    /// Be Vietnam Pro.
    Regular,
    /// Be Vietnam Pro, bold.
    Bold,
    /// Noto Sans, whose digits are all of one width.
    Figures,
    /// Noto Sans, semi-bold.
    BoldFigures,
}

impl FontFace {
    /// Whether its letters are heavy.
    pub fn is_bold(self) -> bool {
        matches!(self, Self::Bold | Self::BoldFigures)
    }

    /// Whether its digits are all of one width.
    pub fn has_even_digits(self) -> bool {
        matches!(self, Self::Figures | Self::BoldFigures)
    }
}

/// Letters of one size, face and colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Pixels an em.
    pub size: f64,
    /// What they are cut from.
    pub face: FontFace,
    /// The ink.
    pub colour: RGBColor,
}

impl TextStyle {
    /// Letters of the regular weight.
    pub(in crate::charts) const fn regular(size: f64, colour: RGBColor) -> Self {
        Self { size, face: FontFace::Regular, colour }
    }

    /// Bold letters.
    pub(in crate::charts) const fn bold(size: f64, colour: RGBColor) -> Self {
        Self { size, face: FontFace::Bold, colour }
    }

    /// Digits of one width.
    pub(in crate::charts) const fn figures(size: f64, colour: RGBColor) -> Self {
        Self { size, face: FontFace::Figures, colour }
    }

    /// The same in another colour.
    pub(in crate::charts) const fn in_colour(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }
}

/// The faces that charts are lettered in.
#[derive(Debug)]
pub(in crate::charts) struct ChartFonts {
    regular: MeasuredFont,
    bold: MeasuredFont,
    figures: MeasuredFont,
    bold_figures: MeasuredFont,
}

macro_rules! font {
    ($file:literal) => {
        FontRef::try_from_slice(include_bytes!(concat!("../../../assets/fonts/", $file)))
            .map(MeasuredFont::new)
            .map_err(|_| $file)
    };
}

impl ChartFonts {
    /// The bundled typeface, read once.
    pub(in crate::charts) fn bundled() -> Result<&'static Self, ChartError> {
        BUNDLED.as_ref().map_err(|&file| ChartError::Font(file))
    }

    fn load() -> Result<Self, &'static str> {
        Ok(Self {
            regular: font!("BeVietnamPro-Regular.ttf")?,
            bold: font!("BeVietnamPro-Bold.ttf")?,
            figures: font!("NotoSans-Regular.ttf")?,
            bold_figures: font!("NotoSans-SemiBold.ttf")?,
        })
    }

    /// The font of a face.
    pub(in crate::charts) fn font(&self, face: FontFace) -> &FontRef<'static> {
        &self.measured(face).font
    }

    fn measured(&self, face: FontFace) -> &MeasuredFont {
        match face {
            FontFace::Regular => &self.regular,
            FontFace::Bold => &self.bold,
            FontFace::Figures => &self.figures,
            FontFace::BoldFigures => &self.bold_figures,
        }
    }

    /// The glyphs of `text` in a row on the line y = 0 from x = 0. The bundled fonts have no table of kerning that could
    /// be asked for pairs.
    #[expect(clippy::cast_possible_truncation, reason = "sizes of letters are small numbers")]
    pub(in crate::charts) fn glyphs(&self, text: &str, text_style: TextStyle) -> Vec<Glyph> {
        let font = self.font(text_style.face);
        // What `ab_glyph` calls a size is the height from descender to ascender; ours is the em, as in CSS.
        let em = font.units_per_em().unwrap_or(1000.0);
        let scaled = font.as_scaled(PxScale::from(text_style.size as f32 * font.height_unscaled() / em));
        let mut x = 0.0;
        let glyph = |character| {
            let id = font.glyph_id(character);
            let glyph = id.with_scale_and_position(scaled.scale(), point(x, 0.0));
            x += scaled.h_advance(id);
            glyph
        };
        text.chars().map(glyph).collect()
    }

    /// The width of `text` in pixels.
    pub(in crate::charts) fn width(&self, text: &str, text_style: TextStyle) -> f64 {
        let font = self.measured(text_style.face);
        let ems: f64 = text.chars().map(|character| font.measure(character).advance).sum();
        ems * text_style.size
    }

    /// The distance between the baselines of `lines`: `usual` ems, or what stacked accents need.
    pub(in crate::charts) fn leading(&self, lines: &[String], text_style: TextStyle, usual: f64) -> f64 {
        let reaches: Vec<_> = lines.iter().map(|line| self.reach(line, text_style)).collect();
        let pairs = reaches.iter().zip(reaches.iter().skip(1));
        let needed = pairs.map(|((_, below), (above, _))| (below + above).ceil() + 2.0);
        needed.fold(usual * text_style.size, f64::max)
    }

    /// How far the letters of `text` reach above their baseline, and how far below.
    pub(in crate::charts) fn reach(&self, text: &str, text_style: TextStyle) -> (f64, f64) {
        let font = self.measured(text_style.face);
        let letters = text.chars().map(|character| font.measure(character));
        let (above, below) = letters.fold((0.0_f64, 0.0_f64), |(above, below), letter| {
            (above.max(letter.above), below.max(letter.below))
        });
        (above * text_style.size, below * text_style.size)
    }

    /// `text` in lines that are no wider than `width`, as few as can be and then as even as can be.
    pub(in crate::charts) fn wrap(&self, text: &str, text_style: TextStyle, width: f64) -> Vec<String> {
        let lines = self.fill_lines(text, text_style, width);
        // Halving the span eight times finds the narrowest measure to within a letter.
        let (mut narrow, mut wide, mut best) = (width / 2.0, width, lines);
        for _ in 0..8 {
            let middle = f64::midpoint(narrow, wide);
            let tried = self.fill_lines(text, text_style, middle);
            if tried.len() <= best.len() {
                (wide, best) = (middle, tried);
            } else {
                narrow = middle;
            }
        }
        best
    }

    /// `text` in lines, each filled with as many words as `width` holds.
    fn fill_lines(&self, text: &str, text_style: TextStyle, width: f64) -> Vec<String> {
        fill_lines(text, width, |part| self.width(part, text_style))
    }

    /// `parts` in lines, a dot between neighbours. A part that fits on a line is never broken.
    pub(in crate::charts) fn fill_with_parts<'a>(
        &self,
        parts: impl Iterator<Item = &'a str>,
        text_style: TextStyle,
        width: f64,
    ) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            let extended = lines.last().map(|line| format!("{line} · {part}"));
            match (extended.filter(|line| self.width(line, text_style) <= width), lines.last_mut()) {
                (Some(extended), Some(line)) => *line = extended,
                _ => lines.extend(self.fill_lines(part, text_style, width)),
            }
        }
        lines
    }
}

/// How much room a letter takes, in ems.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct LetterWidth {
    /// To the next letter.
    advance: f64,
    /// Above the baseline.
    above: f64,
    /// Below the baseline.
    below: f64,
}

/// A font and the measures of its letters.
#[derive(Debug)]
struct MeasuredFont {
    font: FontRef<'static>,
    letters: Vec<LetterWidth>,
}

impl MeasuredFont {
    /// Measures the letters of `font`.
    fn new(font: FontRef<'static>) -> Self {
        // Most codes have no letter, and all of those look like the sign for a missing one.
        let missing = measure(&font, '\u{0}');
        let letters = (0..MEASURED).map(|code| match char::from_u32(code) {
            Some(letter) if font.glyph_id(letter).0 != 0 => measure(&font, letter),
            _ => missing,
        });
        Self { letters: letters.collect(), font }
    }

    /// The measures of a letter.
    fn measure(&self, letter: char) -> LetterWidth {
        let known = usize::try_from(u32::from(letter)).ok().and_then(|code| self.letters.get(code));
        known.copied().unwrap_or_else(|| measure(&self.font, letter))
    }
}

fn measure(font: &FontRef<'static>, letter: char) -> LetterWidth {
    let (glyph, em) = (font.glyph_id(letter), f64::from(font.units_per_em().unwrap_or(1000.0)));
    let bounds = font.outline(glyph).map(|outline| outline.bounds);
    // In a font y runs upwards, so that the larger one is the upper edge.
    let edges =
        bounds.map_or((0.0, 0.0), |bounds| (bounds.max.y.max(bounds.min.y), bounds.min.y.min(bounds.max.y)));
    LetterWidth {
        advance: f64::from(font.h_advance_unscaled(glyph)) / em,
        above: f64::from(edges.0.max(0.0)) / em,
        below: f64::from((-edges.1).max(0.0)) / em,
    }
}
