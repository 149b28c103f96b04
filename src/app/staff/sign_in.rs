//! Signing in and out. Neither the answer nor its timing tells whether an address is known: an unknown one is
//! hashed, recorded and delayed like a known one.

use chrono::Duration;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use super::access::Member;
use super::password::fits;
use super::sign_in_delay::{Origin, SignInDelays};
use super::sign_in_session::{new_session, open_session};
use crate::app::{App, AppError};
use crate::domain::{AddressPrefix, AuditAction, EmailAddress, NewAuditEntry, StaffId, UnitId};
use crate::store::{
    Connection, StaffRow, delete_session, find_staff_by_email, insert_audit_entry, lock_person,
    roles_of_staff,
};

/// Each hash takes 19 MiB and one processor.
const HASHES_AT_ONCE: usize = 2;
/// Attempts that may wait for a turn to hash; each takes about 20 ms.
const MAX_WAITING: usize = 64;
/// The actor of attempts with an unknown address. The typed text is not recorded: it may be a password in the
/// wrong field.
pub(super) const UNKNOWN_ACCOUNT: &str = "unknown";

/// An attempt to sign in.
#[derive(Debug)]
pub struct SignInAttempt {
    /// The typed address.
    pub email: EmailAddress,
    /// The typed password.
    pub password: SecretString,
    /// The network that it comes from.
    pub prefix: Option<AddressPrefix>,
    /// The id of the browser if it signed in to this account before.
    pub known_browser: Option<String>,
    /// Browser and system, to tell one's sessions apart.
    pub agent: String,
}

/// The result of an attempt to sign in.
#[derive(Debug)]
pub enum SignInOutcome {
    /// The random token of the new session, for the cookie.
    SignedIn(String),
    /// The address or the password is wrong. The reply does not say which.
    Refused,
    /// Too many attempts. A retry after this time helps.
    TooMany(Duration),
}

/// What limits attempts to sign in.
#[derive(Debug)]
pub(in crate::app) struct Limits {
    delays: SignInDelays,
    /// Delays after wrong codes of the second factor.
    pub(super) code_delays: SignInDelays,
    hashing: Semaphore,
    waiting: Semaphore,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            delays: SignInDelays::default(),
            code_delays: SignInDelays::default(),
            hashing: Semaphore::new(HASHES_AT_ONCE),
            waiting: Semaphore::new(MAX_WAITING),
        }
    }
}

impl App {
    /// Opens a session if the password matches the address.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn sign_in(&self, attempt: SignInAttempt) -> Result<SignInOutcome, AppError> {
        let SignInAttempt { email, password, prefix, known_browser, agent } = attempt;
        let network = prefix.map_or_else(|| "unknown".to_owned(), |prefix| prefix.to_string());
        let origin = known_browser.map_or(Origin::Network(prefix), Origin::KnownBrowser);
        let delays = &self.shared.sign_in.delays;
        if let Err(wait) = delays.begin(&email, &origin, self.clock().now()) {
            tracing::warn!(target: "security", network, seconds = wait.num_seconds(), "sign-in delayed");
            return Ok(SignInOutcome::TooMany(wait));
        }
        // The connection is returned before waiting for a turn to hash, so that citizens' requests can use
        // it.
        let (staff, unit) = self.account(&email).await?;
        let Some(fits) = self.password_fits(password, staff.as_ref()).await? else {
            return Ok(SignInOutcome::TooMany(Duration::seconds(5)));
        };
        let signed_in = staff.as_ref().filter(|_| fits);
        let action = if signed_in.is_some() { AuditAction::SignIn } else { AuditAction::SignInRefused };
        let actor = staff.as_ref().map_or(UNKNOWN_ACCOUNT, |staff| &staff.email);
        tracing::info!(target: "security", account = actor, network, "{}", action.name());
        let (actor, subject) = (actor.to_owned(), String::new());
        let entry = NewAuditEntry { actor, prefix, action, unit, subject, before: None, after: None };
        let now = self.clock().now();
        let opened = signed_in.map(|staff| new_session(StaffId(staff.id), now, prefix, agent));
        let is_open = self
            .database()
            .write(async |connection| {
                if let Some(staff) = signed_in
                    && !is_unchanged(connection, staff).await?
                {
                    return Ok(false);
                }
                insert_audit_entry(connection, &entry).await?;
                if let Some((_, session)) = &opened {
                    open_session(connection, session).await?;
                }
                Ok::<_, AppError>(true)
            })
            .await?;
        let Some((token, _)) = opened.filter(|_| is_open) else { return Ok(SignInOutcome::Refused) };
        delays.succeed(&email, &origin);
        Ok(SignInOutcome::SignedIn(token))
    }

    /// The person with this address who is not suspended, and the unit of one of their roles.
    async fn account(&self, email: &EmailAddress) -> Result<(Option<StaffRow>, Option<UnitId>), AppError> {
        self.database()
            .read(async |connection| {
                let staff = find_staff_by_email(connection, email.as_str()).await?;
                let staff = staff.filter(|staff| staff.suspended_at.is_none());
                let roles = roles_of_staff(connection, staff.as_ref().map_or(0, |staff| staff.id)).await?;
                Ok((staff, roles.first().map(|role| UnitId(role.unit_id))))
            })
            .await
    }

    /// Whether a password is that of `staff`, in turn; takes equally long without a person. `None` if too many
    /// wait.
    pub(super) async fn password_fits(
        &self,
        password: SecretString,
        staff: Option<&StaffRow>,
    ) -> Result<Option<bool>, AppError> {
        let Ok(_place) = self.shared.sign_in.waiting.try_acquire() else { return Ok(None) };
        let _turn = self.shared.sign_in.hashing.acquire().await.map_err(AppError::internal)?;
        let hash = staff.and_then(|staff| staff.password_hash.clone());
        let check = tokio::task::spawn_blocking(move || fits(&password, hash.as_deref()));
        Ok(Some(check.await.map_err(AppError::internal)?))
    }

    /// Ends the session of a member.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn sign_out(&self, member: &Member) -> Result<(), AppError> {
        let entry = member.entry(AuditAction::SignOut, String::new());
        let ended = self.database().write(async |connection| {
            delete_session(connection, &member.session).await?;
            insert_audit_entry(connection, &entry).await
        });
        Ok(ended.await?)
    }
}

/// Whether the person may still sign in with the password that was checked: meanwhile it may have been replaced,
/// or the person suspended or removed. Locks the row, so that this stays true until the session is stored.
async fn is_unchanged(connection: &mut Connection, checked: &StaffRow) -> Result<bool, AppError> {
    let now = lock_person(connection, StaffId(checked.id)).await?;
    Ok(now.is_some_and(|now| now.password_hash == checked.password_hash && now.suspended_at.is_none()))
}
