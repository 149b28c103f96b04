//! On what posters are printed.

use std::fmt;
use std::str::FromStr;

/// A kind of print. Each is made of A4 sheets, which every office has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PosterSize {
    /// For the wall: one A4 page.
    #[default]
    A4,
    /// For the desk: a page that is folded in the middle and stands, with the same A5 face on both sides.
    Tent,
    /// For screens, doors and trays: a page of stickers.
    Stickers,
}

impl PosterSize {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::A4, Self::Tent, Self::Stickers];

    /// The name in addresses and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Tent => "tent",
            Self::Stickers => "stickers",
        }
    }
}

impl fmt::Display for PosterSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A name that is no size.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown size \"{0}\": use {known}", known = PosterSize::ALL.map(PosterSize::name).join(", "))]
pub struct UnknownPosterSize(String);

impl FromStr for PosterSize {
    type Err = UnknownPosterSize;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|size| size.name() == name);
        known.ok_or_else(|| UnknownPosterSize(name.chars().take(20).collect()))
    }
}
