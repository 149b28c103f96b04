//! `hailong tallies`

use clap::Subcommand;

use super::output;
use super::session::Session;
use crate::config::Overrides;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Counts all responses anew and names every tally that differs; exit code 1 where one does
    Verify {
        /// Put right what differs
        #[arg(long)]
        repair: bool,
    },
}

pub(super) async fn run(overrides: Overrides, action: Action) -> anyhow::Result<()> {
    let Action::Verify { repair } = action;
    let session = Session::open_existing(overrides).await?;
    let check =
        if repair { session.app.repair_tallies().await? } else { session.app.verify_tallies().await? };
    for difference in &check.differences {
        output::say(&difference.to_string())?;
    }
    let differing = check.differences.len();
    let counted = format!("{} responses make {} tallies", check.responses, check.tallies);
    match (differing, repair) {
        (0, _) => output::say(&format!("{counted}; all of them are right")),
        (_, true) => output::say(&format!("{counted}; {differing} differed and were put right")),
        (_, false) => {
            anyhow::bail!("{counted}; {differing} differ: `hailong tallies verify --repair` mends them")
        }
    }
}
