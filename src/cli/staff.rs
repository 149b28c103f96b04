//! `hailong staff add`

use std::io::Read;

use anyhow::Context;
use clap::Subcommand;

use super::session::{self, Session};
use crate::app::NewPassword;
use crate::config::Overrides;
use crate::domain::{EmailAddress, Role, UnitCode};

#[derive(Debug, Subcommand)]
pub(super) enum StaffAction {
    /// Adds somebody, or gives them a new password and this role only, and ends their sessions
    Add {
        /// Their address
        email: EmailAddress,
        /// admin, analyst, manager or viewer; admin and analyst also see figures that are not published
        #[arg(long)]
        role: Role,
        /// They see this unit and everything below it
        #[arg(long, value_name = "CODE")]
        unit: UnitCode,
        /// Read the password from stdin; without this one is made and printed once
        #[arg(long)]
        password_stdin: bool,
    },
}

pub(super) async fn run(overrides: Overrides, action: StaffAction) -> anyhow::Result<()> {
    let StaffAction::Add { email, role, unit, password_stdin } = action;
    let (password, made) = if password_stdin { (read_password()?, None) } else { make_password()? };
    let session = Session::open(overrides).await?;
    session.app.add_staff(&email, password, role, &unit).await?;
    match made {
        Some(made) => session::say(&format!("{email} may sign in with the password {made}")),
        None => session::say(&format!("{email} may sign in")),
    }
}

fn read_password() -> anyhow::Result<NewPassword> {
    let mut text = String::new();
    std::io::stdin().lock().take(1024).read_to_string(&mut text).context("stdin cannot be read as text")?;
    Ok(NewPassword::parse(text.trim_end_matches(['\r', '\n']))?)
}

/// Makes a password of 20 characters that are hard to confuse; it has 100 bits of entropy.
pub(super) fn make_password() -> anyhow::Result<(NewPassword, Option<String>)> {
    let mut bytes = [0_u8; 13];
    rand::Rng::fill_bytes(&mut rand::rng(), &mut bytes);
    let text = data_encoding::BASE32_NOPAD.encode(&bytes).to_lowercase();
    let text = text.get(..20).unwrap_or(&text).to_owned();
    Ok((NewPassword::parse(&text)?, Some(text)))
}
