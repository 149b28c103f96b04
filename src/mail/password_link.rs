//! The mail with a link to set a password.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

use super::MailError;
use super::transport::{address, sender};
use crate::domain::Language;
use crate::locale;

/// The content of the mail.
#[derive(Debug)]
pub struct PasswordLinkMail<'a> {
    /// The sender.
    pub from: &'a str,
    /// The recipient.
    pub recipient: &'a str,
    /// The stable Message-ID, without angle brackets.
    pub message_id: &'a str,
    /// The language.
    pub language: Language,
    /// The address of the link.
    pub address: &'a str,
    /// For how many minutes the link works.
    pub minutes: i64,
}

/// Composes the message (RFC 5322) as plain text.
///
/// # Errors
///
/// Fails if an address is invalid or the message cannot be built.
pub fn compose_password_link(mail: &PasswordLinkMail<'_>) -> Result<Vec<u8>, MailError> {
    let from = sender(mail.from)?;
    let name = from.name.or_else(|| Some(locale::message(mail.language, "mail-sender")));
    let arguments = [("minutes", mail.minutes.to_string().into())];
    let body = [
        locale::message_with(mail.language, "mail-password-link", arguments),
        mail.address.to_owned(),
        locale::message(mail.language, "mail-password-link-unasked"),
    ];
    let message = Message::builder()
        .from(Mailbox::new(name, from.email))
        .to(Mailbox::new(None, address(mail.recipient)?))
        .subject(locale::message(mail.language, "mail-password-link-subject"))
        .message_id(Some(format!("<{}>", mail.message_id)))
        .header(ContentType::TEXT_PLAIN)
        .body(body.join("\n\n") + "\n")
        .map_err(|error| MailError::Compose(error.to_string()))?;
    Ok(message.formatted())
}
