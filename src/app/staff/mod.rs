//! Staff: their passwords and sessions, what they may do, and the log of what they did.

mod access;
mod audit;
mod changes;
mod oidc;
mod password;
mod password_link;
mod people;
mod profile;
mod refusal;
mod second_factor;
mod session_token;
mod sessions;
mod sign_in;
mod sign_in_delay;
mod sign_in_session;

pub use access::{Grant, Member, SecondFactor, UnitPermissions};
pub use audit::AuditPage;
pub use changes::{Invitation, MAX_REASON_LENGTH, StaffChange};
pub use oidc::{OidcAttempt, OidcOutcome, OidcRefusal};
pub use password::{NewPassword, WeakPassword};
pub use people::{Actor, PersonState, StaffPerson};
pub use refusal::StaffRefusal;
pub use second_factor::{CodeOutcome, OfferedSecret};
pub use sessions::{OwnSession, PasswordChange};
pub(super) use sign_in::Limits;
pub use sign_in::{SignInAttempt, SignInOutcome};
