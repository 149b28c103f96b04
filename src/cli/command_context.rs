//! What most commands need: the settings, the opened database, and functions that write to stdout or a file.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::app::{App, DatabaseHold, Migrate};
use crate::config::{Overrides, ProcessEnvironment, Settings};

/// The settings and the opened database of a command. Dropping it stops the private cluster, unless another process uses it.
pub(super) struct CommandContext {
    pub(super) settings: Settings,
    pub(super) app: App,
    _hold: DatabaseHold,
}

impl CommandContext {
    /// Opens the database of an existing installation; creates nothing.
    pub(super) async fn open_existing(overrides: Overrides) -> anyhow::Result<Self> {
        let settings = Settings::read(&ProcessEnvironment, overrides.clone())?;
        // A symbolic link counts even if its target is missing: the cluster reports that.
        let cluster = settings.data_dir.join("postgres");
        if settings.database.url.is_none() && cluster.symlink_metadata().is_err() {
            anyhow::bail!(
                "there is no installation in {}: set HAILONG_DATA_DIR or DATABASE_URL as `hailong serve` has them",
                settings.data_dir.display()
            );
        }
        Self::open(overrides).await
    }

    /// Opens the database; creates a private cluster if there is none.
    pub(super) async fn open(overrides: Overrides) -> anyhow::Result<Self> {
        let settings = Settings::read(&ProcessEnvironment, overrides)?;
        let (app, hold) = App::open(&settings, Migrate::PrivateOnly).await?;
        app.expect_current_schema().await?;
        app.publish_built_in_survey().await?;
        Ok(Self { settings, app, _hold: hold })
    }
}

/// Writes bytes to a file or, if `target` is `-`, to stdout.
pub(super) fn write(target: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if target == Path::new("-") {
        let mut stdout = std::io::stdout().lock();
        return stdout.write_all(bytes).and_then(|()| stdout.flush()).context("stdout cannot be written to");
    }
    std::fs::write(target, bytes).with_context(|| format!("{} cannot be written", target.display()))?;
    say(&format!("{} ({} bytes)", target.display(), bytes.len()))
}

/// The requested path. By default stdout, or a file called `name` if stdout is a terminal.
pub(super) fn target(asked: Option<PathBuf>, name: &str) -> PathBuf {
    asked.unwrap_or_else(|| if std::io::stdout().is_terminal() { name.into() } else { "-".into() })
}

/// Warns if printed or sent addresses would point to the reader's own machine.
pub(super) fn warn_of_loopback(app: &App) {
    let base = app.base_url();
    if ["//127.", "//localhost", "//[::1]", "//0.0.0.0"].iter().any(|host| base.contains(host)) {
        tracing::warn!(
            "addresses will begin with {base}, which only this machine can open: set HAILONG_BASE_URL"
        );
    }
}

/// Prints one line to stdout.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
        // `hailong … | head` is not an error.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("stdout cannot be written to"),
    }
}
