//! Passwords: argon2id, never in the clear, and as slow to refuse for a stranger as for a member of staff.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};

use crate::app::AppError;

/// Shorter ones are guessed.
const SHORTEST: usize = 12;
/// Longer ones only keep the processor busy.
const LONGEST: usize = 200;

/// A password that may be set.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

/// A password that may not be set.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("a password must have 12 to 200 characters: take four or five words that do not belong together")]
pub struct WeakPassword;

impl NewPassword {
    /// Takes what is long enough.
    pub fn parse(text: &str) -> Result<Self, WeakPassword> {
        let length = text.chars().count();
        if (SHORTEST..=LONGEST).contains(&length) {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(WeakPassword)
        }
    }

    /// Its hash in PHC format. Takes some 20 ms of a processor.
    pub(super) fn hash(&self) -> Result<String, AppError> {
        // The defaults are the first choice of OWASP: 19 MiB, two passes.
        let hash = Argon2::default().hash_password(self.0.expose_secret().as_bytes());
        hash.map(|hash| hash.to_string()).map_err(AppError::internal)
    }
}

/// Stands in where nobody has the address, so that the refusal takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| NewPassword(SecretString::from("nobody has this password")).hash().unwrap_or_default());

/// Whether `password` fits `hash`; without one it works as hard and says no.
pub(super) fn fits(password: &SecretString, hash: Option<&str>) -> bool {
    let password = password.expose_secret();
    if password.chars().count() > LONGEST {
        return false;
    }
    let known = PasswordHash::new(hash.unwrap_or(&NOBODY));
    let fits =
        known.is_ok_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok());
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let password = NewPassword::parse("bốn từ không liên quan").unwrap();
        let hash = password.hash().unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(fits(&"bốn từ không liên quan".to_owned().into(), Some(&hash)));
        assert!(!fits(&"bốn từ có liên quan".to_owned().into(), Some(&hash)));
        assert!(!fits(&"nobody has this password".to_owned().into(), None));
        assert!(NewPassword::parse("ngắn quá").is_err());
        assert!(NewPassword::parse(&"x".repeat(201)).is_err());
    }
}
