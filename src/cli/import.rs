//! `hailong import KIND FILE.csv`

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::command_context::{self, CommandContext};
use crate::app::{App, ImportError, ImportKind};
use crate::config::Overrides;
use crate::domain::{Month, PUBLICATION_THRESHOLD};

#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// units, lineage, channels, dossiers, rollout, contacts or responses
    kind: ImportKind,
    /// A CSV file in UTF-8 with a header line; `-` is stdin
    file: PathBuf,
}

pub(super) async fn run(overrides: Overrides, arguments: ImportArguments) -> anyhow::Result<()> {
    let file: Box<dyn Read + Send> = if arguments.file == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let path = &arguments.file;
        Box::new(BufReader::new(
            File::open(path).with_context(|| format!("{} cannot be read", path.display()))?,
        ))
    };
    let command = CommandContext::open(overrides).await?;
    let summary = command.app.import(arguments.kind, file).await.map_err(|error| match error {
        ImportError::App(error) => anyhow::Error::new(error),
        ImportError::Fault(fault) => {
            anyhow::anyhow!("{}, {fault}; nothing was imported", arguments.file.display())
        }
    })?;
    match summary.repeated {
        0 => command_context::say(&format!("{} rows imported", summary.rows))?,
        repeated => {
            command_context::say(&format!(
                "{} rows read, {repeated} of them were there already",
                summary.rows
            ))?;
        }
    }
    for (month, late) in &summary.late {
        command_context::say(&late_in_words(&command.app, *month, *late))?;
    }
    Ok(())
}

/// The message about responses that arrived after their month was published.
fn late_in_words(app: &App, month: Month, late: u64) -> String {
    let next = app.next_publication().map_or_else(
        || "when you run `hailong publish`".to_owned(),
        |day| format!("on {day}, or when you run `hailong publish`"),
    );
    format!(
        "{late} new responses are late for {month}, which is published: those of units with {PUBLICATION_THRESHOLD} or more \
         show in a further edition {next}; fewer are counted in the quarter or year"
    )
}
