//! The text style of charts, and the widths and lines of texts in it, in pixels. `typeset` measures and
//! breaks them.

use std::sync::LazyLock;

use plotters::style::RGBColor;

use crate::charts::ChartError;
use crate::typeset::{self, Font, FontFace, Fonts};

static FONTS: LazyLock<Result<ChartFonts, &'static str>> = LazyLock::new(ChartFonts::load);

/// The size, face and colour of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// The font size in pixels per em.
    pub size: f64,
    /// The font face.
    pub face: FontFace,
    /// The text colour.
    pub colour: RGBColor,
}

impl TextStyle {
    /// A regular text style.
    pub(in crate::charts) const fn regular(size: f64, colour: RGBColor) -> Self {
        Self { size, face: FontFace::Regular, colour }
    }

    /// A bold text style.
    pub(in crate::charts) const fn bold(size: f64, colour: RGBColor) -> Self {
        Self { size, face: FontFace::Bold, colour }
    }

    /// A text style whose digits all have the same width.
    pub(in crate::charts) const fn figures(size: f64, colour: RGBColor) -> Self {
        Self { size, face: FontFace::Figures, colour }
    }

    /// The text style in another colour.
    pub(in crate::charts) const fn in_colour(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }
}

/// The bundled fonts, as charts measure texts with them.
#[derive(Debug)]
pub(in crate::charts) struct ChartFonts {
    fonts: &'static Fonts,
}

impl ChartFonts {
    /// The bundled fonts, which are read once.
    ///
    /// # Errors
    ///
    /// Fails if a bundled font cannot be read.
    pub(in crate::charts) fn bundled() -> Result<&'static Self, ChartError> {
        FONTS.as_ref().map_err(|&file| ChartError::Font(file))
    }

    fn load() -> Result<Self, &'static str> {
        Ok(Self { fonts: Fonts::bundled()? })
    }

    /// The font of a text style.
    pub(in crate::charts) fn font(&self, text_style: TextStyle) -> &'static Font {
        self.fonts.get(text_style.face)
    }

    /// The width of `text` in pixels.
    pub(in crate::charts) fn width(&self, text: &str, text_style: TextStyle) -> f64 {
        self.font(text_style).width(text) * text_style.size
    }

    /// The distance between the baselines of `lines` in pixels: `usual` ems, or more if stacked accents need
    /// it.
    pub(in crate::charts) fn leading(&self, lines: &[String], text_style: TextStyle, usual: f64) -> f64 {
        let reaches: Vec<_> = lines.iter().map(|line| self.reach(line, text_style)).collect();
        let pairs = reaches.iter().zip(reaches.iter().skip(1));
        let needed = pairs.map(|((_, below), (above, _))| (below + above).ceil() + 2.0);
        needed.fold(usual * text_style.size, f64::max)
    }

    /// How far the letters of `text` extend above the baseline and below it, in pixels.
    pub(in crate::charts) fn reach(&self, text: &str, text_style: TextStyle) -> (f64, f64) {
        let (above, below) = self.font(text_style).reach(text);
        (above * text_style.size, below * text_style.size)
    }

    /// Breaks `text` into as few lines as possible, no wider than `width` pixels and as even as possible.
    pub(in crate::charts) fn wrap(&self, text: &str, text_style: TextStyle, width: f64) -> Vec<String> {
        typeset::fill_evenly(text, self.font(text_style), width / text_style.size)
    }

    /// Sets `parts` in lines with a dot between neighbours. A part that fits on a line is never broken.
    pub(in crate::charts) fn fill_with_parts<'a>(
        &self,
        parts: impl Iterator<Item = &'a str>,
        text_style: TextStyle,
        width: f64,
    ) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            let extended = lines.last().map(|line| format!("{line} · {part}"));
            let extended = extended.filter(|line| self.width(line, text_style) <= width);
            if let (Some(extended), Some(line)) = (extended, lines.last_mut()) {
                *line = extended;
            } else {
                let (font, measure) = (self.font(text_style), width / text_style.size);
                lines.extend(typeset::fill_lines(part, font, measure));
            }
        }
        lines
    }
}
