//! E-mail: composing messages and handing them to a server, or to a folder where there is none.

mod digest;
mod transport;

pub use digest::{DigestMail, compose_digest};
pub use transport::MailTransport;

/// A mail that could not be composed or handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address cannot be written into a message.
    #[error("the address \"{0}\" cannot be used in a mail")]
    Address(String),
    /// The message could not be built.
    #[error("the mail could not be composed: {0}")]
    Compose(String),
    /// The address of the server cannot be used.
    #[error("the address of the mail server (HAILONG_SMTP_URL) cannot be used: {0}")]
    Server(String),
    /// The server did not take it.
    #[error("the mail server did not take the mail: {0}")]
    Delivery(String),
    /// The file could not be written.
    #[error("the mail could not be written to {path}: {cause}")]
    File {
        /// Where.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
}
