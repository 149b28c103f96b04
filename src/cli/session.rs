//! What a command works with: its settings and the opened database.

use crate::app::{App, DatabaseHold, Migrate};
use crate::config::{Overrides, ProcessEnvironment, Settings};

/// An opened database. A private cluster that nobody else uses stops when this is dropped.
pub(super) struct Session {
    pub(super) settings: Settings,
    pub(super) app: App,
    _hold: DatabaseHold,
}

impl Session {
    /// Opens the database of an installation that must be there already; nothing is made.
    pub(super) async fn open_existing(overrides: Overrides) -> anyhow::Result<Self> {
        let settings = Settings::read(&ProcessEnvironment, overrides.clone())?;
        // A link counts, wherever it leads: that its goal is missing is for the cluster to say.
        let cluster = settings.data_dir.join("postgres");
        if settings.database.url.is_none() && cluster.symlink_metadata().is_err() {
            anyhow::bail!(
                "there is no installation in {}: set HAILONG_DATA_DIR or DATABASE_URL as `hailong serve` has them",
                settings.data_dir.display()
            );
        }
        Self::open(overrides).await
    }

    /// Opens the database for a command that works on an installation.
    pub(super) async fn open(overrides: Overrides) -> anyhow::Result<Self> {
        let settings = Settings::read(&ProcessEnvironment, overrides)?;
        let (app, hold) = App::open(&settings, Migrate::PrivateOnly).await?;
        app.expect_current_schema().await?;
        app.publish_built_in_survey().await?;
        Ok(Self { settings, app, _hold: hold })
    }
}
