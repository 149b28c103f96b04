//! One's own name and language.

use super::access::Member;
use crate::app::{App, AppError};
use crate::domain::{AuditAction, Language};
use crate::store::{insert_audit_entry, update_profile};

/// The maximum length of a name in characters.
const MAX_NAME_LENGTH: usize = 80;

impl App {
    /// Changes the name of a member and the language in which the pages open after signing in. Longer names are
    /// cut after 80 characters.
    ///
    /// # Errors
    ///
    /// Fails if the database fails.
    pub async fn change_profile(
        &self,
        member: &Member,
        name: &str,
        language: Option<Language>,
    ) -> Result<(), AppError> {
        let name: String = name.trim().replace('\0', "").chars().take(MAX_NAME_LENGTH).collect();
        let values = |name: &str, language: Option<Language>| serde_json::json!({ "name": name, "language": language.map(Language::tag) });
        let mut entry = member.entry(AuditAction::ProfileChanged, member.email.clone());
        entry.before = Some(values(&member.name, member.language));
        entry.after = Some(values(&name, language));
        self.database()
            .write(async |connection| {
                update_profile(connection, member.id, &name, language).await?;
                Ok::<_, AppError>(insert_audit_entry(connection, &entry).await?)
            })
            .await
    }
}
