//! Which charts there are.

use std::fmt;
use std::str::FromStr;

/// A kind of chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// The headline shares, large, each with its interval.
    Headline,
    /// All five answers to every question, around the middle of the neutral one.
    Distribution,
}

impl ChartKind {
    /// All kinds, in the order in which a reader is offered them.
    pub const ALL: [Self; 2] = [Self::Headline, Self::Distribution];

    /// The name in addresses and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Distribution => "distribution",
        }
    }
}

impl fmt::Display for ChartKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A name that is no kind of chart.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown chart \"{0}\": use {known}", known = ChartKind::ALL.map(ChartKind::name).join(" or "))]
pub struct UnknownChartKind(String);

impl FromStr for ChartKind {
    type Err = UnknownChartKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|kind| kind.name() == name);
        known.ok_or_else(|| UnknownChartKind(name.chars().take(20).collect()))
    }
}
