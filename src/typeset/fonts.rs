//! The bundled fonts and the widths of texts in them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use harfrust::{
    Direction, GlyphBuffer, GlyphInfo, GlyphPosition, ShapeOptions, ShapePlan, ShaperData, UnicodeBuffer,
    script,
};
use parking_lot::Mutex;
use skrifa::charmap::Charmap;
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};

use super::outlines::{GlyphOutline, Outlines};

/// Charts measure the same few hundred words thousands of times.
const CACHED_WIDTHS: usize = 8_192;
/// Longer texts are not repeated often enough to be kept.
const MAX_CACHED_LENGTH: usize = 160;

static BUNDLED: LazyLock<Result<Fonts, &'static str>> = LazyLock::new(Fonts::load);

/// A bundled font.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FontFace {
    /// Be Vietnam Pro.
    Regular,
    /// Be Vietnam Pro, semi-bold.
    SemiBold,
    /// Be Vietnam Pro, bold.
    Bold,
    /// Noto Sans, whose digits all have one width.
    Figures,
    /// Noto Sans, semi-bold.
    SemiBoldFigures,
}

impl FontFace {
    /// Every face.
    pub const ALL: [Self; 5] =
        [Self::Regular, Self::SemiBold, Self::Bold, Self::Figures, Self::SemiBoldFigures];

    /// Whether its letters are heavier than regular ones.
    pub fn is_bold(self) -> bool {
        matches!(self, Self::SemiBold | Self::Bold | Self::SemiBoldFigures)
    }

    /// Whether its digits all have one width.
    pub fn has_even_digits(self) -> bool {
        matches!(self, Self::Figures | Self::SemiBoldFigures)
    }
}

/// A value for each face.
#[derive(Debug)]
pub struct PerFace<T>([T; 5]);

impl<T> PerFace<T> {
    /// Makes the value of each face.
    ///
    /// # Errors
    ///
    /// Returns the first error of `make`.
    pub fn try_new<E>(make: impl Fn(FontFace) -> Result<T, E>) -> Result<Self, E> {
        let [regular, semi_bold, bold, figures, semi_bold_figures] = FontFace::ALL.map(make);
        Ok(Self([regular?, semi_bold?, bold?, figures?, semi_bold_figures?]))
    }

    /// The value of a face.
    pub fn get(&self, face: FontFace) -> &T {
        let [regular, semi_bold, bold, figures, semi_bold_figures] = &self.0;
        match face {
            FontFace::Regular => regular,
            FontFace::SemiBold => semi_bold,
            FontFace::Bold => bold,
            FontFace::Figures => figures,
            FontFace::SemiBoldFigures => semi_bold_figures,
        }
    }
}

/// All bundled fonts.
#[derive(Debug)]
pub struct Fonts(PerFace<Box<Font>>);

macro_rules! font {
    ($file:literal) => {
        Font::new(include_bytes!(concat!("../../assets/fonts/", $file))).map(Box::new).ok_or($file)
    };
}

impl Fonts {
    /// The fonts, which are read once.
    ///
    /// # Errors
    ///
    /// Returns the name of a font file that cannot be read.
    pub fn bundled() -> Result<&'static Self, &'static str> {
        BUNDLED.as_ref().map_err(|&file| file)
    }

    fn load() -> Result<Self, &'static str> {
        let font = |face| match face {
            FontFace::Regular => font!("BeVietnamPro-Regular.ttf"),
            FontFace::SemiBold => font!("BeVietnamPro-SemiBold.ttf"),
            FontFace::Bold => font!("BeVietnamPro-Bold.ttf"),
            FontFace::Figures => font!("NotoSans-Regular.ttf"),
            FontFace::SemiBoldFigures => font!("NotoSans-SemiBold.ttf"),
        };
        PerFace::try_new(font).map(Self)
    }

    /// The font of a face.
    pub fn get(&self, face: FontFace) -> &Font {
        self.0.get(face)
    }
}

/// A glyph of a line of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedGlyph {
    /// Its number in the font.
    pub id: u16,
    /// Its origin, from the beginning of the line, in ems.
    pub x: f64,
}

/// A glyph of a line of text as PDF wants it. Lengths are in ems.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapedGlyph {
    /// Its number in the font.
    pub id: u16,
    /// Where the letters that it stands for are in the text, in bytes.
    pub letters: Range<usize>,
    /// The distance to the origin of the next glyph, kerning included.
    pub advance: f32,
    /// How far right of its origin it is drawn.
    pub right: f32,
    /// How far above the baseline it is drawn.
    pub up: f32,
}

/// One font.
pub struct Font {
    data: &'static [u8],
    file: FontRef<'static>,
    charmap: Charmap<'static>,
    units_per_em: u16,
    outlines: Outlines,
    shaping: ShaperData,
    /// How the font shapes Latin letters. Making the plan takes longer than shaping a word.
    latin: ShapePlan,
    widths: Mutex<HashMap<Box<str>, f64>>,
}

impl std::fmt::Debug for Font {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Font").field("bytes", &self.data.len()).finish_non_exhaustive()
    }
}

impl Font {
    fn new(data: &'static [u8]) -> Option<Self> {
        let file = FontRef::new(data).ok()?;
        let shaping = ShaperData::new(&file);
        let shaper = shaping.shaper(&file).build();
        let latin = ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), None, &[]);
        Some(Self {
            data,
            charmap: file.charmap(),
            units_per_em: file.head().ok()?.units_per_em(),
            outlines: Outlines::new(&file)?,
            file,
            shaping,
            latin,
            widths: Mutex::default(),
        })
    }

    /// The font file.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }

    /// The width of `text` in ems, kerning included.
    pub fn width(&self, text: &str) -> f64 {
        if text.len() > MAX_CACHED_LENGTH {
            return self.measure(text);
        }
        if let Some(&width) = self.widths.lock().get(text) {
            return width;
        }
        let width = self.measure(text);
        let mut widths = self.widths.lock();
        if widths.len() >= CACHED_WIDTHS {
            widths.clear();
        }
        widths.insert(text.into(), width);
        width
    }

    fn measure(&self, text: &str) -> f64 {
        let advance: i64 =
            self.shape(text).glyph_positions().iter().map(|position| i64::from(position.x_advance)).sum();
        advance as f64 / self.em()
    }

    /// The glyphs of `text` with their places.
    pub fn glyphs(&self, text: &str) -> Vec<PlacedGlyph> {
        let (shaped, em) = (self.shape(text), self.em());
        let mut x = 0;
        let placed = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(|(glyph, position)| {
            let origin = f64::from(x + position.x_offset) / em;
            x += position.x_advance;
            PlacedGlyph { id: glyph_number(glyph), x: origin }
        });
        placed.collect()
    }

    /// The glyphs of `text` with the letters that they stand for.
    #[expect(clippy::cast_precision_loss, reason = "distances in a font are small numbers")]
    pub fn shaped_glyphs(&self, text: &str) -> Vec<ShapedGlyph> {
        let shaped = self.shape(text);
        let ems = |units: i32| units as f32 / f32::from(self.units_per_em);
        let clusters: Vec<usize> = shaped.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
        let placed = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).enumerate();
        let glyph = |(number, (glyph, position)): (usize, (&GlyphInfo, &GlyphPosition))| {
            let begin = glyph.cluster as usize;
            let mut later = clusters.iter().skip(number + 1);
            let end = later.find(|&&cluster| cluster != begin).copied().unwrap_or(text.len());
            ShapedGlyph {
                id: glyph_number(glyph),
                letters: begin..end,
                advance: ems(position.x_advance),
                right: ems(position.x_offset),
                up: ems(position.y_offset),
            }
        };
        placed.map(glyph).collect()
    }

    /// The outline of a glyph; `None` if the font has no such glyph.
    pub fn outline(&self, glyph: u16) -> Option<&GlyphOutline> {
        self.outlines.get(glyph)
    }

    /// How far the letters of `text` reach above the baseline and below it, in ems.
    pub fn reach(&self, text: &str) -> (f64, f64) {
        let bounds = text.chars().filter_map(|letter| {
            let glyph =
                self.charmap.map(letter).map_or(0, |glyph| u16::try_from(glyph.to_u32()).unwrap_or(0));
            self.outline(glyph)?.bounds
        });
        let (above, below) = bounds.fold((0.0_f32, 0.0_f32), |(above, below), ((_, bottom), (_, top))| {
            (above.max(top), below.max(-bottom))
        });
        (f64::from(above) / self.em(), f64::from(below) / self.em())
    }

    /// Whether it has a glyph for a letter.
    pub fn has(&self, letter: char) -> bool {
        self.charmap.map(letter).is_some()
    }

    /// The units of the font in an em.
    pub fn em(&self) -> f64 {
        f64::from(self.units_per_em)
    }

    fn shape(&self, text: &str) -> GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        // Figures and punctuation alone name no script; they are set as among Latin letters.
        if buffer.script() == script::UNKNOWN {
            buffer.set_script(script::LATIN);
        }
        // The fonts have no letters that are written from right to left.
        buffer.set_direction(Direction::LeftToRight);
        let plan = (buffer.script() == script::LATIN).then_some(&self.latin);
        self.shaping.shaper(&self.file).build().shape(buffer, ShapeOptions::new().plan(plan))
    }
}

fn glyph_number(glyph: &GlyphInfo) -> u16 {
    u16::try_from(glyph.glyph_id).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_include_kerning_and_are_the_same_from_the_cache() {
        let font = Fonts::bundled().unwrap().get(FontFace::Regular);
        let (pair, apart) = (font.width("AV"), font.width("A") + font.width("V"));
        assert!(pair < apart, "{pair} {apart}");
        assert!((font.width("AV") - pair).abs() < f64::EPSILON);
        let last = font.glyphs("AV")[1].x + font.width("V");
        assert!((last - pair).abs() < 1e-9, "{last} {pair}");
    }

    /// So a line is as wide as its words and gaps, and need not be shaped as a whole to know whether it fits.
    #[test]
    fn no_letter_is_kerned_with_a_gap() {
        let letters = "AÂTVWYĐƠabdfgiktưvwyộ0147.,;:)”“(–%·…/";
        for font in FontFace::ALL.map(|face| Fonts::bundled().unwrap().get(face)) {
            for (left, right) in
                letters.chars().flat_map(|left| letters.chars().map(move |right| (left, right)))
            {
                let apart = font.width(&left.to_string()) + font.width(" ") + font.width(&right.to_string());
                let together = font.width(&format!("{left} {right}"));
                assert!((together - apart).abs() < 1e-9, "\"{left} {right}\": {together} {apart}");
            }
        }
    }

    #[test]
    fn accents_reach_above_capitals() {
        let font = Fonts::bundled().unwrap().get(FontFace::Bold);
        assert!(font.reach("Ẫ").0 > font.reach("A").0 && font.reach("ệ").1 > 0.0);
        assert!(FontFace::ALL.iter().all(|&face| Fonts::bundled().unwrap().get(face).has('ễ')));
    }
}
