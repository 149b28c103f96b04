//! Members of staff: what they are allowed to see, and the e-mail addresses of them and of digest readers. Everybody sees
//! what lies in their scope, analysts every figure of it.

use std::fmt;
use std::str::FromStr;

use strum::{EnumString, IntoStaticStr};

use super::UnknownName;

/// A role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_role)]
pub enum Role {
    /// Sets up units, channels and staff.
    Admin,
    /// Reads and exports everything in scope.
    Analyst,
    /// Runs the offices in scope.
    Manager,
    /// Reads.
    Viewer,
}

impl Role {
    /// Whether the publication rules do not hold for them.
    pub fn sees_every_figure(self) -> bool {
        matches!(self, Self::Admin | Self::Analyst)
    }

    /// The name on the command line and in the database.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_role(name: &str) -> UnknownName {
    UnknownName::new("role", "admin, analyst, manager or viewer", name)
}

/// An address, trimmed and in lower case, so that one person is one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

/// A text that is no address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no e-mail address")]
pub struct InvalidEmailAddress(String);

impl EmailAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmailAddress;

    /// Takes the addresses that mail servers take in practice; quoted local parts are refused.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = text.trim().to_lowercase();
        let plain = |part: &str, extra: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with('.')
                && !part.contains("..")
                && part.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
        };
        let valid = address.len() <= 254
            && address.rsplit_once('@').is_some_and(|(local, host)| {
                local.len() <= 64 && plain(local, ".!#$%&'*+/=?^_`{|}~-") && plain(host, ".-")
            });
        if valid { Ok(Self(address)) } else { Err(InvalidEmailAddress(text.chars().take(80).collect())) }
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folded_and_nonsense_is_refused() {
        assert_eq!(
            " Lan.Anh@Hungyen.gov.VN ".parse::<EmailAddress>().unwrap().as_str(),
            "lan.anh@hungyen.gov.vn"
        );
        for wrong in ["", "lan", "@x", "lan@", "a b@x.vn", "a@x\nBcc: b@y", "\"a\"@x.vn", "a..b@x.vn"] {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong}");
        }
    }
}
