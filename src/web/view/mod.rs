//! What the pages share: the frame around them, their styles, and the atoms that they are put together from.

pub mod atoms;
pub mod charts;
pub mod figures;
pub mod files;
pub mod filter;
pub mod layout;
pub mod report_sections;
pub mod style;
pub mod table;
pub mod units;

#[cfg(test)]
pub(crate) mod examples;
#[cfg(test)]
pub(crate) mod markup;
