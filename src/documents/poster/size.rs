//! The sizes of printed posters.

use strum::{Display, EnumString, IntoStaticStr};

use crate::domain::UnknownName;

/// A size of print. Each is printed on A4 paper, which every office has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_size)]
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
    /// All sizes, the usual one first.
    pub const ALL: [Self; 3] = [Self::A4, Self::Tent, Self::Stickers];

    /// The name in URLs and commands.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_size(name: &str) -> UnknownName {
    UnknownName::new("size", PosterSize::ALL.map(PosterSize::name).join(", "), name)
}
