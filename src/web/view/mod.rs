//! The shared parts of pages: the frame around them, their styles, and the atoms of which they consist.

pub mod atoms;
pub mod charts;
pub mod figures;
pub mod files;
pub mod filter;
pub mod forms;
pub mod layout;
pub mod report_sections;
pub mod style;
pub mod table;
pub mod units;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
pub(crate) mod tests;
