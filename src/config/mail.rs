//! Outgoing mail: `HAILONG_SMTP_URL`, `HAILONG_MAIL_FROM`.

use lettre::message::Mailbox;
use secrecy::SecretString;
use url::Url;

use super::{ConfigError, Environment};

/// How mail leaves the house.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The SMTP server; `None` writes `.eml` files into the data directory.
    pub smtp_url: Option<SecretString>,
    /// The sender.
    pub from: String,
}

impl MailSettings {
    pub(super) fn read(environment: &dyn Environment) -> Result<Self, ConfigError> {
        let smtp_url = environment.get("HAILONG_SMTP_URL");
        if let Some(text) = &smtp_url {
            let usable = Url::parse(text)
                .is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some());
            if !usable {
                let problem = "is no SMTP address; write it like smtp://user:password@host:587?tls=required";
                return Err(ConfigError::new("HAILONG_SMTP_URL", problem));
            }
        }
        let from = environment.get("HAILONG_MAIL_FROM").unwrap_or_else(|| "hailong@localhost".to_owned());
        if from.parse::<Mailbox>().is_err() {
            let problem =
                "is no sender; write it like hailong@hungyen.gov.vn or Hài lòng <hailong@hungyen.gov.vn>";
            return Err(ConfigError::new("HAILONG_MAIL_FROM", problem));
        }
        Ok(Self { smtp_url: smtp_url.map(SecretString::from), from })
    }
}
