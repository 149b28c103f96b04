//! Getting at the database, the one that is set or the private cluster, and bringing its tables up to date: those of the
//! schema, and those of the responses of the months to come, before anybody answers in them.

use std::path::Path;
use std::sync::Arc;

use super::{App, AppError};
use crate::clock::Clock;
use crate::config::Settings;
use crate::domain::{Month, ReleaseCalendar};
use crate::store::{DATABASE, Database, Pooler, PrivateCluster, make_partition, months_without_partition};

/// The running month and those after it.
const MONTHS_AHEAD: usize = 3;

/// Whether to bring the schema up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migrate {
    /// In any case.
    Always,
    /// Only that of the private cluster, which nobody else looks after.
    PrivateOnly,
}

/// Keeps a private cluster running; where it is the last to be dropped, the cluster stops.
#[derive(Clone, Debug)]
#[must_use = "the private cluster stops when this is dropped"]
pub struct DatabaseHold {
    cluster: Option<Arc<PrivateCluster>>,
}

impl DatabaseHold {
    /// Starts a private cluster again where it was killed under us; blocks meanwhile.
    pub fn revive(&self) {
        match self.cluster.as_ref().map(|cluster| cluster.revive()) {
            Some(Ok(true)) => tracing::warn!("the private PostgreSQL had died and was started again"),
            Some(Err(error)) => tracing::error!(%error, "the private PostgreSQL could not be started again"),
            Some(Ok(false)) | None => {}
        }
    }
}

impl App {
    /// The use cases on the database that the settings name.
    pub async fn open(settings: &Settings, migrate: Migrate) -> Result<(Self, DatabaseHold), AppError> {
        let clock = Clock::system(settings.time_zone);
        let (url, hold) = if let Some(url) = &settings.database.url {
            (url.clone(), DatabaseHold { cluster: None })
        } else {
            let cluster = join_cluster(&settings.data_dir).await?;
            (cluster.url(DATABASE), DatabaseHold { cluster: Some(Arc::new(cluster)) })
        };
        let pooler = if settings.database.pooled { Pooler::Transaction } else { Pooler::None };
        let database = Database::behind(pooler, url)?;
        if migrate == Migrate::Always || settings.database.url.is_none() {
            database.migrate().await?;
        }
        let (base_url, files) = (settings.server.base_url.clone(), Some(settings.data_dir.clone()));
        let calendar = settings.publish_day.map_or(Some(ReleaseCalendar::Manual), ReleaseCalendar::on_day);
        let calendar = calendar.unwrap_or_default();
        Ok((Self::with_files(database, clock, base_url, calendar, files), hold))
    }

    /// Refuses a database whose schema is not this program's, with the way out.
    pub async fn expect_current_schema(&self) -> Result<(), AppError> {
        if self.database().is_current().await? {
            return Ok(());
        }
        Err(AppError::Refused("the database's schema is not up to date: run `hailong migrate`".to_owned()))
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), AppError> {
        Ok(self.database().migrate().await?)
    }

    /// Makes the tables of responses that the next months will need, and those for which responses wait already; says how
    /// many were made.
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

    /// Makes the table of one month; says whether it was not there.
    pub(super) async fn make_partition(&self, month: Month) -> Result<bool, AppError> {
        Ok(self.database().write(async |connection| make_partition(connection, month).await).await?)
    }
}

async fn join_cluster(data_dir: &Path) -> Result<PrivateCluster, AppError> {
    let data_dir = data_dir.to_owned();
    let joined = tokio::task::spawn_blocking(move || PrivateCluster::join(&data_dir)).await;
    joined.map_err(AppError::internal)?.map_err(|error| AppError::Refused(error.to_string()))
}
