//! `hailong publish`

use clap::Args;

use super::output;
use super::session::Session;
use crate::app::{BUILT_IN_SURVEY, PublishedMonth};
use crate::config::Overrides;
use crate::domain::{PUBLICATION_THRESHOLD, Period};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A month like 2024-11, a quarter like 2024-Q4, a year like 2024, or a span like 2024-03..2025-02
    #[arg(long, value_name = "PERIOD")]
    period: Period,
    /// The survey
    #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
    survey: String,
}

pub(super) async fn run(overrides: Overrides, arguments: Arguments) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    for done in session.app.publish(&arguments.survey, arguments.period).await? {
        output::say(&in_words(&done))?;
    }
    Ok(())
}

fn in_words(done: &PublishedMonth) -> String {
    let PublishedMonth { month, number, is_new, new_responses, waiting } = done;
    match (is_new, waiting) {
        (true, _) => format!("{month}: edition {number} published, {new_responses} new responses"),
        (false, 0) => format!("{month}: edition {number} stands, nothing has changed since"),
        (false, _) => format!(
            "{month}: edition {number} stands; {waiting} late responses wait, fewer than {PUBLICATION_THRESHOLD} of any unit"
        ),
    }
}
