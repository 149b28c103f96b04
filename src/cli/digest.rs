//! `hailong digest`

use std::path::PathBuf;

use clap::Subcommand;

use super::session::{self, Session};
use crate::app::{BUILT_IN_SURVEY, Delivery};
use crate::domain::{EmailAddress, Language, Month, UnitCode};
use crate::mail::MailTransport;
use crate::worker::deliver_due;

#[derive(Debug, Subcommand)]
pub(super) enum DigestAction {
    /// Subscribes somebody to a unit's monthly digest
    Subscribe {
        /// Their address
        email: EmailAddress,
        /// The unit
        #[arg(long, value_name = "CODE")]
        unit: UnitCode,
        /// The survey
        #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
        survey: String,
        /// vi or en
        #[arg(long, value_name = "LANGUAGE", default_value = "vi")]
        lang: Language,
    },
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

pub(super) async fn run(session: &Session, action: DigestAction) -> anyhow::Result<()> {
    match action {
        DigestAction::Subscribe { email, unit, survey, lang } => {
            session.app.subscribe(&email, &unit, &survey, lang).await?;
            session::say(&format!("{email} gets the monthly digest of {unit}"))
        }
        DigestAction::Preview { period, output } => {
            let mails = session.app.preview_digests(period, &session.settings.mail).await?;
            for (number, (_, message)) in (1..).zip(&mails) {
                session::write(&output.join(format!("digest-{period}-{number}.eml")), message)?;
            }
            session::say(&format!("{} mails", mails.len()))
        }
        DigestAction::Send { period } => send(session, period).await,
    }
}

async fn send(session: &Session, period: Month) -> anyhow::Result<()> {
    let mail = &session.settings.mail;
    let transport = MailTransport::new(mail, session.settings.data_dir.join("mail"))?;
    let run = session.app.compose_digests(period, mail).await?;
    session::warn_of_loopback(&session.app);
    session::say(&format!("{} mails composed, {} had been composed before", run.composed, run.repeated))?;
    if run.empty > 0 {
        session::say(&format!(
            "{} left out: nobody has answered in {period} yet; send again later",
            run.empty
        ))?;
    }
    session.app.make_mails_due().await?;
    let deliveries = deliver_due(&session.app, mail, &transport).await?;
    let delivered = deliveries.iter().filter(|delivery| **delivery == Delivery::Delivered).count();
    let how = match &transport {
        MailTransport::Smtp(_) => "delivered".to_owned(),
        MailTransport::Files(folder) => {
            format!("written to {} (HAILONG_SMTP_URL is not set)", folder.display())
        }
    };
    session::say(&format!("{delivered} mails {how}"))?;
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
