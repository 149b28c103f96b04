//! What goes in: the counts of one question in one year, and the nodes of which figures are to be shown.

use std::collections::BTreeMap;

use super::canonical_period::CanonicalPeriod;
use crate::domain::{Mode, UnitId};

/// Where answers came in: a unit as it was on the day, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The version of the unit.
    pub unit: UnitId,
    /// The mode of the answers.
    pub mode: Mode,
}

/// The answers to one question in one calendar year, by place and month.
#[derive(Clone, Debug, Default)]
pub struct YearOfAnswers {
    places: Vec<Place>,
    tables: Vec<[[u32; 5]; 12]>,
}

impl YearOfAnswers {
    /// Adds up counts by place and month (1 to 12). Other months are no months of the year and left out.
    pub fn new(counts: impl IntoIterator<Item = (Place, u8, [u32; 5])>) -> Self {
        let mut years: BTreeMap<Place, [[u32; 5]; 12]> = BTreeMap::new();
        for (place, month, levels) in counts {
            let year = years.entry(place).or_default();
            if let Some(table) = usize::from(month).checked_sub(1).and_then(|index| year.get_mut(index)) {
                table.iter_mut().zip(levels).for_each(|(sum, count)| *sum += count);
            }
        }
        let (places, tables) = years.into_iter().unzip();
        Self { places, tables }
    }

    /// The places with answers, in order. Nodes name them by their index here.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The five counts of a place in a month (0 to 11).
    pub(super) fn table(&self, place: usize, month: usize) -> Option<&[u32; 5]> {
        self.tables.get(place).and_then(|year| year.get(month))
    }
}

/// Figures that have been shown already. Nobody can take them back, so that they are hidden only where a rule or nothing
/// else will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The index of the node.
    pub node: usize,
    /// The period.
    pub period: CanonicalPeriod,
    /// Which of the five levels.
    pub levels: [bool; 5],
    /// Whether the two upper levels together.
    pub top_two: bool,
}

/// Something of which figures are shown: a unit under either boundaries, with all that lies below it, in all
/// modes or in one.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Its places, as indices into [`YearOfAnswers::places`].
    pub members: Vec<usize>,
    /// How many people could have answered in each month, which is its dossiers; `None` where not known.
    pub eligible: [Option<u64>; 12],
    /// Whether only its two upper levels together are published, and no single level.
    pub only_top_two: bool,
}
