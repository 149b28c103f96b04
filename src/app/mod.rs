//! The use cases: accept a response, build a report, compose a digest, import, sign in. They own the
//! transactions and do not depend on HTTP or HTML.

mod accept;
mod bundled_units;
mod catalogue;
mod committer;
mod counts;
mod data_version;
mod demo;
mod edition_check;
mod editions;
mod error;
mod export;
mod form_token;
mod import;
mod mails;
mod opening;
mod overview;
mod posters;
mod publication_overview;
mod publishing;
mod report;
mod report_context;
mod report_pool;
mod results;
mod staff;
mod subscriptions;
mod surveys;
mod unit_comparison;
mod unprivileged;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use accept::{Receipt, SubmitError};
pub use catalogue::OpenChannel;
pub use counts::Audience;
pub use data_version::DataVersion;
pub use edition_check::{EditionCheck, EditionDifference};
pub use error::AppError;
pub use export::ExportQuery;
pub use form_token::FormTokens;
pub use import::{ImportError, ImportKind, ImportSummary};
pub use mails::{Delivery, DigestRun};
pub use opening::{DatabaseHold, Migrate};
pub use overview::{Overview, SilentChannel, Tasks, UnitWithFewAnswers};
pub use posters::{PosterOrder, PosterScope};
pub use publication_overview::MonthToPublish;
pub use publishing::PublishedMonth;
pub use report::{DefaultPeriod, ReportQuery};
pub use report_context::ReportContextRequest;
pub use report_pool::{PoolError, PoolLimits, ReportPool};
pub use results::Results;
pub use staff::{
    Actor, AuditPage, CodeOutcome, Grant, Invitation, MAX_REASON_LENGTH, Member, NewPassword, OfferedSecret,
    OidcAttempt, OidcOutcome, OidcRefusal, OwnSession, PasswordChange, PersonState, SecondFactor,
    SignInAttempt, SignInOutcome, StaffChange, StaffPerson, StaffRefusal, UnitPermissions, WeakPassword,
};
pub use subscriptions::{
    DigestPreview, LastMail, MAX_SUBSCRIBER_NAME, MailState, PreviewContent, SeenSubscription, Subscription,
    SubscriptionChange, SubscriptionList, SubscriptionQuery, SubscriptionRefusal, SubscriptionRequest,
};
pub use surveys::BUILT_IN_SURVEY;
pub use unprivileged::enter_data_dir;

use chrono::{NaiveDate, Timelike};

use crate::clock::Clock;
use crate::config::{MailSettings, OidcSettings};
use crate::domain::ReleaseCalendar;
use crate::oidc::OidcProvider;
use crate::store::Database;
use catalogue::Catalogue;
use committer::Committer;
use counts::CountsCache;
use data_version::KnownVersion;

/// The use cases with their shared state. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    database: Database,
    clock: Clock,
    settings: AppSettings,
    catalogue: Catalogue,
    committer: Committer,
    counts: CountsCache,
    known_version: KnownVersion,
    report_pool: ReportPool,
    sign_in: staff::Limits,
    provider: Option<OidcProvider>,
    readiness: tokio::sync::Mutex<Option<(Instant, bool)>>,
}

/// The settings of the use cases.
#[derive(Clone, Debug)]
pub struct AppSettings {
    /// The public origin, without a trailing slash.
    pub base_url: String,
    /// The days on which months are published.
    pub calendar: ReleaseCalendar,
    /// The directory in which administrators may place files, such as a logo.
    pub data_dir: Option<PathBuf>,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// Signing in with OpenID Connect.
    pub oidc: Option<OidcSettings>,
}

impl App {
    /// Creates the use cases on a database whose schema is current, with default settings.
    pub fn new(database: Database, clock: Clock, base_url: String) -> Self {
        let (calendar, mail) = (ReleaseCalendar::default(), MailSettings::default());
        let settings = AppSettings { base_url, calendar, data_dir: None, mail, oidc: None };
        Self::with_settings(database, clock, settings)
    }

    /// Creates the use cases on a database whose schema is current.
    pub fn with_settings(database: Database, clock: Clock, settings: AppSettings) -> Self {
        let provider = settings.oidc.clone().map(|oidc| OidcProvider::new(oidc, &settings.base_url));
        let shared = Shared {
            database,
            clock,
            settings,
            catalogue: Catalogue::default(),
            committer: Committer::default(),
            counts: CountsCache::default(),
            known_version: KnownVersion::default(),
            report_pool: ReportPool::default(),
            sign_in: staff::Limits::default(),
            provider,
            readiness: tokio::sync::Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The clock, in the reporting time zone.
    pub fn clock(&self) -> Clock {
        self.shared.clock
    }

    /// The calendar that says on which day a month is published.
    pub fn calendar(&self) -> ReleaseCalendar {
        self.shared.settings.calendar
    }

    /// The next day on which an edition is published; `None` if editions are published by hand.
    pub fn next_publication(&self) -> Option<NaiveDate> {
        let now = self.clock().wall_time(self.clock().now());
        let last = self.calendar().due(now.date_naive(), now.hour())?;
        self.calendar().publication_of(last.next())
    }

    /// The public origin, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.shared.settings.base_url
    }

    /// The database, for tasks that are not use cases.
    pub fn database(&self) -> &Database {
        &self.shared.database
    }

    /// The pool that runs all report work, so that it does not take the processors from the request handlers.
    pub fn report_pool(&self) -> &ReportPool {
        &self.shared.report_pool
    }

    /// Whether requests can be served: the database answers and has the current schema. The result may be one
    /// second old, because each check opens its own connection and the endpoint is public.
    pub async fn is_ready(&self) -> bool {
        let mut known = self.shared.readiness.lock().await;
        if let Some((_, ready)) = known.filter(|(looked, _)| looked.elapsed() < Duration::from_secs(1)) {
            return ready;
        }
        let look = tokio::time::timeout(Duration::from_secs(2), self.shared.database.is_current()).await;
        let ready = match look {
            Ok(Ok(ready)) => ready,
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the schema cannot be checked");
                false
            }
            Err(_) => {
                tracing::warn!("not ready: the database does not answer");
                false
            }
        };
        *known = Some((Instant::now(), ready));
        ready
    }
}
