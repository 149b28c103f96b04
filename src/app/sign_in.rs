//! Staff: adding members, signing in and out, and looking up sessions. Passwords are stored only as argon2id
//! hashes. A sign-in with an unknown address takes as long to refuse as one with a wrong password.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chrono::{Duration, NaiveDate};
use data_encoding::BASE64URL_NOPAD;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{App, AppError};
use crate::domain::{EmailAddress, Role, Unit, UnitCode, UnitId, UnitKind};
use crate::store::{
    StaffRow, delete_expired_sessions, delete_session, delete_sessions_of, find_staff_by_email,
    find_staff_by_session, insert_session, upsert_staff,
};

/// A working day with overtime; after that a new sign-in is required.
const SESSION_HOURS: i64 = 12;
const TRIES_AN_ADDRESS: NonZeroU32 = NonZeroU32::new(10).unwrap();
const TRIES_IN_ALL: NonZeroU32 = NonZeroU32::new(120).unwrap();
/// Each hash takes 19 MiB and one processor.
const HASHES_AT_ONCE: usize = 2;
/// Minimum length in characters; shorter passwords can be guessed.
const SHORTEST_PASSWORD: usize = 12;
/// Maximum length in characters; longer passwords would only keep the processor busy.
const MAX_PASSWORD_LENGTH: usize = 200;

/// A signed-in member of staff.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The e-mail address.
    pub email: String,
    /// The role, which decides what the person may do.
    pub role: Role,
    /// The person may see this unit and the units below it.
    pub unit: Unit,
}

/// The result of an attempt to sign in.
#[derive(Debug)]
pub enum SignInOutcome {
    /// The random token of the new session, for the cookie.
    SignedIn(String),
    /// The address or the password is wrong. The reply does not say which.
    Refused,
    /// Too many attempts. A later retry helps.
    TooMany,
}

impl App {
    /// Adds a member of staff. If the address exists, replaces the password, role and unit and ends all
    /// sessions of that person.
    ///
    /// # Errors
    ///
    /// Fails if the unit does not exist, if the password cannot be hashed, or if the database fails.
    pub async fn add_staff(
        &self,
        email: &EmailAddress,
        password: NewPassword,
        role: Role,
        unit: &UnitCode,
    ) -> Result<(), AppError> {
        let reference_data = self.reference_data().await?;
        let unit = reference_data.registry.holder(unit, self.clock().today())?.id;
        let hash =
            tokio::task::spawn_blocking(move || password.hash()).await.map_err(AppError::internal)??;
        self.database()
            .write(async |connection| {
                let id = upsert_staff(connection, email, &hash, role, unit).await?;
                Ok(delete_sessions_of(connection, id).await?)
            })
            .await
    }

    /// Opens a session if the password matches the address.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn sign_in(&self, email: &str, password: SecretString) -> Result<SignInOutcome, AppError> {
        let Ok(email) = email.parse::<EmailAddress>() else { return Ok(SignInOutcome::Refused) };
        if !self.shared.sign_in.allow(&email) {
            return Ok(SignInOutcome::TooMany);
        }
        // The connection is returned before waiting for a turn to hash, so that citizens' requests can use
        // it.
        let staff = self
            .database()
            .read(async |connection| find_staff_by_email(connection, email.as_str()).await)
            .await?;
        let hash = staff.as_ref().map(|staff| staff.password_hash.clone());
        let fits = {
            let _turn = self.shared.sign_in.hashing.acquire().await.map_err(AppError::internal)?;
            let check = tokio::task::spawn_blocking(move || fits(&password, hash.as_deref()));
            check.await.map_err(AppError::internal)?
        };
        let Some(staff) = staff.filter(|_| fits) else { return Ok(SignInOutcome::Refused) };
        let token = random_token();
        let expires_at = self.clock().now() + Duration::hours(SESSION_HOURS);
        self.database()
            .write(async |connection| {
                delete_expired_sessions(connection).await?;
                insert_session(connection, &hash_of(&token), staff.id, expires_at).await
            })
            .await?;
        Ok(SignInOutcome::SignedIn(token))
    }

    /// The person to whom a session's token belongs; `None` if the session has ended.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read or the stored person is invalid.
    pub async fn signed_in(&self, token: &str) -> Result<Option<SignedIn>, AppError> {
        let found = self
            .database()
            .read(async |connection| {
                let row = find_staff_by_session(connection, &hash_of(token)).await?;
                let Some(row) = row else { return Ok::<_, AppError>(None) };
                Ok(Some((row, self.shared.catalogue.reference_data(connection).await?)))
            })
            .await?;
        found.map(|(row, reference_data)| self.known_person(&reference_data.registry, row)).transpose()
    }

    /// Ends the session.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        let ended =
            self.database().write(async |connection| delete_session(connection, &hash_of(token)).await);
        Ok(ended.await?)
    }

    /// The units that a person may see and that exist within the given days, the largest first.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn units_in_scope(
        &self,
        person: &SignedIn,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Vec<Unit>, AppError> {
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let mut units: Vec<Unit> = registry
            .units()
            .filter(|unit| unit.is_valid_within(first, last) && registry.is_within(unit.id, person.unit.id))
            .cloned()
            .collect();
        units.sort_by(|left, right| {
            let depth = |unit: &Unit| (unit.kind.is_lowest(), unit.kind.min(UnitKind::Commune));
            depth(left)
                .cmp(&depth(right))
                .then_with(|| crate::locale::compare_unit_names(&left.name, &right.name))
        });
        Ok(units)
    }

    /// Checks that the last unit with the code `unit` within the given days is in the scope of a person.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if it is not. Also fails if no unit has the code or the database
    /// cannot be read.
    pub async fn expect_in_scope(
        &self,
        person: &SignedIn,
        unit: &UnitCode,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<(), AppError> {
        let reference_data = self.reference_data().await?;
        let holder = reference_data.registry.last_holder(unit, first, last)?;
        if reference_data.registry.is_within(holder.id, person.unit.id) {
            Ok(())
        } else {
            Err(AppError::OutOfScope)
        }
    }

    fn known_person(
        &self,
        registry: &crate::domain::UnitRegistry,
        row: StaffRow,
    ) -> Result<SignedIn, AppError> {
        // After a merger people get the successor of their unit, but never a unit of a higher level.
        let stored = registry.unit(UnitId(row.unit_id));
        let successor = registry.unit(registry.unit_of_the_day(UnitId(row.unit_id), self.clock().today()));
        let level = |unit: &Unit| unit.kind.min(UnitKind::Commune);
        let unit = successor
            .filter(|successor| stored.is_some_and(|stored| level(successor) >= level(stored)))
            .or(stored)
            .cloned();
        Ok(SignedIn {
            email: row.email,
            role: row.role.parse().map_err(AppError::internal)?,
            unit: unit.ok_or_else(|| AppError::internal("a member of staff without a unit"))?,
        })
    }
}

fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Limits on attempts to sign in, per address and in total. They make guessing infeasible, and keep hashing
/// from taking processor time from citizens' requests.
#[derive(Debug)]
pub(super) struct Limits {
    by_address: DefaultKeyedRateLimiter<EmailAddress>,
    in_all: DefaultDirectRateLimiter,
    hashing: Semaphore,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            by_address: RateLimiter::keyed(Quota::per_hour(TRIES_AN_ADDRESS)),
            in_all: RateLimiter::direct(Quota::per_minute(TRIES_IN_ALL)),
            hashing: Semaphore::new(HASHES_AT_ONCE),
        }
    }
}

impl Limits {
    /// Counts an attempt. Returns `false` if there were too many.
    fn allow(&self, email: &EmailAddress) -> bool {
        if self.in_all.check().is_err() {
            return false;
        }
        // Drops addresses without recent attempts.
        if self.by_address.len() > 10_000 {
            self.by_address.retain_recent();
        }
        self.by_address.check_key(email).is_ok()
    }
}

/// A password of an acceptable length.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

/// The password is too short or too long.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("a password must have 12 to 200 characters: take four or five words that do not belong together")]
pub struct WeakPassword;

impl NewPassword {
    /// Accepts a password of 12 to 200 characters.
    ///
    /// # Errors
    ///
    /// Fails if the password is shorter or longer.
    pub fn parse(text: &str) -> Result<Self, WeakPassword> {
        let length = text.chars().count();
        if (SHORTEST_PASSWORD..=MAX_PASSWORD_LENGTH).contains(&length) {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(WeakPassword)
        }
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
fn fits(password: &SecretString, hash: Option<&str>) -> bool {
    let password = password.expose_secret();
    if password.chars().count() > MAX_PASSWORD_LENGTH {
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
