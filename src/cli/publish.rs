//! `hailong publish`

use clap::Args;

use super::output;
use super::session::Session;
use crate::app::BUILT_IN_SURVEY;
use crate::config::Overrides;
use crate::domain::{Language, PUBLICATION_THRESHOLD, Period};
use crate::locale;

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
    let published = session.app.publish(&arguments.survey, arguments.period).await?;
    let (period, number) = (arguments.period, published.edition.number);
    if !published.is_new {
        return output::say(&format!(
            "{period}: edition {number} stands; since then nothing has changed, or fewer than {PUBLICATION_THRESHOLD} sheets in any unit"
        ));
    }
    output::say(&format!("{period}: edition {number} published, {} reports", published.reports))?;
    match &published.edition.changes {
        Some(changes) => output::say(&locale::edition_changes(changes, Language::En)),
        None => Ok(()),
    }
}
