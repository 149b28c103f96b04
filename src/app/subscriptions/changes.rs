//! Adding, changing, pausing and removing subscriptions.

use serde_json::json;

use super::refusal::SubscriptionRefusal;
use crate::app::mails::topic;
use crate::app::staff::Actor;
use crate::app::{App, AppError, surveys};
use crate::domain::{AuditAction, EmailAddress, Language, NewAuditEntry, SubscriptionId, UnitCode};
use crate::store::{
    DIGEST, NameAndLanguage, NewSubscription, delete_subscription, delete_waiting_mails, insert_audit_entry,
    insert_subscription, subscriptions_of_recipient, update_subscription, update_subscription_pause,
};

/// The maximum length of the name of a recipient in characters.
pub const MAX_SUBSCRIBER_NAME: usize = 80;

/// Somebody to be subscribed to the monthly digest of a unit.
#[derive(Clone, Debug)]
pub struct SubscriptionRequest {
    /// The address.
    pub recipient: EmailAddress,
    /// The name; may be empty.
    pub name: String,
    /// The unit.
    pub unit: UnitCode,
    /// The slug of the survey.
    pub survey: String,
    /// The language of the mails.
    pub language: Language,
}

/// A change of a subscription.
#[derive(Clone, Debug)]
pub enum SubscriptionChange {
    /// Change the name and the language.
    Edit {
        /// The name; may be empty.
        name: String,
        /// The language of the mails.
        language: Language,
        /// Name and language as the person saw them before; `None` if it does not matter what they were.
        seen: Option<SeenSubscription>,
    },
    /// Send no more mails for now, not even those that wait in the outbox.
    Pause,
    /// Send mails again.
    Resume,
    /// Remove the subscription. The outbox keeps the mails that were sent, but not those that wait.
    Remove,
}

impl App {
    /// Subscribes somebody to the monthly digest of the unit that holds the code today.
    ///
    /// # Errors
    ///
    /// Fails with [`SubscriptionRefusal::Known`] if they get it already, with [`AppError::OutOfScope`] if the
    /// actor does not manage the subscriptions of the unit, if the unit or the survey does not exist, or if the
    /// database fails.
    pub async fn subscribe(
        &self,
        actor: Actor<'_>,
        request: &SubscriptionRequest,
    ) -> Result<SubscriptionId, AppError> {
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let unit = registry.holder(&request.unit, self.clock().today())?;
        self.expect_manager_at(actor, registry, unit).await?;
        let (recipient, language) = (&request.recipient, request.language);
        let name = clean_name(&request.name);
        let known = |id| {
            let (recipient, unit) = (recipient.to_string(), unit.name.clone());
            AppError::from(SubscriptionRefusal::Known { id, recipient, unit })
        };
        self.database()
            .write(async |connection| {
                let survey = surveys::survey(connection, &request.survey).await?;
                // A subscription to a predecessor that was merged into this unit already gets the mails of this unit.
                let own = subscriptions_of_recipient(connection, recipient, &survey.slug).await?;
                if let Some((id, _)) = own.iter().find(|(_, stored)| self.is_today(registry, *stored, unit)) {
                    return Err(known(*id));
                }
                let new =
                    NewSubscription { unit: unit.id, survey: survey.id, recipient, name: &name, language };
                let Some(id) = insert_subscription(connection, new).await? else {
                    // Another request has added it since.
                    let own = subscriptions_of_recipient(connection, recipient, &survey.slug).await?;
                    let added = own.into_iter().find(|(_, stored)| *stored == unit.id);
                    return Err(
                        added.map_or_else(|| AppError::internal("lost subscription"), |(id, _)| known(id))
                    );
                };
                let entry = actor.entry_at(AuditAction::SubscriptionAdded, recipient.as_str(), Some(unit.id));
                let after = Some(values(&name, language));
                insert_audit_entry(connection, &NewAuditEntry { after, ..entry }).await?;
                Ok(id)
            })
            .await
    }

    /// Changes a subscription. A change that is made already is no error, and is not recorded again.
    ///
    /// # Errors
    ///
    /// Fails with [`SubscriptionRefusal::Unknown`] if there is no such subscription, with
    /// [`AppError::OutOfScope`] if the actor does not manage it, or if the database fails.
    pub async fn change_subscription(
        &self,
        actor: Actor<'_>,
        id: SubscriptionId,
        change: &SubscriptionChange,
    ) -> Result<(), AppError> {
        let subscription = self.subscription(actor, id).await?;
        let reference_data = self.reference_data().await?;
        let subscribed = reference_data.registry.unit(subscription.subscribed_unit);
        let units = subscribed.into_iter().chain([&subscription.unit]);
        let topics: Vec<String> = units.map(|unit| topic(&unit.code, &subscription.survey)).collect();
        let entry = actor.entry_at(change.action(), &subscription.recipient, Some(subscription.unit.id));
        let before = Some(values(&subscription.name, subscription.language));
        let now = self.clock().now();
        self.database()
            .write(async |connection| {
                let (is_changed, entry) = match change {
                    SubscriptionChange::Edit { name, language, seen } => {
                        let name = clean_name(name);
                        let after = Some(values(&name, *language));
                        let stored =
                            NameAndLanguage { name: &subscription.name, language: subscription.language };
                        let new = NameAndLanguage { name: &name, language: *language };
                        let is_as_seen = seen.as_ref().is_none_or(|seen| seen.is(stored));
                        if new != stored
                            && !(is_as_seen && update_subscription(connection, id, stored, new).await?)
                        {
                            return Err(SubscriptionRefusal::ChangedMeanwhile.into());
                        }
                        (new != stored, NewAuditEntry { before, after, ..entry })
                    }
                    SubscriptionChange::Pause => {
                        (update_subscription_pause(connection, id, Some(now)).await?, entry)
                    }
                    SubscriptionChange::Resume => {
                        (update_subscription_pause(connection, id, None).await?, entry)
                    }
                    SubscriptionChange::Remove => {
                        (delete_subscription(connection, id).await?, NewAuditEntry { before, ..entry })
                    }
                };
                if is_changed {
                    insert_audit_entry(connection, &entry).await?;
                }
                if matches!(change, SubscriptionChange::Pause | SubscriptionChange::Remove) {
                    delete_waiting_mails(connection, DIGEST, &subscription.recipient, &topics).await?;
                }
                Ok(())
            })
            .await
    }
}

/// Name and language as a person saw them before changing them.
#[derive(Clone, Debug)]
pub struct SeenSubscription {
    /// The name.
    pub name: String,
    /// The language of the mails.
    pub language: Language,
}

impl SeenSubscription {
    fn is(&self, stored: NameAndLanguage<'_>) -> bool {
        self.name == stored.name && self.language == stored.language
    }
}

impl SubscriptionChange {
    fn action(&self) -> AuditAction {
        match self {
            Self::Edit { .. } => AuditAction::SubscriptionChanged,
            Self::Pause => AuditAction::SubscriptionPaused,
            Self::Resume => AuditAction::SubscriptionResumed,
            Self::Remove => AuditAction::SubscriptionRemoved,
        }
    }
}

/// A name as it is stored: one line, without spaces around it, at most [`MAX_SUBSCRIBER_NAME`] characters.
fn clean_name(name: &str) -> String {
    let line: String = name.chars().filter(|letter| !letter.is_control()).collect();
    line.trim().chars().take(MAX_SUBSCRIBER_NAME).collect()
}

/// Name and language as the audit log stores them.
fn values(name: &str, language: Language) -> serde_json::Value {
    json!({ "name": name, "language": language.tag() })
}
