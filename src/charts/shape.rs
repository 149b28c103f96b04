//! The sizes of charts, and whether content that does not fit makes the picture taller or continues on
//! another page.

use std::str::FromStr;

use strum::{Display, IntoStaticStr};

use super::text::typeface::{ChartFonts, TextStyle};
use crate::domain::{Language, UnknownName};

/// The proportions of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Shape {
    /// A 16:9 slide.
    #[default]
    Wide,
    /// An A4 page in portrait format.
    A4,
    /// A square, for messengers.
    Square,
    /// A part of a page, which has its own margins.
    Panel,
}

impl Shape {
    /// The shapes that a reader may choose.
    pub const ALL: [Self; 3] = [Self::Wide, Self::A4, Self::Square];

    /// The name in URLs and commands.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Width and height of the 1× picture in pixels. On an A4 page, text 24 pixels high is printed at about 11
    /// points.
    pub(super) fn size(self) -> (u32, u32) {
        match self {
            Self::Wide => (1920, 1080),
            Self::A4 => (1240, 1754),
            Self::Square => (1200, 1200),
            Self::Panel => (1080, 640),
        }
    }

    /// The margin on the left and on the right in pixels.
    pub(super) fn margin(self) -> f64 {
        match self {
            Self::Wide => 96.0,
            Self::A4 => 80.0,
            Self::Square => 60.0,
            Self::Panel => 0.0,
        }
    }

    /// The width between the margins in pixels.
    pub(super) fn content_width(self) -> f64 {
        f64::from(self.size().0) - 2.0 * self.margin()
    }

    /// Whether marks have only about two thirds of the width of a slide.
    pub(super) fn is_narrow(self) -> bool {
        self != Self::Wide
    }
}

impl FromStr for Shape {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|shape| shape.name() == name);
        known.ok_or_else(|| UnknownName::new("shape", Self::ALL.map(Self::name).join(", "), name))
    }
}

/// What happens to marks that do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The picture grows downwards.
    OnePicture,
    /// They continue on further pages of the same size.
    Pages,
}

impl Extent {
    /// Maximum rows: 160 in one picture, because a taller one cannot be viewed, and 1,000 over several pages,
    /// which is more than any province has units.
    pub(super) fn most_rows(self) -> usize {
        match self {
            Self::OnePicture => 160,
            Self::Pages => 1000,
        }
    }
}

/// The language, shape and fonts of a chart.
#[derive(Clone, Copy)]
pub(super) struct ChartForm {
    pub(super) language: Language,
    pub(super) shape: Shape,
    pub(super) extent: Extent,
    /// The fonts of all texts.
    pub(super) typeface: &'static ChartFonts,
}

impl ChartForm {
    /// The width in pixels of the widest of `texts`; 0 without any.
    pub(super) fn widest<Text: AsRef<str>>(
        self,
        texts: impl IntoIterator<Item = Text>,
        text_style: TextStyle,
    ) -> f64 {
        let widths = texts.into_iter().map(|text| self.typeface.width(text.as_ref(), text_style));
        widths.fold(0.0, f64::max)
    }
}
