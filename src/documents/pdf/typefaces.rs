//! The bundled fonts as krilla embeds them. `typeset` measures and shapes their texts.

use std::sync::LazyLock;

use crate::typeset::{self, FontFace, Fonts, PerFace};

static TYPEFACES: LazyLock<Option<Typefaces>> = LazyLock::new(Typefaces::load);

/// A font that can be drawn and measured.
pub(in crate::documents) struct PdfFont {
    drawn: krilla::text::Font,
    measured: &'static typeset::Font,
}

/// The fonts of all faces.
pub(in crate::documents) struct Typefaces(PerFace<PdfFont>);

/// The bundled fonts; `None` if a font file cannot be read.
pub(in crate::documents) fn typefaces() -> Option<&'static Typefaces> {
    TYPEFACES.as_ref()
}

impl Typefaces {
    fn load() -> Option<Self> {
        let fonts = Fonts::bundled().ok()?;
        let font = |face| {
            let measured = fonts.get(face);
            let drawn = krilla::text::Font::new(measured.data().into(), 0).ok_or(())?;
            Ok::<_, ()>(PdfFont { drawn, measured })
        };
        PerFace::try_new(font).ok().map(Self)
    }

    /// The font of a face.
    pub(in crate::documents) fn get(&self, face: FontFace) -> &PdfFont {
        self.0.get(face)
    }
}

impl PdfFont {
    /// The font as krilla embeds it.
    pub(in crate::documents) fn drawn(&self) -> krilla::text::Font {
        self.drawn.clone()
    }

    /// The font as texts are measured in it.
    pub(in crate::documents) fn measured(&self) -> &'static typeset::Font {
        self.measured
    }

    /// The width of `text` at a font size of 1, kerning included.
    #[expect(clippy::cast_possible_truncation, reason = "lines are a few thousand ems wide at most")]
    pub(in crate::documents) fn width(&self, text: &str) -> f32 {
        self.measured.width(text) as f32
    }
}
