//! Where a command's file goes: a path, or stdout for `-`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::app::App;

/// Writes a file, or stdout.
pub(super) fn write(target: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if target == Path::new("-") {
        let mut stdout = std::io::stdout().lock();
        return stdout.write_all(bytes).and_then(|()| stdout.flush()).context("stdout cannot be written to");
    }
    std::fs::write(target, bytes).with_context(|| format!("{} cannot be written", target.display()))?;
    say(&format!("{} ({} bytes)", target.display(), bytes.len()))
}

/// The path that was asked for; without one stdout, or a named file where a person would see the bytes.
pub(super) fn target(asked: Option<PathBuf>, name: &str) -> PathBuf {
    asked.unwrap_or_else(|| if std::io::stdout().is_terminal() { name.into() } else { "-".into() })
}

/// What is printed or sent must not lead to the reader's own machine.
pub(super) fn warn_of_loopback(app: &App) {
    let base = app.base_url();
    if ["//127.", "//localhost", "//[::1]", "//0.0.0.0"].iter().any(|host| base.contains(host)) {
        tracing::warn!(
            "addresses will begin with {base}, which only this machine can open: set HAILONG_BASE_URL"
        );
    }
}

/// One line to the person at the terminal.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
        // `hailong … | head` is no failure.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("stdout cannot be written to"),
    }
}
