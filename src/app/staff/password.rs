//! Passwords, which are stored only as argon2id hashes.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};

use crate::app::AppError;

/// A password of an acceptable length.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

/// The password is too short or too long.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("a password must have 12 to 200 characters: take four or five words that do not belong together")]
pub struct WeakPassword;

impl NewPassword {
    /// Minimum length in characters; shorter passwords can be guessed.
    pub const MIN_LENGTH: usize = 12;
    /// Maximum length in characters; longer passwords would only keep the processor busy.
    pub const MAX_LENGTH: usize = 200;

    /// Accepts a password of 12 to 200 characters.
    ///
    /// # Errors
    ///
    /// Fails if the password is shorter or longer.
    pub fn parse(text: &str) -> Result<Self, WeakPassword> {
        let length = text.chars().count();
        if (Self::MIN_LENGTH..=Self::MAX_LENGTH).contains(&length) {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(WeakPassword)
        }
    }

    /// The hash in PHC format, computed on a thread for blocking work.
    pub(super) async fn hashed(self) -> Result<String, AppError> {
        tokio::task::spawn_blocking(move || self.hash()).await.map_err(AppError::internal)?
    }

    /// The hash in PHC format. Takes about 20 ms of processor time.
    fn hash(&self) -> Result<String, AppError> {
        // The defaults are the first recommendation of OWASP: 19 MiB, two passes.
        let hash = Argon2::default().hash_password(self.0.expose_secret().as_bytes());
        hash.map(|hash| hash.to_string()).map_err(AppError::internal)
    }
}

/// A hash to check against if the address is unknown, so that the refusal takes equally long.
static UNKNOWN_ACCOUNT_HASH: LazyLock<String> =
    LazyLock::new(|| NewPassword(SecretString::from("nobody has this password")).hash().unwrap_or_default());

/// Whether `password` matches `hash`. Without a hash it takes equally long and returns `false`.
pub(super) fn fits(password: &SecretString, hash: Option<&str>) -> bool {
    let password = password.expose_secret();
    if password.chars().count() > NewPassword::MAX_LENGTH {
        return false;
    }
    let known = PasswordHash::new(hash.unwrap_or(&UNKNOWN_ACCOUNT_HASH));
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
