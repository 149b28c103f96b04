//! Messages, numbers, dates and sorting in the reader's language; findings and their evidence in words.

mod collation;
mod dates;
mod evidence;
mod findings;
mod messages;
mod numbers;
mod sentences;
mod unit_comparison;

pub use collation::compare_unit_names;
pub use dates::{day, moment, month, period};
pub use evidence::{Evidence, answers, confidence_level, evidence};
pub use findings::{
    Finding, comparison_finding, figures_in_words, finding, headline_finding, interval_in_words,
    why_no_figure,
};
pub use messages::{Argument, message, message_with};
pub use numbers::{decimal, integer, percent, percent_range, rounded};
pub use sentences::{
    comparison_sentence, edition_changes, evidence_sentence, indicator_sentence, instead_sentence,
    needed_sentence, self_selection_badge,
};
pub use unit_comparison::{rank_interval, unit_standing, units_finding};
