//! `hailong digest`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::command_context::{self, CommandContext};
use crate::app::{
    Actor, App, AppError, BUILT_IN_SURVEY, Delivery, LastMail, MailState, Subscription, SubscriptionChange,
    SubscriptionQuery, SubscriptionRefusal, SubscriptionRequest,
};
use crate::domain::{EmailAddress, Language, Month, UnitCode};
use crate::mail::MailTransport;
use crate::worker::deliver_due;

#[derive(Debug, Subcommand)]
pub(super) enum DigestAction {
    /// Subscribes somebody to a unit's monthly digest, or changes the language of their mails
    Subscribe {
        #[command(flatten)]
        whose: WhoseDigest,
        /// Their name
        #[arg(long, value_name = "NAME", default_value = "")]
        name: String,
        /// vi or en
        #[arg(long, value_name = "LANGUAGE", default_value = "vi")]
        lang: Language,
    },
    /// Lists the subscriptions, each with its last mail
    List,
    /// Sends somebody no more mails until `resume`
    Pause(WhoseDigest),
    /// Sends mails again to somebody whose subscription is paused
    Resume(WhoseDigest),
    /// Removes a subscription; the outbox keeps what was sent
    Remove(WhoseDigest),
    /// Writes a month's mails as files and sends nothing
    Preview {
        /// The month, like 2024-11
        #[arg(long, value_name = "MONTH")]
        period: Month,
        /// The folder for the files
        #[arg(long, value_name = "DIR", default_value = ".")]
        output: PathBuf,
    },
    /// Composes a month's mails, each once, and delivers them
    Send {
        /// The month, like 2024-11
        #[arg(long, value_name = "MONTH")]
        period: Month,
    },
}

/// The recipient of a digest, and what it is about.
#[derive(Debug, Args)]
pub(super) struct WhoseDigest {
    /// Their address
    email: EmailAddress,
    /// The unit
    #[arg(long, value_name = "CODE")]
    unit: UnitCode,
    /// The survey
    #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
    survey: String,
}

pub(super) async fn run(command: &CommandContext, action: DigestAction) -> anyhow::Result<()> {
    let app = &command.app;
    match action {
        DigestAction::Subscribe { whose: WhoseDigest { email, unit, survey }, name, lang } => {
            let request = SubscriptionRequest { recipient: email, name, unit, survey, language: lang };
            subscribe(app, &request).await?;
            command_context::say(&format!(
                "{} gets the monthly digest of {}",
                request.recipient, request.unit
            ))
        }
        DigestAction::List => list(app).await,
        DigestAction::Pause(whose) => change(app, &whose, &SubscriptionChange::Pause, "is paused").await,
        DigestAction::Resume(whose) => change(app, &whose, &SubscriptionChange::Resume, "is resumed").await,
        DigestAction::Remove(whose) => change(app, &whose, &SubscriptionChange::Remove, "is removed").await,
        DigestAction::Preview { period, output } => {
            let mails = app.preview_digests(period, &command.settings.mail).await?;
            for (number, (_, message)) in (1..).zip(&mails) {
                command_context::write(&output.join(format!("digest-{period}-{number}.eml")), message)?;
            }
            command_context::say(&format!("{} mails", mails.len()))
        }
        DigestAction::Send { period } => send(command, period).await,
    }
}

/// Subscribes somebody; changes language and name, if one is given, of somebody who is subscribed.
pub(super) async fn subscribe(app: &App, request: &SubscriptionRequest) -> anyhow::Result<()> {
    let id = match app.subscribe(Actor::DIGEST_COMMAND, request).await {
        Err(AppError::SubscriptionRefused(SubscriptionRefusal::Known { id, .. })) => id,
        added => return Ok(added.map(drop)?),
    };
    let known = app.subscription(Actor::DIGEST_COMMAND, id).await?;
    let name = if request.name.is_empty() { known.name } else { request.name.clone() };
    let change = SubscriptionChange::Edit { name, language: request.language, seen: None };
    Ok(app.change_subscription(Actor::DIGEST_COMMAND, id, &change).await?)
}

async fn change(
    app: &App,
    whose: &WhoseDigest,
    change: &SubscriptionChange,
    done: &str,
) -> anyhow::Result<()> {
    let WhoseDigest { email, unit, survey } = whose;
    let subscription = app.subscription_of(Actor::DIGEST_COMMAND, email, unit, survey).await?;
    app.change_subscription(Actor::DIGEST_COMMAND, subscription.id, change).await?;
    command_context::say(&format!("the subscription of {email} to {unit} {done}"))
}

async fn list(app: &App) -> anyhow::Result<()> {
    let mut query = SubscriptionQuery::default();
    loop {
        let list = app.subscriptions(Actor::DIGEST_COMMAND, &query).await?;
        for subscription in &list.subscriptions {
            command_context::say(&line(app, subscription))?;
        }
        if !list.has_more {
            return Ok(());
        }
        query.page += 1;
    }
}

/// A subscription as one line: address, name, unit, language, state, last mail.
fn line(app: &App, subscription: &Subscription) -> String {
    let Subscription { recipient, name, unit, language, .. } = subscription;
    let day = |moment| app.clock().wall_time(moment).format("%Y-%m-%d %H:%M").to_string();
    let state = match subscription.paused_at {
        Some(since) => format!("paused since {}", day(since)),
        None => "active".to_owned(),
    };
    let last = match subscription.last_mail {
        None => "no mail yet".to_owned(),
        Some(LastMail { month, state }) => match state {
            MailState::Delivered(moment) => format!("{month} delivered {}", day(moment)),
            MailState::Waiting(None) => format!("{month} waiting"),
            MailState::Waiting(Some(fault)) => format!("{month} waiting: {}", fault.name()),
            MailState::GivenUp(fault) => format!("{month} given up: {}", fault.name()),
        },
    };
    format!("{recipient}\t{name}\t{} {}\t{language}\t{state}\t{last}", unit.code, unit.name)
}

async fn send(command: &CommandContext, period: Month) -> anyhow::Result<()> {
    let mail = &command.settings.mail;
    let transport = MailTransport::new(mail, command.settings.data_dir.join("mail"))?;
    let run = command.app.compose_digests(period, mail).await?;
    command_context::warn_of_loopback(&command.app);
    command_context::say(&format!(
        "{} mails composed, {} had been composed before",
        run.composed, run.repeated
    ))?;
    if run.empty > 0 {
        command_context::say(&format!(
            "{} left out: nobody has answered in {period} yet; send again later",
            run.empty
        ))?;
    }
    command.app.make_mails_due().await?;
    let deliveries = deliver_due(&command.app, mail, &transport).await?;
    let delivered = deliveries.iter().filter(|delivery| **delivery == Delivery::Delivered).count();
    let how = match &transport {
        MailTransport::Smtp(_) => "delivered".to_owned(),
        MailTransport::Files(folder) => {
            format!("written to {} (HAILONG_SMTP_URL is not set)", folder.display())
        }
    };
    command_context::say(&format!("{delivered} mails {how}"))?;
    let fault = deliveries.iter().find_map(|delivery| match delivery {
        Delivery::Postponed(error) | Delivery::GivenUp(error) => Some(error),
        _ => None,
    });
    match fault {
        Some(error) => {
            anyhow::bail!("{error}; the mail stays in the outbox, and `hailong serve` tries again")
        }
        None => Ok(()),
    }
}
