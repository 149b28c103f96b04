//! The audit log: who did what, and from where.

use std::fmt;
use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use super::{UnitId, UnknownName};

/// Something that the audit log records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_action)]
pub enum AuditAction {
    /// A member of staff signed in.
    SignIn,
    /// A wrong password for a known address.
    SignInRefused,
    /// A sign-in with OpenID Connect was refused.
    OidcRefused,
    /// A member of staff set up an authenticator app.
    SecondFactorSetUp,
    /// A code of the authenticator app was accepted.
    SecondFactorGiven,
    /// A wrong code, or one that was used before.
    SecondFactorRefused,
    /// A recovery code was used in place of the app.
    RecoveryCodeUsed,
    /// A member of staff got new recovery codes in place of the old ones.
    RecoveryCodesRenewed,
    /// The second factor of a person was removed, so that they set up another one.
    SecondFactorReset,
    /// A member of staff signed out.
    SignOut,
    /// A request was refused because the member may not do that at that unit.
    AccessRefused,
    /// A member of staff was added, or got another password and role.
    StaffChanged,
    /// The figures of a month were published.
    EditionPublished,
    /// Somebody was subscribed to a monthly digest.
    SubscriptionAdded,
    /// The name or the language of a subscription was changed.
    SubscriptionChanged,
    /// A subscription was paused.
    SubscriptionPaused,
    /// A paused subscription was resumed.
    SubscriptionResumed,
    /// A subscription was removed.
    SubscriptionRemoved,
    /// A member of staff sent a digest to the own address as a test.
    TestMailSent,
    /// A person was invited.
    StaffInvited,
    /// A person was added at the first sign-in with OpenID Connect, because the provider's claims say so.
    StaffAdmitted,
    /// A person was suspended.
    StaffSuspended,
    /// A suspended person may sign in again.
    StaffResumed,
    /// A person was removed.
    StaffRemoved,
    /// A link was made with which a person sets a password.
    PasswordLinkMade,
    /// A person set a password with such a link.
    PasswordSet,
    /// A member of staff changed the own password.
    PasswordChanged,
    /// A member of staff changed the own name or language.
    ProfileChanged,
    /// A member of staff ended other sessions.
    SessionsEnded,
    /// A member of staff read the audit log.
    AuditLogRead,
    /// A member of staff took entries of the audit log as a file.
    AuditLogExported,
}

impl AuditAction {
    /// The names of all actions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::iter().map(Self::name)
    }

    /// The name in addresses and in the database.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_action(name: &str) -> UnknownName {
    UnknownName::new("action", "a name that the audit log shows", name)
}

/// A new entry.
#[derive(Clone, Debug)]
pub struct NewAuditEntry {
    /// The e-mail address of the member of staff, or the name of the command.
    pub actor: String,
    /// The network that the request came from; `None` for commands.
    pub prefix: Option<AddressPrefix>,
    /// What was done.
    pub action: AuditAction,
    /// The unit that it was about.
    pub unit: Option<UnitId>,
    /// What it was done to.
    pub subject: String,
    /// The values before a change.
    pub before: Option<serde_json::Value>,
    /// The values after a change.
    pub after: Option<serde_json::Value>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Counts up.
    pub id: i64,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// The e-mail address of the member of staff, or the name of the command.
    pub actor: String,
    /// The network that the request came from.
    pub prefix: Option<String>,
    /// What was done.
    pub action: String,
    /// The unit that it was about.
    pub unit: Option<UnitId>,
    /// What it was done to.
    pub subject: String,
    /// The values before a change.
    pub before: Option<serde_json::Value>,
    /// The values after a change.
    pub after: Option<serde_json::Value>,
}

/// Which entries of the audit log a reader wants.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Only entries of this actor.
    pub actor: Option<String>,
    /// Only entries of this action.
    pub action: Option<AuditAction>,
    /// Only entries of this day and later ones.
    pub from: Option<NaiveDate>,
    /// Only entries of this day and earlier ones.
    pub to: Option<NaiveDate>,
    /// Only entries before the one with this id.
    pub before: Option<i64>,
}

impl AuditQuery {
    /// The wanted actor, action and days, as in `lan@hungyen.gov.vn sign-in 2024-11-01..2024-11-30`.
    pub fn summary(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let days = (self.from, self.to);
        let days = (days != (None, None)).then(|| format!("{}..{}", day(days.0), day(days.1)));
        let parts = [self.actor.clone(), self.action.map(|action| action.name().to_owned()), days];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The network of an address: the first 24 bits of an IPv4 address, the first 48 of an IPv6 address. It tells
/// an office from another without identifying a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressPrefix(IpAddr);

impl AddressPrefix {
    /// The network of `address`.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [first, second, third, _] = address.octets();
                Self(IpAddr::from([first, second, third, 0]))
            }
            IpAddr::V6(address) => {
                let [first, second, third, ..] = address.segments();
                Self(IpAddr::from([first, second, third, 0, 0, 0, 0, 0]))
            }
        }
    }
}

impl fmt::Display for AddressPrefix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.0, if self.0.is_ipv4() { 24 } else { 48 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_tells_networks_apart_and_not_people() {
        let prefix = |text: &str| AddressPrefix::of(text.parse().unwrap()).to_string();
        assert_eq!(prefix("113.160.1.77"), "113.160.1.0/24");
        assert_eq!(prefix("::ffff:113.160.1.77"), "113.160.1.0/24");
        assert_eq!(prefix("2001:ee0:4f1:1234:5678::1"), "2001:ee0:4f1::/48");
    }
}
