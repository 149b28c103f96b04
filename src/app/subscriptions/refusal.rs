//! Why a change of subscriptions is refused.

use strum::IntoStaticStr;

use crate::domain::{Month, SubscriptionId};

/// Why a change of subscriptions is refused.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SubscriptionRefusal {
    /// The recipient gets the digest of the unit already.
    #[error("{recipient} gets the monthly digest of {unit} already")]
    Known {
        /// The subscription.
        id: SubscriptionId,
        /// The address.
        recipient: String,
        /// The name of the unit.
        unit: String,
    },
    /// There is no such subscription.
    #[error("there is no such subscription: {0}")]
    Unknown(String),
    /// Somebody else changed it after the person had opened the page.
    #[error("the subscription was changed by somebody else meanwhile: open it again")]
    ChangedMeanwhile,
    /// There is no mail of this month to be sent as a test.
    #[error("there is no mail about {0}")]
    NoMail(Month),
    /// The member has sent many tests within an hour.
    #[error("too many test mails within an hour: try again later")]
    TooManyTests,
}

impl SubscriptionRefusal {
    /// The name, as in message keys.
    pub fn name(&self) -> &'static str {
        self.into()
    }
}
