//! Composes e-mails and sends them through a server, or writes them to a folder if none is configured.

mod delivery_fault;
mod digest;
mod password_link;
mod transport;

pub use delivery_fault::DeliveryFault;
pub use digest::{DigestContent, DigestMail, compose_digest};
pub use password_link::{PasswordLinkMail, compose_password_link};
pub use transport::MailTransport;

/// An error when composing or sending a mail.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address is invalid.
    #[error("the address \"{0}\" cannot be used in a mail")]
    Address(String),
    /// The message could not be built.
    #[error("the mail could not be composed: {0}")]
    Compose(String),
    /// The URL of the server is invalid.
    #[error("the address of the mail server (HAILONG_SMTP_URL) cannot be used: {0}")]
    Server(String),
    /// The server did not accept the mail.
    #[error("the mail server did not take the mail: {0}")]
    Delivery(String),
    /// The file could not be written.
    #[error("the mail could not be written to {path}: {cause}")]
    File {
        /// The path.
        path: String,
        /// The reason.
        cause: std::io::Error,
    },
}
