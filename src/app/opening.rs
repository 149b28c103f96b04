//! Opens the database, either the configured one or the private cluster, and brings it up to date: the
//! schema, and the partitions for responses of the coming months, which must exist before the first response
//! arrives.

use std::path::Path;
use std::sync::Arc;

use secrecy::SecretString;

use super::{App, AppError, AppSettings};
use crate::clock::Clock;
use crate::config::{DatabaseSettings, Settings};
use crate::domain::{Month, ReleaseCalendar};
use crate::store::{
    Account, DATABASE, Database, Pooler, PrivateCluster, SchemaOwner, make_partition,
    months_without_partition,
};

/// Months for which partitions are created in advance, including the current one.
const MONTHS_AHEAD: usize = 3;

/// When to migrate the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migrate {
    /// Always.
    Always,
    /// Only in the private cluster, which has no other administrator.
    PrivateOnly,
}

/// Keeps the private cluster running. The cluster stops when the last hold is dropped.
#[derive(Clone, Debug)]
#[must_use = "the private cluster stops when this is dropped"]
pub struct DatabaseHold {
    cluster: Option<Arc<PrivateCluster>>,
}

impl DatabaseHold {
    /// The user of the private cluster; `None` without one.
    pub(super) fn account(&self) -> Option<&Account> {
        self.cluster.as_ref().map(|cluster| cluster.account())
    }

    /// Starts the private cluster again if it was killed. Blocks the thread meanwhile.
    pub fn revive(&self) {
        match self.cluster.as_ref().map(|cluster| cluster.revive()) {
            Some(Ok(true)) => tracing::warn!("the private PostgreSQL had stopped and was restarted"),
            Some(Err(error)) => tracing::error!(%error, "the private PostgreSQL could not be restarted"),
            Some(Ok(false)) | None => {}
        }
    }
}

impl App {
    /// Opens the database that the settings name, or the private cluster.
    ///
    /// # Errors
    ///
    /// Fails if the private cluster cannot be started, if the URL of the database is invalid, or if the
    /// migration fails.
    pub async fn open(settings: &Settings, migrate: Migrate) -> Result<(Self, DatabaseHold), AppError> {
        let clock = Clock::system(settings.time_zone);
        let (database, hold) = if let Some(url) = &settings.database.url {
            (configured_database(&settings.database, url)?, DatabaseHold { cluster: None })
        } else {
            let cluster = join_cluster(&settings.data_dir).await?;
            let owner = SchemaOwner { url: cluster.owner_url(DATABASE), creates_app_role: true };
            let database = Database::new(&cluster.app_url(DATABASE))?.owned_by(owner);
            (database, DatabaseHold { cluster: Some(Arc::new(cluster)) })
        };
        if migrate == Migrate::Always || settings.database.url.is_none() {
            database.migrate().await?;
        }
        let calendar = settings.publish_day.map_or(Some(ReleaseCalendar::Manual), ReleaseCalendar::on_day);
        let settings = AppSettings {
            base_url: settings.server.base_url.clone(),
            calendar: calendar.unwrap_or_default(),
            data_dir: Some(settings.data_dir.clone()),
            mail: settings.mail.clone(),
            oidc: settings.oidc.clone(),
        };
        Ok((Self::with_settings(database, clock, settings), hold))
    }

    /// Checks that the schema of the database is the one of this program.
    ///
    /// # Errors
    ///
    /// Fails if it is not, or if the database cannot be read.
    pub async fn expect_current_schema(&self) -> Result<(), AppError> {
        if self.database().is_current().await? {
            return Ok(());
        }
        Err(AppError::Refused("the database's schema is not up to date: run `hailong migrate`".to_owned()))
    }

    /// Logs a warning if the database's role owns the tables. Logs nothing while the database is away.
    pub async fn warn_of_owning_role(&self) {
        if matches!(self.database().owns_tables().await, Ok(true)) {
            tracing::warn!(
                "the role in DATABASE_URL owns hailong's tables, so a fault in the server could change the audit log or drop \
                 tables: give DATABASE_URL a role of its own, and the owner's address to `hailong migrate` as \
                 HAILONG_OWNER_DATABASE_URL"
            );
        }
    }

    /// Migrates the schema to the current version.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be reached or a migration fails.
    pub async fn migrate(&self) -> Result<(), AppError> {
        Ok(self.database().migrate().await?)
    }

    /// Creates the partitions for responses of the next months, and those of months whose responses are in
    /// the default partition. Returns how many were created.
    ///
    /// # Errors
    ///
    /// Fails if the database fails. Partitions created before the failure remain.
    pub async fn make_partitions(&self) -> Result<usize, AppError> {
        let now = Month::of(self.clock().now().date_naive());
        let ahead = std::iter::successors(Some(now), |month| Some(month.next())).take(MONTHS_AHEAD);
        let waiting = self
            .database()
            .read(async |connection| months_without_partition(connection, now.next()).await)
            .await?;
        let mut made = 0;
        for month in ahead.chain(waiting) {
            made += usize::from(self.make_partition(month).await?);
        }
        Ok(made)
    }

    /// Creates the partition of one month. Returns whether it is new.
    pub(super) async fn make_partition(&self, month: Month) -> Result<bool, AppError> {
        Ok(self.database().write(async |connection| make_partition(connection, month).await).await?)
    }
}

fn configured_database(settings: &DatabaseSettings, url: &SecretString) -> Result<Database, AppError> {
    let pooler = if settings.pooled { Pooler::Transaction } else { Pooler::None };
    let database = Database::behind(pooler, url)?;
    Ok(match settings.owner_url.clone() {
        Some(url) => database.owned_by(SchemaOwner { url, creates_app_role: false }),
        None => database,
    })
}

async fn join_cluster(data_dir: &Path) -> Result<PrivateCluster, AppError> {
    let data_dir = data_dir.to_owned();
    let joined = tokio::task::spawn_blocking(move || PrivateCluster::join(&data_dir)).await;
    joined.map_err(AppError::internal)?.map_err(|error| AppError::Refused(error.to_string()))
}
