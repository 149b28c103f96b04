//! The subscriptions at the units where somebody manages them, each with its last mail.

use chrono::{DateTime, Utc};

use super::refusal::SubscriptionRefusal;
use crate::app::catalogue::ReferenceData;
use crate::app::staff::Actor;
use crate::app::{App, AppError};
use crate::domain::{
    EmailAddress, Language, Month, Permission, SubscriptionId, Unit, UnitCode, UnitId, UnitRegistry, folded,
};
use crate::mail::DeliveryFault;
use crate::store::{
    SubscriptionFilter, SubscriptionRow, find_subscribed_unit, subscriptions_in_scope,
    subscriptions_of_recipient,
};

/// Subscriptions on a page of the list.
const SUBSCRIPTIONS_ON_A_PAGE: u32 = 50;

/// A subscription to the monthly digest of a unit.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The id.
    pub id: SubscriptionId,
    /// The address.
    pub recipient: String,
    /// The name of the recipient; empty if it is not known.
    pub name: String,
    /// The unit as it is today.
    pub unit: Unit,
    /// The unit at the time of subscribing.
    pub subscribed_unit: UnitId,
    /// The slug of the survey.
    pub survey: String,
    /// The language of the mails.
    pub language: Language,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Since when it is paused; `None` if mails are sent.
    pub paused_at: Option<DateTime<Utc>>,
    /// The mail of the last month; `None` if there was none.
    pub last_mail: Option<LastMail>,
}

/// The last mail of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastMail {
    /// The month that it is about.
    pub month: Month,
    /// What became of it.
    pub state: MailState,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// It was delivered at this time.
    Delivered(DateTime<Utc>),
    /// It waits to be delivered; why the last attempt failed.
    Waiting(Option<DeliveryFault>),
    /// It was given up.
    GivenUp(DeliveryFault),
}

/// Which subscriptions are wanted.
#[derive(Clone, Debug, Default)]
pub struct SubscriptionQuery {
    /// A part of an address, of a recipient's name or of a unit's name, or a unit's code; everything if it is
    /// empty.
    pub typed: String,
    /// The number of the page, from 0.
    pub page: u32,
}

/// A page of the list of subscriptions.
#[derive(Clone, Debug)]
pub struct SubscriptionList {
    /// The subscriptions by address.
    pub subscriptions: Vec<Subscription>,
    /// The number of subscriptions on all pages.
    pub total: u64,
    /// How many of them are paused.
    pub paused: u64,
    /// Whether there is another page.
    pub has_more: bool,
}

impl Subscription {
    /// The name, or the address of a recipient whose name is not known.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { &self.recipient } else { &self.name }
    }
}

impl App {
    /// A page of the subscriptions that the actor manages and wants.
    ///
    /// # Errors
    ///
    /// Fails with [`AppError::OutOfScope`] if the actor manages no subscriptions, or if the database fails.
    pub async fn subscriptions(
        &self,
        actor: Actor<'_>,
        query: &SubscriptionQuery,
    ) -> Result<SubscriptionList, AppError> {
        self.expect_subscription_manager(actor).await?;
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        // PostgreSQL stores no NUL.
        let typed = query.typed.replace('\0', "");
        let text = folded(typed.trim().chars());
        let units = self.subscription_scope(registry, actor);
        let filter = SubscriptionFilter {
            searched_units: self.units_searched(registry, &units, &text),
            units,
            text,
            id: None,
            limit: i64::from(SUBSCRIPTIONS_ON_A_PAGE),
            offset: i64::from(query.page) * i64::from(SUBSCRIPTIONS_ON_A_PAGE),
        };
        let rows = self
            .database()
            .read(async |connection| subscriptions_in_scope(connection, &filter).await)
            .await?;
        let count = |of: fn(&SubscriptionRow) -> i64| rows.first().map_or(0, of).unsigned_abs();
        let (total, paused) = (count(|row| row.total), count(|row| row.paused));
        let shown = u64::from(query.page.saturating_add(1)) * u64::from(SUBSCRIPTIONS_ON_A_PAGE);
        let subscriptions = rows.into_iter().map(|row| self.subscription_of_row(&reference_data, row));
        let subscriptions = subscriptions.collect::<Result<_, _>>()?;
        Ok(SubscriptionList { subscriptions, total, paused, has_more: total > shown })
    }

    /// The subscription with this id.
    ///
    /// # Errors
    ///
    /// Fails with [`SubscriptionRefusal::Unknown`] if there is none, with [`AppError::OutOfScope`] if the actor
    /// does not manage it, or if the database fails.
    pub async fn subscription(&self, actor: Actor<'_>, id: SubscriptionId) -> Result<Subscription, AppError> {
        self.expect_subscription_manager(actor).await?;
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let row = self.database().read(async |connection| {
            let Some(unit) = find_subscribed_unit(connection, id).await? else { return Ok(None) };
            let units = self.of_today(registry, unit).map(|today| (unit, today.code.to_string()));
            let filter = SubscriptionFilter {
                units: units.into_iter().collect(),
                text: String::new(),
                searched_units: Vec::new(),
                id: Some(id),
                limit: 1,
                offset: 0,
            };
            Ok::<_, AppError>(subscriptions_in_scope(connection, &filter).await?.pop())
        });
        let Some(row) = row.await? else { return Err(SubscriptionRefusal::Unknown(id.0.to_string()).into()) };
        let subscription = self.subscription_of_row(&reference_data, row)?;
        self.expect_manager_at(actor, registry, &subscription.unit).await?;
        Ok(subscription)
    }

    /// The subscription of a recipient to the digest of a unit of today.
    ///
    /// # Errors
    ///
    /// As for [`App::subscription`], or if the unit does not exist.
    pub async fn subscription_of(
        &self,
        actor: Actor<'_>,
        recipient: &EmailAddress,
        unit: &UnitCode,
        survey: &str,
    ) -> Result<Subscription, AppError> {
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let unit = registry.holder(unit, self.clock().today())?;
        let known = self
            .database()
            .read(async |connection| subscriptions_of_recipient(connection, recipient, survey).await)
            .await?;
        match known.into_iter().find(|(_, subscribed)| self.is_today(registry, *subscribed, unit)) {
            Some((id, _)) => self.subscription(actor, id).await,
            None => Err(SubscriptionRefusal::Unknown(format!("{recipient}, {}", unit.code)).into()),
        }
    }

    /// Refuses an actor who manages no subscriptions at all.
    async fn expect_subscription_manager(&self, actor: Actor<'_>) -> Result<(), AppError> {
        const NEEDED: Permission = Permission::ManageSubscriptions;
        match actor {
            Actor::Member(member) if !member.permits_anywhere(NEEDED) => {
                Err(self.refusal(member, NEEDED.name().to_owned()).await)
            }
            _ => Ok(()),
        }
    }

    /// Refuses an actor who does not manage the subscriptions to a unit.
    pub(super) async fn expect_manager_at(
        &self,
        actor: Actor<'_>,
        registry: &UnitRegistry,
        unit: &Unit,
    ) -> Result<(), AppError> {
        const NEEDED: Permission = Permission::ManageSubscriptions;
        match actor {
            Actor::Member(member) if !actor.may(registry, NEEDED, unit.id) => {
                Err(self.refusal(member, format!("{}: {}", NEEDED.name(), unit.code)).await)
            }
            _ => Ok(()),
        }
    }

    /// What has become of a unit to which somebody subscribed.
    fn of_today<'a>(&self, registry: &'a UnitRegistry, subscribed: UnitId) -> Option<&'a Unit> {
        registry.unit(registry.unit_of_the_day(subscribed, self.clock().today()))
    }

    /// Whether a unit to which somebody subscribed has become `unit`.
    pub(super) fn is_today(&self, registry: &UnitRegistry, subscribed: UnitId, unit: &Unit) -> bool {
        self.of_today(registry, subscribed).is_some_and(|today| today.id == unit.id)
    }

    /// All units that have become ones at which the actor manages subscriptions, with the codes of today.
    fn subscription_scope(&self, registry: &UnitRegistry, actor: Actor<'_>) -> Vec<(UnitId, String)> {
        let scoped = registry.units().filter_map(|unit| {
            let today = self.of_today(registry, unit.id)?;
            let is_managed = actor.may(registry, Permission::ManageSubscriptions, today.id);
            is_managed.then(|| (unit.id, today.code.to_string()))
        });
        scoped.collect()
    }

    /// The units of a scope whose code or name of today is meant by a text.
    fn units_searched(&self, registry: &UnitRegistry, scope: &[(UnitId, String)], text: &str) -> Vec<UnitId> {
        let found = registry.search(text, self.clock().today(), usize::MAX, |_| true);
        let meant =
            |(_, code): &&(UnitId, String)| found.iter().any(|found| found.unit.code.as_str() == code);
        scope.iter().filter(meant).map(|(unit, _)| *unit).collect()
    }

    fn subscription_of_row(
        &self,
        reference_data: &ReferenceData,
        row: SubscriptionRow,
    ) -> Result<Subscription, AppError> {
        let last_mail = last_mail(&row)?;
        let subscribed_unit = UnitId(row.unit_id);
        let unit = self.of_today(&reference_data.registry, subscribed_unit);
        let unit = unit.ok_or_else(|| AppError::internal("a subscription to a unit that does not exist"))?;
        Ok(Subscription {
            id: SubscriptionId(row.id),
            recipient: row.recipient,
            name: row.name,
            unit: unit.clone(),
            subscribed_unit,
            survey: row.survey,
            language: row.language.parse().map_err(AppError::internal)?,
            created_at: row.created_at,
            paused_at: row.paused_at,
            last_mail,
        })
    }
}

fn last_mail(row: &SubscriptionRow) -> Result<Option<LastMail>, AppError> {
    let Some(period) = &row.period else { return Ok(None) };
    let fault = row.last_error.as_deref().map(DeliveryFault::of);
    let state = match (row.delivered_at, row.failed_at) {
        (Some(moment), _) => MailState::Delivered(moment),
        (None, Some(_)) => MailState::GivenUp(fault.unwrap_or(DeliveryFault::Other)),
        (None, None) => MailState::Waiting(fault),
    };
    Ok(Some(LastMail { month: period.parse().map_err(AppError::internal)?, state }))
}
