//! Sessions: who is signed in, one's own sessions, and changing one's password.

use chrono::{DateTime, Duration, Utc};
use secrecy::SecretString;

use super::access::{Member, SecondFactor, grants};
use super::password::NewPassword;
use super::second_factor::secret_in_base32;
use super::session_token::{hash_of, limits};
use crate::app::{App, AppError};
use crate::domain::{AddressPrefix, AuditAction, StaffId};
use crate::store::{
    delete_password_links_of, delete_sessions_of, find_staff_by_email, find_staff_by_session,
    insert_audit_entry, roles_of_staff, sessions_of_staff, touch_session, update_password,
};

/// How often the time of the last request is stored.
const TOUCHED_EVERY: Duration = Duration::minutes(1);

/// An open session of a member.
#[derive(Clone, Debug)]
pub struct OwnSession {
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When something was last asked for, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// The network of the sign-in.
    pub prefix: Option<String>,
    /// Browser and system.
    pub agent: String,
    /// Whether it is the session of the request.
    pub is_current: bool,
}

/// The result of changing one's own password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordChange {
    /// The password was changed.
    Changed,
    /// The current password is wrong.
    WrongPassword,
    /// Too many passwords are being checked. A later retry helps.
    Busy,
}

impl App {
    /// The member to whom a session's token belongs; `None` if the session has ended.
    ///
    /// # Errors
    ///
    /// Fails if the database fails or the stored member is invalid.
    pub async fn signed_in(
        &self,
        token: &str,
        prefix: Option<AddressPrefix>,
    ) -> Result<Option<Member>, AppError> {
        let (session, now) = (hash_of(token), self.clock().now());
        let found = self
            .database()
            .read(async |connection| {
                let found = find_staff_by_session(connection, &session, limits(now)).await?;
                let Some(found) = found else { return Ok::<_, AppError>(None) };
                let roles = roles_of_staff(connection, found.staff.id).await?;
                let reference_data = self.shared.catalogue.reference_data(connection).await?;
                Ok(Some((found, roles, reference_data)))
            })
            .await?;
        let Some((found, roles, reference_data)) = found else { return Ok(None) };
        if now - found.last_seen_at >= TOUCHED_EVERY {
            self.database().write(async |connection| touch_session(connection, &session, now).await).await?;
        }
        let mut member = Member {
            id: StaffId(found.staff.id),
            email: found.staff.email,
            name: found.staff.name,
            language: found.staff.language.map(|tag| tag.parse().map_err(AppError::internal)).transpose()?,
            prefix,
            session,
            grants: grants(roles, &reference_data.registry, self.clock().today())?,
            second_factor: SecondFactor::Complete,
            illustrative: reference_data.illustrative,
            totp_secret: found.staff.totp_secret.map(|secret| secret_in_base32(&secret)),
        };
        if found.second_factor_at.is_none() {
            member.second_factor = member.second_factor_needed();
        }
        Ok(Some(member))
    }

    /// The open sessions of a member, the last used first.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn sessions(&self, member: &Member) -> Result<Vec<OwnSession>, AppError> {
        let limits = limits(self.clock().now());
        let rows = self
            .database()
            .read(async |connection| sessions_of_staff(connection, member.id, limits).await)
            .await?;
        let sessions = rows.into_iter().map(|row| OwnSession {
            is_current: row.token_hash == member.session,
            began_at: row.created_at,
            last_seen_at: row.last_seen_at,
            prefix: row.address_prefix,
            agent: row.agent,
        });
        Ok(sessions.collect())
    }

    /// Ends all sessions of a member except the one of the request.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn end_other_sessions(&self, member: &Member) -> Result<(), AppError> {
        let ended = self.database().write(async |connection| {
            let number = delete_sessions_of(connection, member.id, Some(&member.session)).await?;
            let entry = member.entry(AuditAction::SessionsEnded, number.to_string());
            insert_audit_entry(connection, &entry).await
        });
        Ok(ended.await?)
    }

    /// Changes the password of a member who gives the current one, and ends the other sessions.
    ///
    /// # Errors
    ///
    /// Fails if the password cannot be hashed or the database fails.
    pub async fn change_password(
        &self,
        member: &Member,
        current: SecretString,
        new: NewPassword,
    ) -> Result<PasswordChange, AppError> {
        let staff = self
            .database()
            .read(async |connection| find_staff_by_email(connection, &member.email).await)
            .await?;
        match self.password_fits(current, staff.as_ref()).await? {
            None => return Ok(PasswordChange::Busy),
            Some(false) => {
                self.record(member.entry(AuditAction::SignInRefused, String::new())).await?;
                return Ok(PasswordChange::WrongPassword);
            }
            Some(true) => {}
        }
        let hash = new.hashed().await?;
        self.database()
            .write(async |connection| {
                update_password(connection, member.id, &hash).await?;
                delete_password_links_of(connection, member.id).await?;
                delete_sessions_of(connection, member.id, Some(&member.session)).await?;
                let entry = member.entry(AuditAction::PasswordChanged, String::new());
                Ok::<_, AppError>(insert_audit_entry(connection, &entry).await?)
            })
            .await?;
        Ok(PasswordChange::Changed)
    }
}
