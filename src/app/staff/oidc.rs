//! Signing in with OpenID Connect. The provider says who somebody is, and answers for the second factor. Which
//! roles known people have is decided here; claims only make accounts for people who never had one.

use secrecy::SecretString;
use serde_json::json;
use strum::IntoStaticStr;

use super::access::Grant;
use super::sign_in::UNKNOWN_ACCOUNT;
use super::sign_in_session::{new_session, open_session};
use crate::app::{App, AppError};
use crate::domain::{
    AddressPrefix, AuditAction, EmailAddress, NewAuditEntry, Role, StaffId, UnitCode, UnitId,
};
use crate::oidc::{Identity, OidcProvider, ProviderFault, SignInSecrets, claim_texts};
use crate::store::{
    Connection, StaffRow, find_staff_by_email, insert_audit_entry, insert_role, insert_staff, lock_person,
    note_second_factor, roles_of_staff, was_removed,
};

/// How the audit log names this way of signing in.
const METHOD: &str = "OpenID Connect";
/// The maximum length of a name in characters.
const MAX_NAME_LENGTH: usize = 80;

/// A person who comes back from the provider.
pub struct OidcAttempt {
    /// The code that the provider gave them.
    pub code: SecretString,
    /// The issuer, if the provider said it in the address.
    pub issuer: Option<String>,
    /// The secrets with which they were sent.
    pub secrets: SignInSecrets,
    /// The network that they come from.
    pub prefix: Option<AddressPrefix>,
    /// Browser and system, to tell one's sessions apart.
    pub agent: String,
}

/// The result of signing in with OpenID Connect.
#[derive(Debug)]
pub enum OidcOutcome {
    /// The random token of the new session, for the cookie.
    SignedIn(String),
    /// The person was not signed in.
    Refused(OidcRefusal),
}

/// Why somebody is not signed in with OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum OidcRefusal {
    /// The provider does not answer.
    Away,
    /// The provider's answer is not trustworthy.
    Untrusted,
    /// The provider refused the person, or the sign-in was not begun here, took too long, or was used before.
    Failed,
    /// The provider sends no valid e-mail address.
    NoEmail,
    /// The provider has not verified the address.
    UnverifiedEmail,
    /// No account has this address, and the provider's claims do not allow a new one.
    Unknown(EmailAddress),
    /// The person is suspended.
    Suspended(EmailAddress),
}

impl OidcRefusal {
    /// The name, as in message keys.
    pub fn name(&self) -> &'static str {
        self.into()
    }
}

impl From<ProviderFault> for OidcRefusal {
    fn from(fault: ProviderFault) -> Self {
        match fault {
            ProviderFault::Away => Self::Away,
            ProviderFault::Untrusted => Self::Untrusted,
            ProviderFault::CodeRefused => Self::Failed,
        }
    }
}

/// What the claims say about the role of a new person: the role, or why there is none.
type ClaimedGrant = Result<Grant, &'static str>;

/// A verified person, and where the request came from.
struct VerifiedPerson {
    email: EmailAddress,
    name: String,
    claimed: ClaimedGrant,
    prefix: Option<AddressPrefix>,
}

impl VerifiedPerson {
    fn entry(&self, action: AuditAction, unit: Option<UnitId>, subject: &str) -> NewAuditEntry {
        let (actor, subject) = (self.email.to_string(), subject.to_owned());
        NewAuditEntry { actor, prefix: self.prefix, action, unit, subject, before: None, after: None }
    }
}

impl App {
    /// What people call the provider; `None` if there is none.
    pub fn provider_name(&self) -> Option<&str> {
        self.shared.provider.as_ref().map(|provider| provider.settings().name.as_str())
    }

    /// The address to which a person is sent to sign in.
    ///
    /// # Errors
    ///
    /// Fails if the provider cannot be found or is not trustworthy.
    pub async fn provider_address(&self, secrets: &SignInSecrets) -> Result<String, OidcRefusal> {
        let provider = self.shared.provider.as_ref().ok_or(OidcRefusal::Failed)?;
        Ok(provider.address_for_people(secrets).await?)
    }

    /// Opens a session for a person who comes back from the provider.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn sign_in_with_oidc(&self, attempt: OidcAttempt) -> Result<OidcOutcome, AppError> {
        let Some(provider) = &self.shared.provider else {
            return Ok(OidcOutcome::Refused(OidcRefusal::Failed));
        };
        let OidcAttempt { code, issuer, secrets, prefix, agent } = attempt;
        let identity = match provider.identify(code, issuer.as_deref(), &secrets).await {
            Ok(identity) => identity,
            Err(fault) => return Ok(OidcOutcome::Refused(fault.into())),
        };
        let email = match verified_email(&identity) {
            Ok(email) => email,
            Err(refusal) => {
                // An address that is not verified may be somebody else's, so it is not recorded.
                let (actor, subject) = (UNKNOWN_ACCOUNT.to_owned(), refusal.name().to_owned());
                let (action, unit) = (AuditAction::OidcRefused, None);
                let entry = NewAuditEntry { actor, prefix, action, unit, subject, before: None, after: None };
                self.record(entry).await?;
                return Ok(OidcOutcome::Refused(refusal));
            }
        };
        let claimed = self.claimed_grant(provider, &identity).await?;
        let name = identity.name.trim().chars().take(MAX_NAME_LENGTH).collect();
        let person = VerifiedPerson { email, name, claimed, prefix };
        self.open_for(&person, agent).await
    }

    async fn open_for(&self, person: &VerifiedPerson, agent: String) -> Result<OidcOutcome, AppError> {
        let now = self.clock().now();
        self.database()
            .write(async |connection| {
                let staff = match find_or_add(connection, person).await? {
                    Ok(staff) => staff,
                    Err(refusal) => return Ok(OidcOutcome::Refused(refusal)),
                };
                let roles = roles_of_staff(connection, staff.0).await?;
                let unit = roles.first().map(|role| UnitId(role.unit_id));
                insert_audit_entry(connection, &person.entry(AuditAction::SignIn, unit, METHOD)).await?;
                let (token, session) = new_session(staff, now, person.prefix, agent.clone());
                open_session(connection, &session).await?;
                note_second_factor(connection, &session.token_hash, now).await?;
                Ok::<_, AppError>(OidcOutcome::SignedIn(token))
            })
            .await
    }

    /// The role and unit that the claims give to a new person.
    async fn claimed_grant(
        &self,
        provider: &OidcProvider,
        identity: &Identity,
    ) -> Result<ClaimedGrant, AppError> {
        let Some(names) = &provider.settings().claims else { return Ok(Err("unknown")) };
        let texts = |name: &str| claim_texts(identity.claims.get(name));
        // The provider's list may also hold roles for other services.
        let mut roles: Vec<Role> =
            texts(&names.role).into_iter().filter_map(|text| text.parse().ok()).collect();
        roles.dedup();
        let [role] = roles[..] else { return Ok(Err("unknown: not one role in the claim")) };
        let [code] = texts(&names.unit)[..] else { return Ok(Err("unknown: not one unit in the claim")) };
        let Ok(code) = code.parse::<UnitCode>() else {
            return Ok(Err("unknown: no unit code in the claim"));
        };
        let reference_data = self.reference_data().await?;
        match reference_data.registry.holder(&code, self.clock().today()) {
            Ok(unit) => Ok(Ok(Grant::of(role, unit.clone()))),
            Err(_) => Ok(Err("unknown: no unit has the code in the claim")),
        }
    }
}

/// The address, if the provider has verified it.
fn verified_email(identity: &Identity) -> Result<EmailAddress, OidcRefusal> {
    let email = identity.email.as_deref().and_then(|email| email.parse().ok());
    let email = email.ok_or(OidcRefusal::NoEmail)?;
    if identity.is_verified { Ok(email) } else { Err(OidcRefusal::UnverifiedEmail) }
}

/// The person with the verified address, who is added if the claims say so. Records a refusal. Locks a known
/// person, so that they are not suspended or removed until the session is stored.
async fn find_or_add(
    connection: &mut Connection,
    person: &VerifiedPerson,
) -> Result<Result<StaffId, OidcRefusal>, AppError> {
    let email = &person.email;
    let refused = AuditAction::OidcRefused;
    if let Some(known) = find_staff_by_email(connection, email.as_str()).await? {
        let locked: Option<StaffRow> = lock_person(connection, StaffId(known.id)).await?;
        if locked.is_some_and(|row| row.suspended_at.is_none()) {
            return Ok(Ok(StaffId(known.id)));
        }
        let roles = roles_of_staff(connection, known.id).await?;
        let unit = roles.first().map(|role| UnitId(role.unit_id));
        insert_audit_entry(connection, &person.entry(refused, unit, "suspended")).await?;
        return Ok(Err(OidcRefusal::Suspended(email.clone())));
    }
    let grant = match &person.claimed {
        // An admin's decision to remove somebody counts more than the provider's claims.
        Ok(_) if was_removed(connection, email).await? => Err("unknown: removed before"),
        claimed => claimed.as_ref().map_err(|reason| *reason),
    };
    let grant = match grant {
        Ok(grant) => grant,
        Err(reason) => {
            insert_audit_entry(connection, &person.entry(refused, None, reason)).await?;
            return Ok(Err(OidcRefusal::Unknown(email.clone())));
        }
    };
    let Some(id) = insert_staff(connection, email, &person.name).await? else {
        // Somebody else added the person at this moment; a second attempt finds them.
        return Ok(Err(OidcRefusal::Failed));
    };
    insert_role(connection, id, grant.role, grant.unit.id).await?;
    let after = json!([{ "role": grant.role.name(), "unit": grant.unit.code.to_string() }]);
    let entry = person.entry(AuditAction::StaffAdmitted, Some(grant.unit.id), METHOD);
    insert_audit_entry(connection, &NewAuditEntry { after: Some(after), ..entry }).await?;
    Ok(Ok(id))
}
