//! The pool of connections, and bringing the schema up to date.

use std::time::Duration;

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use secrecy::{ExposeSecret, SecretString};

use super::StoreError;

/// A connection, as the functions of this floor take it.
pub type Connection = AsyncPgConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
/// Two processes that start at once migrate one after the other.
const MIGRATION_LOCK: i64 = 0x6861_696c_6f6e_6700;
/// PostgreSQL's default is 100; this leaves room for other instances and for psql.
const POOL_SIZE: usize = 16;
/// Longer than any healthy wait, shorter than a citizen's patience.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database that can be connected to.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    url: SecretString,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Database").finish_non_exhaustive()
    }
}

impl Database {
    /// Prepares a pool; connects only when a connection is asked for.
    pub fn new(url: SecretString) -> Result<Self, StoreError> {
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url.expose_secret());
        let pool = Pool::builder(manager).max_size(POOL_SIZE).build();
        Ok(Self { pool: pool.map_err(|error| StoreError::Unreachable(error.to_string()))?, url })
    }

    /// A connection; waits for one at most five seconds.
    pub async fn connection(&self) -> Result<Object<Connection>, StoreError> {
        match tokio::time::timeout(PATIENCE, self.pool.get()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(StoreError::Unreachable(error.to_string())),
            Err(_) => Err(StoreError::Unreachable("no connection within 5 s".to_owned())),
        }
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut connection = self.own_connection().await?;
        diesel::sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            .execute(&mut connection)
            .await?;
        on_harness(connection, |harness| {
            harness
                .run_pending_migrations(MIGRATIONS)
                .map(|applied| applied.len())
                .map_err(|error| error.to_string())
        })
        .await
        .map(|applied| tracing::info!(applied, "the schema is up to date"))
    }

    /// Whether the schema is as this program knows it.
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        let connection = self.own_connection().await?;
        on_harness(connection, |harness| {
            harness
                .has_pending_migration(MIGRATIONS)
                .map(|pending| !pending)
                .map_err(|error| error.to_string())
        })
        .await
    }

    /// A connection outside the pool, for what changes the session or takes long.
    async fn own_connection(&self) -> Result<Connection, StoreError> {
        let establish = AsyncPgConnection::establish(self.url.expose_secret());
        match tokio::time::timeout(PATIENCE, establish).await {
            Ok(connection) => connection.map_err(|error| StoreError::Unreachable(error.to_string())),
            Err(_) => Err(StoreError::Unreachable("no connection within 5 s".to_owned())),
        }
    }
}

/// Diesel's migrations are synchronous, so they run on a thread that may block.
async fn on_harness<T: Send + 'static>(
    connection: Connection,
    work: impl FnOnce(&mut AsyncMigrationHarness<Connection>) -> Result<T, String> + Send + 'static,
) -> Result<T, StoreError> {
    let task = tokio::task::spawn_blocking(move || work(&mut AsyncMigrationHarness::new(connection)));
    match task.await {
        Ok(result) => result.map_err(StoreError::Migration),
        Err(error) => Err(StoreError::Migration(error.to_string())),
    }
}
