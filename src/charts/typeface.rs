//! Be Vietnam Pro, compiled in: how wide words are and where their lines break.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, Glyph, PxScale, ScaleFont as _, point};
use plotters::style::RGBColor;

use super::ChartError;

static BUNDLED: LazyLock<Result<Typeface, &'static str>> = LazyLock::new(Typeface::load);

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Letters of one size, weight and colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lettering {
    /// Pixels an em.
    pub(super) size: f64,
    /// How heavy.
    pub(super) weight: Weight,
    /// The ink.
    pub(super) colour: RGBColor,
}

impl Lettering {
    /// Letters of the regular weight.
    pub(super) const fn regular(size: f64, colour: RGBColor) -> Self {
        Self { size, weight: Weight::Regular, colour }
    }

    /// Bold letters.
    pub(super) const fn bold(size: f64, colour: RGBColor) -> Self {
        Self { size, weight: Weight::Bold, colour }
    }
}

/// The two weights that charts are lettered in.
#[derive(Debug)]
pub(super) struct Typeface {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Typeface {
    /// The bundled typeface, read once.
    pub(super) fn bundled() -> Result<&'static Self, ChartError> {
        BUNDLED.as_ref().map_err(|&file| ChartError::Font(file))
    }

    fn load() -> Result<Self, &'static str> {
        let read = |bytes, file| FontRef::try_from_slice(bytes).map_err(|_| file);
        Ok(Self {
            regular: read(
                include_bytes!("../../assets/fonts/BeVietnamPro-Regular.ttf"),
                "BeVietnamPro-Regular.ttf",
            )?,
            bold: read(include_bytes!("../../assets/fonts/BeVietnamPro-Bold.ttf"), "BeVietnamPro-Bold.ttf")?,
        })
    }

    /// The font of a weight.
    pub(super) fn font(&self, weight: Weight) -> &FontRef<'static> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The glyphs of `text` in a row on the line y = 0 from x = 0, and where the next one would stand.
    pub(super) fn set(&self, text: &str, lettering: Lettering) -> (Vec<Glyph>, f32) {
        let font = self.font(lettering.weight);
        let scaled = font.as_scaled(scale(font, lettering.size));
        let (mut glyphs, mut x, mut previous) = (Vec::new(), 0.0, None);
        for id in text.chars().map(|character| font.glyph_id(character)) {
            x += previous.map_or(0.0, |previous| scaled.kern(previous, id));
            glyphs.push(id.with_scale_and_position(scaled.scale(), point(x, 0.0)));
            x += scaled.h_advance(id);
            previous = Some(id);
        }
        (glyphs, x)
    }

    /// The width of `text` in pixels.
    pub(super) fn width(&self, text: &str, lettering: Lettering) -> f64 {
        f64::from(self.set(text, lettering).1)
    }

    /// The distance between the baselines of `lines`: `usual` ems, or what stacked accents need.
    pub(super) fn leading(&self, lines: &[String], lettering: Lettering, usual: f64) -> f64 {
        let reaches: Vec<_> = lines.iter().map(|line| self.reach(line, lettering)).collect();
        let pairs = reaches.iter().zip(reaches.iter().skip(1));
        let needed = pairs.map(|((_, below), (above, _))| (below + above).ceil() + 2.0);
        needed.fold(usual * lettering.size, f64::max)
    }

    /// How far the letters of `text` reach above their baseline, and how far below.
    fn reach(&self, text: &str, lettering: Lettering) -> (f64, f64) {
        let font = self.font(lettering.weight);
        let glyphs = self.set(text, lettering).0.into_iter();
        let outlines = glyphs.filter_map(|glyph| font.outline_glyph(glyph));
        outlines.map(|outline| outline.px_bounds()).fold((0.0, 0.0), |(above, below), bounds| {
            (above.max(f64::from(-bounds.min.y)), below.max(f64::from(bounds.max.y)))
        })
    }

    /// `text` in lines that are no wider than `width`, as few as can be and then as even as can be.
    pub(super) fn wrap(&self, text: &str, lettering: Lettering, width: f64) -> Vec<String> {
        let lines = self.fill_lines(text, lettering, width);
        // Halving the span eight times finds the narrowest measure to within a letter.
        let (mut narrow, mut wide, mut best) = (width / 2.0, width, lines);
        for _ in 0..8 {
            let middle = f64::midpoint(narrow, wide);
            let tried = self.fill_lines(text, lettering, middle);
            if tried.len() <= best.len() {
                (wide, best) = (middle, tried);
            } else {
                narrow = middle;
            }
        }
        best
    }

    /// `text` in lines, each filled with as many words as `width` holds.
    fn fill_lines(&self, text: &str, lettering: Lettering, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let extended = lines.last().map(|line| format!("{line} {word}"));
            match (extended.filter(|line| self.width(line, lettering) <= width), lines.last_mut()) {
                (Some(extended), Some(line)) => *line = extended,
                _ => lines.extend(self.break_word(word, lettering, width)),
            }
        }
        lines
    }

    /// `parts` in lines, a dot between neighbours. A part that fits on a line is never broken.
    pub(super) fn fill_with_parts<'a>(
        &self,
        parts: impl Iterator<Item = &'a str>,
        lettering: Lettering,
        width: f64,
    ) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            let extended = lines.last().map(|line| format!("{line} · {part}"));
            match (extended.filter(|line| self.width(line, lettering) <= width), lines.last_mut()) {
                (Some(extended), Some(line)) => *line = extended,
                _ => lines.extend(self.fill_lines(part, lettering, width)),
            }
        }
        lines
    }

    /// A word wider than a line in pieces; nearly always the word itself.
    fn break_word(&self, word: &str, lettering: Lettering, width: f64) -> Vec<String> {
        let mut pieces = vec![String::new()];
        if self.width(word, lettering) <= width {
            return vec![word.to_owned()];
        }
        for character in word.chars() {
            let full = pieces.last().is_some_and(|piece| {
                !piece.is_empty() && self.width(&format!("{piece}{character}"), lettering) > width
            });
            if full {
                pieces.push(String::new());
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push(character);
            }
        }
        pieces
    }
}

/// What `ab_glyph` calls a size is the height from descender to ascender; ours is the em, as in CSS.
fn scale(font: &FontRef<'static>, size: f64) -> PxScale {
    let em = font.units_per_em().unwrap_or(1000.0);
    PxScale::from(single(size) * font.height_unscaled() / em)
}

#[expect(clippy::cast_possible_truncation, reason = "sizes of letters are small numbers")]
fn single(size: f64) -> f32 {
    size as f32
}
