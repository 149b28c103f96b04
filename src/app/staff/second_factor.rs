//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for a lost phone.
//! Admins and analysts must have it, except with demo data.

use data_encoding::BASE32_NOPAD;
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Builder, Secret, Totp};

use super::access::{Member, SecondFactor};
use super::session_token::hash_of;
use super::sign_in_delay::Origin;
use crate::app::{App, AppError};
use crate::domain::{AuditAction, EmailAddress, Permission};
use crate::store::{
    count_recovery_codes, delete_session, insert_audit_entry, lock_person, note_second_factor,
    replace_recovery_codes, set_second_factor, use_recovery_code, use_step,
};

/// The number of recovery codes.
const RECOVERY_CODES: usize = 10;
/// The issuer that authenticator apps show.
const ISSUER: &str = "hai long";
/// The bytes of a secret; RFC 4226 recommends as many as SHA-1 has.
const SECRET_BYTES: usize = 20;

/// A secret that is offered to an authenticator app.
#[derive(Clone, Debug)]
pub struct OfferedSecret {
    /// The secret in base32, to be typed.
    pub text: String,
    /// The address in the QR code.
    pub address: String,
}

/// The result of sending a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// The code is right.
    Accepted,
    /// The code is wrong, or was used before.
    Wrong,
    /// Too many wrong codes: the session was ended.
    Ended,
}

impl Member {
    /// What a session of this member needs in which no code was accepted yet.
    pub(super) fn second_factor_needed(&self) -> SecondFactor {
        let must_have = self.permits_anywhere(Permission::ReadUnpublished)
            || self.permits_anywhere(Permission::ManageStaff);
        match &self.totp_secret {
            Some(_) => SecondFactor::CodeNeeded,
            None if must_have && !self.illustrative => SecondFactor::SetupNeeded,
            None => SecondFactor::Complete,
        }
    }

    fn totp(&self, secret: &[u8]) -> Result<Totp, AppError> {
        let totp = Builder::new().with_secret(Secret::from(secret)).with_issuer(Some(ISSUER));
        totp.with_account_name(self.email.as_str()).build().map_err(AppError::internal)
    }
}

impl App {
    /// A new secret for the member's authenticator app, or the one that was offered before as `text`.
    ///
    /// # Errors
    ///
    /// Fails if the address cannot be made.
    pub fn offer_secret(&self, member: &Member, text: Option<&str>) -> Result<OfferedSecret, AppError> {
        let offered = text.and_then(read_secret);
        let secret = offered.unwrap_or_else(|| {
            let mut secret = vec![0_u8; SECRET_BYTES];
            rand::rng().fill_bytes(&mut secret);
            secret
        });
        let address = member.totp(&secret)?.to_url().map_err(AppError::internal)?;
        Ok(OfferedSecret { text: BASE32_NOPAD.encode(&secret), address })
    }

    /// Sets up the second factor of a member whose app shows `code` for the offered secret. Returns recovery
    /// codes, to be shown once; `None` if the code is wrong.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the member has one already, or if the database fails.
    pub async fn set_up_second_factor(
        &self,
        member: &Member,
        secret: &str,
        code: &str,
    ) -> Result<Option<Vec<String>>, AppError> {
        if member.totp_secret.is_some() {
            return Err(self.refusal(member, "second-factor".to_owned()).await);
        }
        let Some(secret) = read_secret(secret) else { return Ok(None) };
        let Some(step) = self.step_of(&member.totp(&secret)?, code) else { return Ok(None) };
        let account: EmailAddress = member.email.parse().map_err(AppError::internal)?;
        let (codes, hashes) = recovery_codes();
        let now = self.clock().now();
        self.database()
            .write(async |connection| {
                // Another session may have set up an app meanwhile.
                let row = lock_person(connection, member.id).await?;
                if row.is_none_or(|row| row.totp_secret.is_some()) {
                    return Err(AppError::OutOfScope);
                }
                set_second_factor(connection, member.id, &secret, step, &hashes).await?;
                note_second_factor(connection, &member.session, now).await?;
                let entry = member.entry(AuditAction::SecondFactorSetUp, String::new());
                Ok::<_, AppError>(insert_audit_entry(connection, &entry).await?)
            })
            .await?;
        self.shared.sign_in.code_delays.succeed(&account, &Origin::AfterPassword);
        Ok(Some(codes))
    }

    /// Completes the session of a member with a code of the app, or with a recovery code, which then works no
    /// more.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn send_code(&self, member: &Member, code: &str) -> Result<CodeOutcome, AppError> {
        let Some(secret) = &member.totp_secret else { return Ok(CodeOutcome::Wrong) };
        let now = self.clock().now();
        // Only a correct code clears the failures, which are counted for the account wherever they come from:
        // codes can only be sent after the password.
        let account: EmailAddress = member.email.parse().map_err(AppError::internal)?;
        let delays = &self.shared.sign_in.code_delays;
        let is_delayed = delays.begin(&account, &Origin::AfterPassword, now).is_err();
        let secret = read_secret(secret.expose_secret()).unwrap_or_default();
        let step = self.step_of(&member.totp(&secret)?, code);
        let hash = hash_of(&bare(code));
        let outcome = self
            .database()
            .write(async |connection| {
                if is_delayed {
                    delete_session(connection, &member.session).await?;
                    let entry = member.entry(AuditAction::SecondFactorRefused, String::new());
                    insert_audit_entry(connection, &entry).await?;
                    return Ok::<_, AppError>(CodeOutcome::Ended);
                }
                let action = if let Some(step) = step {
                    use_step(connection, member.id, step).await?.then_some(AuditAction::SecondFactorGiven)
                } else {
                    let is_used = use_recovery_code(connection, member.id, &hash).await?;
                    is_used.then_some(AuditAction::RecoveryCodeUsed)
                };
                if action.is_some() {
                    note_second_factor(connection, &member.session, now).await?;
                }
                let recorded = action.unwrap_or(AuditAction::SecondFactorRefused);
                insert_audit_entry(connection, &member.entry(recorded, String::new())).await?;
                Ok(if action.is_some() { CodeOutcome::Accepted } else { CodeOutcome::Wrong })
            })
            .await?;
        if outcome == CodeOutcome::Accepted {
            delays.succeed(&account, &Origin::AfterPassword);
        }
        Ok(outcome)
    }

    /// Replaces the recovery codes of a member who sends a code of the app. Returns the new ones, to be shown
    /// once; `None` if the code is wrong or was used before.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn renew_recovery_codes(
        &self,
        member: &Member,
        code: &str,
    ) -> Result<Option<Vec<String>>, AppError> {
        let Some(secret) = &member.totp_secret else { return Ok(None) };
        let account: EmailAddress = member.email.parse().map_err(AppError::internal)?;
        let delays = &self.shared.sign_in.code_delays;
        if delays.begin(&account, &Origin::AfterPassword, self.clock().now()).is_err() {
            return Ok(None);
        }
        let secret = read_secret(secret.expose_secret()).unwrap_or_default();
        let step = self.step_of(&member.totp(&secret)?, code);
        let (codes, hashes) = recovery_codes();
        let is_renewed = self
            .database()
            .write(async |connection| {
                let is_right = match step {
                    Some(step) => use_step(connection, member.id, step).await?,
                    None => false,
                };
                let action = if is_right {
                    replace_recovery_codes(connection, member.id, &hashes).await?;
                    AuditAction::RecoveryCodesRenewed
                } else {
                    AuditAction::SecondFactorRefused
                };
                insert_audit_entry(connection, &member.entry(action, String::new())).await?;
                Ok::<_, AppError>(is_right)
            })
            .await?;
        if is_renewed {
            delays.succeed(&account, &Origin::AfterPassword);
        }
        Ok(is_renewed.then_some(codes))
    }

    /// The number of recovery codes that a member has left; `None` without a second factor.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn recovery_codes_left(&self, member: &Member) -> Result<Option<i64>, AppError> {
        if member.totp_secret.is_none() {
            return Ok(None);
        }
        let count = self
            .database()
            .read(async |connection| count_recovery_codes(connection, member.id).await)
            .await?;
        Ok(Some(count))
    }

    /// The time step whose code was sent; clocks may differ by one step of 30 seconds.
    fn step_of(&self, totp: &Totp, code: &str) -> Option<i64> {
        let now = u64::try_from(self.clock().now().timestamp()).ok()?;
        i64::try_from(totp.check(&bare(code), now)?).ok()
    }
}

/// A stored secret as authenticator apps take it.
pub(super) fn secret_in_base32(secret: &[u8]) -> SecretString {
    BASE32_NOPAD.encode(secret).into()
}

fn read_secret(text: &str) -> Option<Vec<u8>> {
    let secret = BASE32_NOPAD.decode(text.as_bytes()).ok()?;
    (secret.len() == SECRET_BYTES).then_some(secret)
}

/// New recovery codes, and what is stored of them.
fn recovery_codes() -> (Vec<String>, Vec<Vec<u8>>) {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let hashes = codes.iter().map(|code| hash_of(&bare(code))).collect();
    (codes, hashes)
}

/// A code of 16 characters with 80 bits, in groups of four.
fn recovery_code() -> String {
    let mut bytes = [0_u8; 10];
    rand::rng().fill_bytes(&mut bytes);
    let text = BASE32_NOPAD.encode(&bytes).to_lowercase();
    let groups: Vec<&str> = (0..4).filter_map(|group| text.get(group * 4..group * 4 + 4)).collect();
    groups.join("-")
}

/// A code without the spaces and hyphens that people type or copy.
fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_are_read_with_and_without_hyphens() {
        let code = recovery_code();
        assert_eq!((code.len(), bare(&code).len()), (19, 16));
        assert_eq!(bare(&code.to_uppercase().replace('-', " ")), bare(&code));
        assert_ne!(recovery_code(), code);
    }

    #[test]
    fn only_secrets_of_full_length_are_read() {
        assert_eq!(read_secret(&BASE32_NOPAD.encode(&[7; 20])), Some(vec![7; 20]));
        assert_eq!(read_secret(&BASE32_NOPAD.encode(&[7; 5])), None);
        assert_eq!(read_secret("!"), None);
    }
}
