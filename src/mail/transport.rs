//! Sends messages by SMTP, or writes them to `.eml` files.

use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::Mailbox;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use super::MailError;
use crate::config::MailSettings;

/// A server that does not answer must not delay the other mails for longer.
const SMTP_TIMEOUT: Duration = Duration::from_secs(30);

/// The way in which messages are sent.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// To an SMTP server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// Files in this folder, if no server is configured.
    Files(PathBuf),
}

impl MailTransport {
    /// The transport that the settings name. Files go to `folder`.
    ///
    /// # Errors
    ///
    /// Fails if the URL of the server is invalid.
    pub fn new(settings: &MailSettings, folder: PathBuf) -> Result<Self, MailError> {
        let Some(url) = &settings.smtp_url else { return Ok(Self::Files(folder)) };
        // The error could contain the URL with its password, so it is not included.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
            .map_err(|_| MailError::Server("it is not understood".to_owned()))?;
        Ok(Self::Smtp(Box::new(builder.timeout(Some(SMTP_TIMEOUT)).build())))
    }

    /// Sends one message. A file is named after the message's id, so that a repetition overwrites it.
    ///
    /// # Errors
    ///
    /// Fails if an address is invalid, if the server does not accept the message, or if the file cannot be
    /// written.
    pub async fn deliver(
        &self,
        from: &str,
        recipient: &str,
        message_id: &str,
        message: &[u8],
    ) -> Result<(), MailError> {
        match self {
            Self::Smtp(server) => {
                let envelope = Envelope::new(Some(sender(from)?.email), vec![address(recipient)?])
                    .map_err(|error| MailError::Compose(error.to_string()))?;
                let sent = server.send_raw(&envelope, message).await;
                sent.map(drop).map_err(|error| MailError::Delivery(error.to_string()))
            }
            Self::Files(folder) => {
                let name: String =
                    message_id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                let path = folder.join(format!("{name}.eml"));
                let draft = folder.join(format!("{name}.draft"));
                let written = async {
                    // Mails name people, so only the account of the server reads them.
                    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
                    let mut options = fs::OpenOptions::new();
                    let mut file =
                        options.write(true).create(true).truncate(true).mode(0o600).open(&draft).await?;
                    file.write_all(message).await?;
                    file.flush().await?;
                    fs::rename(&draft, &path).await
                };
                written.await.map_err(|cause| MailError::File { path: path.display().to_string(), cause })
            }
        }
    }
}

/// Parses a sender: an address, or a name with an address in angle brackets.
pub(super) fn sender(text: &str) -> Result<Mailbox, MailError> {
    text.parse().map_err(|_| MailError::Address(text.chars().take(80).collect()))
}

pub(super) fn address(text: &str) -> Result<Address, MailError> {
    text.parse().map_err(|_| MailError::Address(text.chars().take(80).collect()))
}
