//! The sizes that charts come in, and whether what does not fit grows the picture or goes on on another page.

use std::str::FromStr;

use strum::{Display, IntoStaticStr};

use super::text::typeface::{ChartFonts, TextStyle};
use crate::domain::{Language, UnknownName};

/// The proportions of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Shape {
    /// A slide of 16 to 9.
    #[default]
    Wide,
    /// An upright page.
    A4,
    /// A square, as messengers show it.
    Square,
    /// A part of a page that brings its own margins.
    Panel,
}

impl Shape {
    /// The shapes that a reader may choose.
    pub const ALL: [Self; 3] = [Self::Wide, Self::A4, Self::Square];

    /// The name in addresses and commands.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Width and height in the units of a scene: pixels of a slide on a projector. On paper 24 of them make letters of
    /// 11 points.
    pub(super) fn size(self) -> (u32, u32) {
        match self {
            Self::Wide => (1920, 1080),
            Self::A4 => (1240, 1754),
            Self::Square => (1200, 1200),
            Self::Panel => (1080, 640),
        }
    }

    /// The white paper on the left and the right.
    pub(super) fn margin(self) -> f64 {
        match self {
            Self::Wide => 96.0,
            Self::A4 => 80.0,
            Self::Square => 60.0,
            Self::Panel => 0.0,
        }
    }

    /// How wide marks and words may run.
    pub(super) fn content_width(self) -> f64 {
        f64::from(self.size().0) - 2.0 * self.margin()
    }

    /// Whether marks must do with two thirds of the width of a slide.
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
    /// They go on on further pages of the same size.
    Pages,
}

impl Extent {
    /// So many rows and no more: nobody can look at a longer picture, and a heap of paper that nobody prints is no evidence.
    /// The pages hold more than any province has.
    pub(super) fn most_rows(self) -> usize {
        match self {
            Self::OnePicture => 160,
            Self::Pages => 1000,
        }
    }
}

/// In what form a chart is wanted.
#[derive(Clone, Copy)]
pub(super) struct ChartForm {
    pub(super) language: Language,
    pub(super) shape: Shape,
    pub(super) extent: Extent,
    /// What all of it is lettered in.
    pub(super) typeface: &'static ChartFonts,
}

impl ChartForm {
    /// The width of the widest of `texts`; 0 without any.
    pub(super) fn widest<Text: AsRef<str>>(
        self,
        texts: impl IntoIterator<Item = Text>,
        text_style: TextStyle,
    ) -> f64 {
        let widths = texts.into_iter().map(|text| self.typeface.width(text.as_ref(), text_style));
        widths.fold(0.0, f64::max)
    }
}
