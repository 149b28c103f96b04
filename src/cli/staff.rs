//! `hailong staff add|list|remove|reset`

use std::io::Read;

use anyhow::Context;
use clap::Subcommand;

use super::command_context::{self, CommandContext};
use crate::app::{Actor, App, AppError, Grant, Invitation, NewPassword, StaffChange, StaffRefusal};
use crate::config::Overrides;
use crate::domain::{EmailAddress, Language, Role, StaffId, UnitCode};

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
        /// Print a link with which they set their password themselves; it works once, for 30 minutes
        #[arg(long, conflicts_with = "password_stdin")]
        link: bool,
    },
    /// Lists the people with their roles, and when they signed in last
    List,
    /// Removes somebody; what they did stays in the log
    Remove {
        /// Their address
        email: EmailAddress,
    },
    /// Prints a link with which somebody sets a new password; it works once, for 30 minutes
    Reset {
        /// Their address
        email: EmailAddress,
        /// Also remove the authenticator app and the recovery codes, which are lost
        #[arg(long)]
        code: bool,
    },
}

pub(super) async fn run(overrides: Overrides, action: StaffAction) -> anyhow::Result<()> {
    let command = CommandContext::open(overrides).await?;
    let app = &command.app;
    match action {
        StaffAction::Add { email, role, unit, link: true, .. } => {
            let invitation = Invitation { email, name: String::new(), role, unit };
            let id = app.invite(Actor::STAFF_COMMAND, &invitation).await?;
            print_link(app, id, &invitation.email).await
        }
        StaffAction::Add { email, role, unit, password_stdin, .. } => {
            add(app, &email, role, &unit, password_stdin).await
        }
        StaffAction::List => list(app).await,
        StaffAction::Remove { email } => {
            let person = app.person_by_email(Actor::STAFF_COMMAND, &email).await?;
            app.change_staff(Actor::STAFF_COMMAND, person.id, &StaffChange::Remove(String::new())).await?;
            command_context::say(&format!("{email} is removed"))
        }
        StaffAction::Reset { email, code } => {
            let person = app.person_by_email(Actor::STAFF_COMMAND, &email).await?;
            if code {
                app.change_staff(Actor::STAFF_COMMAND, person.id, &StaffChange::ResetCode).await?;
            }
            print_link(app, person.id, &email).await
        }
    }
}

/// Makes somebody admin and prints the link to set the password; again for somebody who is one already.
pub(super) async fn invite_admin(app: &App, email: EmailAddress, unit: UnitCode) -> anyhow::Result<()> {
    let invitation = Invitation { email, name: String::new(), role: Role::Admin, unit };
    let id = match app.invite(Actor::STAFF_COMMAND, &invitation).await {
        Ok(id) => id,
        Err(AppError::StaffRefused(StaffRefusal::KnownAddress(_))) => {
            let person = app.person_by_email(Actor::STAFF_COMMAND, &invitation.email).await?;
            let change = StaffChange::AddRole(Role::Admin, invitation.unit);
            app.change_staff(Actor::STAFF_COMMAND, person.id, &change).await?;
            person.id
        }
        Err(error) => return Err(error.into()),
    };
    print_link(app, id, &invitation.email).await
}

async fn print_link(app: &App, id: StaffId, email: &EmailAddress) -> anyhow::Result<()> {
    command_context::warn_of_loopback(app);
    let link = app.make_password_link(Actor::STAFF_COMMAND, id, Language::default()).await?;
    command_context::say(&format!("{email} sets a password within 30 minutes at {link}"))
}

async fn list(app: &App) -> anyhow::Result<()> {
    for person in app.people(Actor::STAFF_COMMAND).await? {
        let role = |grant: &Grant| format!("{} {} {}", grant.role.name(), grant.unit.code, grant.unit.name);
        let roles = person.grants.iter().map(role).collect::<Vec<_>>().join(", ");
        let day = |moment| app.clock().wall_time(moment).format("%Y-%m-%d %H:%M").to_string();
        let last = person.last_sign_in_at.map_or_else(|| "never".to_owned(), day);
        let state = person.state.name();
        command_context::say(&format!("{}\t{state}\t{roles}\tlast signed in: {last}", person.email))?;
    }
    Ok(())
}

async fn add(
    app: &App,
    email: &EmailAddress,
    role: Role,
    unit: &UnitCode,
    password_stdin: bool,
) -> anyhow::Result<()> {
    let (password, made) = if password_stdin { (read_password()?, None) } else { make_password()? };
    app.add_staff(email, password, role, unit).await?;
    match made {
        Some(made) => command_context::say(&format!("{email} may sign in with the password {made}")),
        None => command_context::say(&format!("{email} may sign in")),
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
