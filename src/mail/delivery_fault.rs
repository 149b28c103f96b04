//! Why a mail was not delivered, for readers who do not know SMTP.

use strum::IntoStaticStr;

/// Why a mail was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum DeliveryFault {
    /// The mail server does not answer, or does not accept the connection.
    Unreachable,
    /// The mail server refuses the mail for now.
    Deferred,
    /// The mail server refuses the mail for good, as for an address that does not exist.
    Rejected,
    /// Something else.
    Other,
}

impl DeliveryFault {
    /// The name, as in message keys.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The fault in the text of a [`MailError`](super::MailError), which is what the outbox keeps of it. The
    /// words are those of lettre's errors.
    pub fn of(error: &str) -> Self {
        let has = |part: &str| error.contains(part);
        if has("permanent error") {
            Self::Rejected
        } else if has("transient error") {
            Self::Deferred
        } else if ["Connection error", "network error", "tls error"].into_iter().any(has) {
            Self::Unreachable
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_transport_tell_what_went_wrong() {
        for (error, fault) in [
            ("the mail server did not take the mail: Connection error: refused", DeliveryFault::Unreachable),
            (
                "the mail server did not take the mail: permanent error (550): no such user",
                DeliveryFault::Rejected,
            ),
            ("the mail server did not take the mail: transient error (450)", DeliveryFault::Deferred),
            ("the mail could not be written to /x: disk full", DeliveryFault::Other),
        ] {
            assert_eq!(DeliveryFault::of(error), fault, "{error}");
        }
    }
}
