//! Messages, numbers, dates and sorting in the reader's language; findings and their evidence in words.

mod collation;
mod dates;
mod evidence;
mod findings;
mod messages;
mod numbers;
mod series;
mod units;

pub use collation::compare_unit_names;
pub use dates::{day, moment, month, period, place_and_day, short_month};
pub use evidence::{
    Evidence, answers, confidence_level, editions, evidence, mode_differences, stamp, subject,
};
pub use findings::{
    Finding, brief_change, capitalised, comparison_finding, comparison_sentence, edition_changes,
    evidence_sentence, figures_in_words, finding, headline_finding, indicator_sentence, instead_sentence,
    interval_in_words, labelled_comparisons, needed_sentence, self_selection_badge, why_no_figure,
};
pub use messages::{Argument, message, message_with};
pub use numbers::{decimal, integer, percent, percent_range, rounded, true_percent};
pub use series::{
    dossiers_evidence, dossiers_finding, dossiers_in_words, participation_finding, participation_in_words,
    reform, rollout_evidence, rollout_finding, rollout_in_words, signal, steady_change, trend_finding,
    trend_in_words,
};
pub use units::{
    funnel_finding, heatmap_finding, limits, rank_interval, selection_note, standing_limits, unit_in_words,
    unit_standing, units_chart_finding, units_finding, units_scatter, units_target, unshown_reason,
    version_name,
};
