//! `hailong editions`

use clap::{Args, Subcommand};

use super::output;
use super::session::Session;
use crate::app::BUILT_IN_SURVEY;
use crate::config::Overrides;

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Lists what is published
    List(Arguments),
    /// Counts the responses behind every edition again; exit code 1 where one differs
    Verify(Arguments),
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The survey
    #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
    survey: String,
}

pub(super) async fn run(overrides: Overrides, action: Action) -> anyhow::Result<()> {
    let session = Session::open_existing(overrides).await?;
    match action {
        Action::List(arguments) => list(&session, &arguments.survey).await,
        Action::Verify(arguments) => verify(&session, &arguments.survey).await,
    }
}

async fn list(session: &Session, survey: &str) -> anyhow::Result<()> {
    let mut editions = session.app.editions(survey).await?;
    editions.sort_by_key(|edition| (edition.month, edition.number));
    for edition in &editions {
        let published = session.app.clock().wall_time(edition.published_at).format("%Y-%m-%d %H:%M");
        let until = edition.counted_until.map_or_else(String::new, |until| {
            format!(
                ", responses stored before {}",
                session.app.clock().wall_time(until).format("%Y-%m-%d %H:%M:%S")
            )
        });
        output::say(&format!("{} edition {}, published {published}{until}", edition.month, edition.number))?;
    }
    if editions.is_empty() {
        output::say(
            "nothing is published yet: `hailong publish --period 2024-11` publishes a month that is over",
        )?;
    }
    Ok(())
}

async fn verify(session: &Session, survey: &str) -> anyhow::Result<()> {
    let check = session.app.verify_editions(survey).await?;
    for difference in &check.differences {
        output::say(&difference.to_string())?;
    }
    let older = match check.older {
        0 => String::new(),
        older => {
            format!("; {older} are older than the record of when responses were stored and were not counted")
        }
    };
    let counted =
        format!("{} editions with {} responses counted again{older}", check.editions, check.responses);
    if check.differences.is_empty() {
        return output::say(&format!("{counted}; none differs"));
    }
    anyhow::bail!("{counted}; {} numbers differ", check.differences.len())
}
