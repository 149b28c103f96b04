//! Links with which people set their password: after an invitation, or after a password was forgotten. A link
//! works once and for half an hour.

use chrono::Duration;

use super::password::NewPassword;
use super::people::{Actor, PersonState};
use super::refusal::StaffRefusal;
use super::session_token::{hash_of, random_token};
use crate::app::{App, AppError};
use crate::domain::{AddressPrefix, AuditAction, Language, NewAuditEntry, StaffId, UnitId};
use crate::mail::{PasswordLinkMail, compose_password_link};
use crate::store::{
    NewMail, PASSWORD_LINK, delete_password_link, delete_password_links_of, delete_sessions_of, enqueue,
    find_staff_by_password_link, insert_audit_entry, insert_password_link, roles_of_staff, update_password,
};

/// How long a link works.
const LIFETIME: Duration = Duration::minutes(30);

impl App {
    /// Makes a link with which a person sets a password, and returns its address. Earlier links of the person
    /// stop working.
    ///
    /// # Errors
    ///
    /// Fails with [`StaffRefusal::IsSuspended`] for a suspended person, with [`AppError::OutOfScope`] if the
    /// actor may not change the person, with [`StaffRefusal::UnknownPerson`] if there is no such person, or if
    /// the database fails.
    pub async fn make_password_link(
        &self,
        actor: Actor<'_>,
        id: StaffId,
        language: Language,
    ) -> Result<String, AppError> {
        self.password_link(actor, id, language, false).await
    }

    /// Makes a link as [`App::make_password_link`] does, and sends it to the person by mail.
    ///
    /// # Errors
    ///
    /// As for [`App::make_password_link`], or if the mail cannot be composed.
    pub async fn mail_password_link(
        &self,
        actor: Actor<'_>,
        id: StaffId,
        language: Language,
    ) -> Result<(), AppError> {
        self.password_link(actor, id, language, true).await.map(drop)
    }

    async fn password_link(
        &self,
        actor: Actor<'_>,
        id: StaffId,
        language: Language,
        is_mailed: bool,
    ) -> Result<String, AppError> {
        let person = self.expect_manageable(actor, id).await?;
        if person.state == PersonState::Suspended {
            return Err(StaffRefusal::IsSuspended(person.email).into());
        }
        let (token, now) = (random_token(), self.clock().now());
        let address = format!("{}/staff/password/{token}?lang={language}", self.base_url());
        let mail = if is_mailed { Some(self.link_mail(&person.email, &address, language)?) } else { None };
        let entry = actor.entry(AuditAction::PasswordLinkMade, &person.email, &person.grants);
        self.database()
            .write(async |connection| {
                delete_password_links_of(connection, id).await?;
                insert_password_link(connection, &hash_of(&token), id, now, now + LIFETIME).await?;
                insert_audit_entry(connection, &entry).await?;
                if let Some(mail) = &mail {
                    enqueue(connection, mail).await?;
                }
                Ok::<_, AppError>(())
            })
            .await?;
        Ok(address)
    }

    fn link_mail(&self, recipient: &str, address: &str, language: Language) -> Result<NewMail, AppError> {
        let topic = random_token();
        let message_id = self.new_message_id(PASSWORD_LINK, &topic);
        let mail = PasswordLinkMail {
            from: &self.shared.settings.mail.from,
            recipient,
            message_id: &message_id,
            language,
            address,
            minutes: LIFETIME.num_minutes(),
        };
        let message = compose_password_link(&mail).map_err(AppError::internal)?;
        let (period, recipient) = (String::new(), recipient.to_owned());
        Ok(NewMail { kind: PASSWORD_LINK, topic, period, recipient, message_id, message })
    }

    /// Whether mails are sent to a server; otherwise they are written to files.
    pub fn sends_mail(&self) -> bool {
        self.shared.settings.mail.smtp_url.is_some()
    }

    /// The address of the person whose password a link sets; `None` if it was used or has expired.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn password_link_owner(&self, token: &str) -> Result<Option<String>, AppError> {
        let (hash, now) = (hash_of(token), self.clock().now());
        let read = self
            .database()
            .read(async |connection| find_staff_by_password_link(connection, &hash, now).await);
        Ok(read.await?.map(|row| row.email))
    }

    /// Sets the password of the person to whom a link belongs, and ends their sessions and links. Returns
    /// whether the link still worked.
    ///
    /// # Errors
    ///
    /// Fails if the password cannot be hashed or the database fails.
    pub async fn set_password(
        &self,
        token: &str,
        new: NewPassword,
        prefix: Option<AddressPrefix>,
    ) -> Result<bool, AppError> {
        // Strangers must not keep the processor busy with invalid links.
        if self.password_link_owner(token).await?.is_none() {
            return Ok(false);
        }
        let password = new.hashed().await?;
        let (hash, now) = (hash_of(token), self.clock().now());
        self.database()
            .write(async |connection| {
                let Some(person) = find_staff_by_password_link(connection, &hash, now).await? else {
                    return Ok(false);
                };
                let id = StaffId(person.id);
                // Of two requests with one link, only one deletes it.
                if !delete_password_link(connection, &hash).await? {
                    return Ok(false);
                }
                delete_password_links_of(connection, id).await?;
                update_password(connection, id, &password).await?;
                delete_sessions_of(connection, id, None).await?;
                let (actor, action) = (person.email.clone(), AuditAction::PasswordSet);
                let roles = roles_of_staff(connection, person.id).await?;
                let unit = roles.first().map(|role| UnitId(role.unit_id));
                let (before, after) = (None, None);
                let entry =
                    NewAuditEntry { actor, prefix, action, unit, subject: person.email, before, after };
                insert_audit_entry(connection, &entry).await?;
                Ok::<_, AppError>(true)
            })
            .await
    }
}
