//! `hailong publish` and `hailong editions`

use clap::{Args, Subcommand};

use super::command_context::{CommandContext, say};
use crate::app::{BUILT_IN_SURVEY, PublishedMonth};
use crate::domain::{PUBLICATION_THRESHOLD, Period};

#[derive(Debug, Subcommand)]
pub(super) enum EditionsAction {
    /// Lists what is published
    List(SurveyName),
    /// Counts the responses behind every edition again; exit code 1 if one differs
    Verify(SurveyName),
}

#[derive(Debug, Args)]
pub(super) struct SurveyName {
    /// The survey
    #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
    survey: String,
}

pub(super) async fn run(command: &CommandContext, action: EditionsAction) -> anyhow::Result<()> {
    match action {
        EditionsAction::List(name) => list(command, &name.survey).await,
        EditionsAction::Verify(name) => verify(command, &name.survey).await,
    }
}

async fn list(command: &CommandContext, survey: &str) -> anyhow::Result<()> {
    let mut editions = command.app.editions(survey).await?;
    editions.sort_by_key(|edition| (edition.month, edition.number));
    for edition in &editions {
        let published = command.app.clock().wall_time(edition.published_at).format("%Y-%m-%d %H:%M");
        let until = edition.counted_until.map_or_else(String::new, |until| {
            format!(
                ", responses stored before {}",
                command.app.clock().wall_time(until).format("%Y-%m-%d %H:%M:%S")
            )
        });
        say(&format!("{} edition {}, published {published}{until}", edition.month, edition.number))?;
    }
    if editions.is_empty() {
        say("nothing is published yet: `hailong publish --period 2024-11` publishes a month that is over")?;
    }
    Ok(())
}

async fn verify(command: &CommandContext, survey: &str) -> anyhow::Result<()> {
    let check = command.app.verify_editions(survey).await?;
    for difference in &check.differences {
        say(&difference.to_string())?;
    }
    let older = match check.older {
        0 => String::new(),
        older => {
            format!("; {older} were published before storage times were recorded and were not counted")
        }
    };
    let counted =
        format!("{} editions with {} responses counted again{older}", check.editions, check.responses);
    if check.differences.is_empty() {
        return say(&format!("{counted}; none differs"));
    }
    anyhow::bail!("{counted}; {} numbers differ", check.differences.len())
}

#[derive(Debug, Args)]
pub(super) struct Publish {
    /// A month like 2024-11, a quarter like 2024-Q4, a year like 2024, or a span like 2024-03..2025-02
    #[arg(long, value_name = "PERIOD")]
    period: Period,
    /// The survey
    #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
    survey: String,
}

pub(super) async fn publish(command: &CommandContext, arguments: Publish) -> anyhow::Result<()> {
    for done in command.app.publish(&arguments.survey, arguments.period).await? {
        say(&in_words(&done))?;
    }
    Ok(())
}

fn in_words(done: &PublishedMonth) -> String {
    let PublishedMonth { month, number, is_new, new_responses, waiting } = done;
    match (is_new, waiting) {
        (true, _) => format!("{month}: edition {number} published, {new_responses} new responses"),
        (false, 0) => format!("{month}: edition {number} stands, nothing has changed since"),
        (false, _) => format!(
            "{month}: edition {number} stands; {waiting} late responses are not counted yet: fewer than {PUBLICATION_THRESHOLD} from each unit"
        ),
    }
}
