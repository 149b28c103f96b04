//! E-mail: composing messages and handing them to a server, or to a folder where there is none.

mod digest;
mod error;
mod transport;

pub use digest::{DigestMail, compose_digest};
pub use error::MailError;
pub use transport::MailTransport;
