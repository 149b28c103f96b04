//! `hailong setup`

use clap::Args;

use super::{command_context, staff};
use crate::app::{App, Migrate};
use crate::config::{Overrides, ProcessEnvironment, Settings};
use crate::domain::{EmailAddress, UnitCode};

#[derive(Debug, Args)]
pub(super) struct SetupArguments {
    /// The address of the first admin
    email: EmailAddress,
    /// The province
    #[arg(long, value_name = "CODE")]
    unit: UnitCode,
}

/// Can be run again: it does what is missing, and prints a new link.
pub(super) async fn run(overrides: Overrides, arguments: SetupArguments) -> anyhow::Result<()> {
    let settings = Settings::read(&ProcessEnvironment, overrides)?;
    let (app, _hold) = App::open(&settings, Migrate::Always).await?;
    app.publish_built_in_survey().await?;
    if app.import_missing_units().await? {
        command_context::say("the units of Hưng Yên and their reforms are imported")?;
    }
    staff::invite_admin(&app, arguments.email, arguments.unit).await
}
