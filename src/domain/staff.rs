//! Roles of staff and what each permits, and the e-mail addresses of staff and digest readers.

use std::fmt;
use std::str::FromStr;

use strum::{EnumString, IntoStaticStr};

use super::UnknownName;

/// A role of a member of staff at a unit. It holds for the unit and everything below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_role)]
pub enum Role {
    /// Sets up units, channels and staff.
    Admin,
    /// Reads and exports all figures, and publishes them.
    Analyst,
    /// Runs the offices.
    Manager,
    /// Reads published figures, charts and files.
    Viewer,
}

/// Something that a member of staff may do at a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Permission {
    /// See the published figures on the staff pages.
    ReadResults,
    /// See figures that are not published, without disclosure control.
    ReadUnpublished,
    /// Publish the figures of a month.
    Publish,
    /// Print posters for collection points.
    PrintPosters,
    /// Say who gets the monthly digest, and see what is sent.
    ManageSubscriptions,
    /// Read the audit log.
    ReadAuditLog,
    /// Invite people, change their roles, suspend and remove them.
    ManageStaff,
}

impl Permission {
    /// The name in the audit log.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Role {
    /// All roles, from the one that may do most.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Analyst, Self::Manager, Self::Viewer];

    /// Whether the role permits something.
    pub fn permits(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadResults => true,
            Permission::ReadUnpublished | Permission::Publish => matches!(self, Self::Admin | Self::Analyst),
            Permission::PrintPosters => matches!(self, Self::Admin | Self::Manager),
            Permission::ManageSubscriptions => self != Self::Viewer,
            Permission::ReadAuditLog | Permission::ManageStaff => self == Self::Admin,
        }
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
