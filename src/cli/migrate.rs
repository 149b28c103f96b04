//! `hailong migrate`

use crate::app::{App, Migrate};
use crate::config::{Overrides, ProcessEnvironment, Settings};

pub(super) async fn run(overrides: Overrides) -> anyhow::Result<()> {
    let settings = Settings::read(&ProcessEnvironment, overrides)?;
    let (app, _hold) = App::open(&settings, Migrate::Always).await?;
    app.publish_built_in_survey().await?;
    Ok(())
}
