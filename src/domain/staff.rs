//! Roles of staff and what they may see, and the e-mail addresses of staff and digest readers. Every role
//! sees the units in its scope; admins and analysts see all figures there.

use std::fmt;
use std::str::FromStr;

use strum::{EnumString, IntoStaticStr};

use super::UnknownName;

/// The role of a member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_role)]
pub enum Role {
    /// Sets up units, channels and staff.
    Admin,
    /// Reads and exports everything in scope.
    Analyst,
    /// Runs the offices in scope.
    Manager,
    /// Has read access only.
    Viewer,
}

impl Role {
    /// Whether the role sees all figures, without the publication rules.
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

/// An e-mail address, trimmed and in lower case, so that one person is stored as one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

/// A text that is not an e-mail address.
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

    /// Accepts the addresses that mail servers accept in practice; rejects quoted local parts.
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
    fn addresses_are_trimmed_and_lowercased_and_invalid_ones_are_rejected() {
        assert_eq!(
            " Lan.Anh@Hungyen.gov.VN ".parse::<EmailAddress>().unwrap().as_str(),
            "lan.anh@hungyen.gov.vn"
        );
        for wrong in ["", "lan", "@x", "lan@", "a b@x.vn", "a@x\nBcc: b@y", "\"a\"@x.vn", "a..b@x.vn"] {
            assert!(wrong.parse::<EmailAddress>().is_err(), "{wrong}");
        }
    }
}
