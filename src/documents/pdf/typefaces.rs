//! The bundled fonts: drawn by krilla, measured by the same shaper that krilla uses.

use std::sync::LazyLock;

use krilla::text::Font;
use rustybuzz::{Direction, ShapePlan, UnicodeBuffer, script};

static TYPEFACES: LazyLock<Option<Typefaces>> = LazyLock::new(|| {
    Some(Typefaces {
        regular: PdfFont::new(include_bytes!("../../../assets/fonts/BeVietnamPro-Regular.ttf"))?,
        semi_bold: PdfFont::new(include_bytes!("../../../assets/fonts/BeVietnamPro-SemiBold.ttf"))?,
        bold: PdfFont::new(include_bytes!("../../../assets/fonts/BeVietnamPro-Bold.ttf"))?,
        figures: PdfFont::new(include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf"))?,
        semi_bold_figures: PdfFont::new(include_bytes!("../../../assets/fonts/NotoSans-SemiBold.ttf"))?,
    })
});

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::documents) enum Weight {
    Regular,
    SemiBold,
    Bold,
    /// Noto Sans, whose digits are all of one width, for columns.
    Figures,
    SemiBoldFigures,
}

/// One font.
pub(in crate::documents) struct PdfFont {
    font: Font,
    face: rustybuzz::Face<'static>,
    /// How the font sets Latin letters. To find that out takes longer than to set a word.
    latin: ShapePlan,
}

/// The weights, and digits of one width.
pub(in crate::documents) struct Typefaces {
    regular: PdfFont,
    semi_bold: PdfFont,
    bold: PdfFont,
    figures: PdfFont,
    semi_bold_figures: PdfFont,
}

/// The bundled fonts; `None` where the files are damaged.
pub(in crate::documents) fn typefaces() -> Option<&'static Typefaces> {
    TYPEFACES.as_ref()
}

impl Typefaces {
    /// The font of this weight.
    pub(in crate::documents) fn get(&self, weight: Weight) -> &PdfFont {
        match weight {
            Weight::Regular => &self.regular,
            Weight::SemiBold => &self.semi_bold,
            Weight::Bold => &self.bold,
            Weight::Figures => &self.figures,
            Weight::SemiBoldFigures => &self.semi_bold_figures,
        }
    }
}

impl PdfFont {
    fn new(data: &'static [u8]) -> Option<Self> {
        let face = rustybuzz::Face::from_slice(data, 0)?;
        let latin = ShapePlan::new(&face, Direction::LeftToRight, Some(script::LATIN), None, &[]);
        Some(Self { font: Font::new(data.into(), 0)?, face, latin })
    }

    /// The font as krilla embeds it.
    pub(in crate::documents) fn font(&self) -> Font {
        self.font.clone()
    }

    /// How wide `text` runs at a font size of 1, kerning included.
    pub(in crate::documents) fn width(&self, text: &str) -> f32 {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = if (buffer.script(), buffer.direction()) == (script::LATIN, Direction::LeftToRight) {
            rustybuzz::shape_with_plan(&self.face, &self.latin, buffer)
        } else {
            rustybuzz::shape(&self.face, &[], buffer)
        };
        let advance: i32 = shaped.glyph_positions().iter().map(|position| position.x_advance).sum();
        // Font units of one line stay far below 2^24, where f32 is exact.
        advance as f32 / self.font.units_per_em()
    }
}
