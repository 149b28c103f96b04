//! The connection pool, and migrating the schema.

use std::fmt::Display;
use std::time::Duration;

use diesel::connection::CacheSize;
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl,
    SimpleAsyncConnection, TransactionManager,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use futures_util::FutureExt;
use secrecy::{ExposeSecret, SecretString};

use super::StoreError;

/// A connection, as the functions of `store` take it.
pub type Connection = AsyncPgConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
/// The advisory lock of migrations: processes that start at the same time migrate one after the other.
const MIGRATION_LOCK: i64 = 0x6861_696c_6f6e_6700;
/// PostgreSQL's default limit is 100 connections; this leaves room for other instances and for psql.
const POOL_SIZE: usize = 16;
/// Longer than a healthy server needs, shorter than citizens are willing to wait.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The kind of connection pooler between this program and PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooler {
    /// None: a connection is a session, in which statements stay prepared.
    #[default]
    None,
    /// A pooler that assigns a session per transaction, such as pgbouncer in transaction mode: every
    /// statement runs in an explicit transaction, and no statement stays prepared beyond it.
    Transaction,
}

/// A database with its connection pool.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    url: SecretString,
    pooler: Pooler,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Database").finish_non_exhaustive()
    }
}

impl Database {
    /// Creates a pool without a pooler. Connects only when a connection is needed.
    ///
    /// # Errors
    ///
    /// Fails if the pool cannot be built.
    pub fn new(url: SecretString) -> Result<Self, StoreError> {
        Self::behind(Pooler::None, url)
    }

    /// Creates a pool whose connections go through `pooler`. Connects only when a connection is needed.
    ///
    /// # Errors
    ///
    /// Fails if the pool cannot be built.
    pub fn behind(pooler: Pooler, url: SecretString) -> Result<Self, StoreError> {
        let mut config = ManagerConfig::default();
        config.custom_setup = Box::new(move |url| establish(url.to_owned(), pooler).boxed());
        // The default check prepares a statement outside of a transaction, which a transaction pooler does
        // not support.
        config.recycling_method = RecyclingMethod::CustomFunction(Box::new(|connection| {
            SimpleAsyncConnection::batch_execute(connection, "SELECT 1").boxed()
        }));
        let manager =
            AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url.expose_secret(), config);
        let pool = Pool::builder(manager).max_size(POOL_SIZE).build();
        Ok(Self { pool: pool.map_err(|error| StoreError::Unreachable(error.to_string()))?, url, pooler })
    }

    /// The kind of pooler between this program and PostgreSQL.
    pub fn pooler(&self) -> Pooler {
        self.pooler
    }

    /// Runs `work` in a read-only transaction with one snapshot, so that results of several queries are
    /// consistent.
    ///
    /// # Errors
    ///
    /// Fails if there is no connection within 5 seconds, or if `work` or the transaction fails.
    pub async fn read<T, E>(&self, work: impl AsyncFnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.within("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work).await
    }

    /// Runs `work` in a transaction. Rolls it back if `work` fails.
    ///
    /// # Errors
    ///
    /// Fails if there is no connection within 5 seconds, or if `work` or the transaction fails.
    pub async fn write<T, E>(&self, work: impl AsyncFnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.within("BEGIN", work).await
    }

    /// Runs `work` in a transaction. diesel's `transaction` accepts no closure that was passed in as a
    /// parameter.
    async fn within<T, E>(
        &self,
        begin: &str,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let mut object = in_time(self.pool.get()).await?;
        let connection: &mut Connection = &mut object;
        AnsiTransactionManager::begin_transaction_sql(connection, begin).await.map_err(StoreError::from)?;
        let result = work(connection).await;
        let ended = if result.is_ok() {
            AnsiTransactionManager::commit_transaction(connection).await
        } else {
            AnsiTransactionManager::rollback_transaction(connection).await
        };
        match (result, ended) {
            (Ok(_), Err(error)) => Err(StoreError::from(error).into()),
            // The first error is more informative than that of the rollback.
            (result, _) => result,
        }
    }

    /// Migrates the schema to the current version.
    ///
    /// # Errors
    ///
    /// Fails behind a transaction pooler, because the lock belongs to a session. Also fails if the database
    /// cannot be reached or a migration fails.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if self.pooler == Pooler::Transaction {
            let cause = "give `hailong migrate` the address of PostgreSQL itself, without HAILONG_POOLER";
            return Err(StoreError::Migration(cause.to_owned()));
        }
        let mut connection = self.own_connection().await?;
        diesel::sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            .execute(&mut connection)
            .await?;
        // diesel's migrations are synchronous, so they run on a thread that may block.
        let applied = tokio::task::spawn_blocking(move || {
            let mut harness = AsyncMigrationHarness::new(connection);
            harness.run_pending_migrations(MIGRATIONS).map(|applied| applied.len()).map_err(|e| e.to_string())
        });
        let applied = applied.await.map_err(|error| StoreError::Migration(error.to_string()))?;
        tracing::info!(applied = applied.map_err(StoreError::Migration)?, "the schema is up to date");
        Ok(())
    }

    /// Whether all migrations of this program have been applied.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        let mut connection = self.own_connection().await?;
        connection.transaction(async |connection| are_all_applied(connection).await).await
    }

    /// Opens a connection outside of the pool, for work that changes the session or takes long.
    ///
    /// # Errors
    ///
    /// Fails if there is no connection within 5 seconds.
    pub async fn own_connection(&self) -> Result<Connection, StoreError> {
        in_time(establish(self.url.expose_secret().to_owned(), self.pooler)).await
    }
}

/// Waits for a connection, for at most [`CONNECT_TIMEOUT`].
async fn in_time<C, E: Display>(connecting: impl Future<Output = Result<C, E>>) -> Result<C, StoreError> {
    let unreachable = match tokio::time::timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no connection within 5 s".to_owned(),
    };
    Err(StoreError::Unreachable(unreachable))
}

/// Opens a connection. diesel's own function hides why a connection failed, and sets it up with statements
/// prepared outside of a transaction: a pooler runs their parts in two sessions, where leftover prepared
/// statements cause errors later.
async fn establish(url: String, pooler: Pooler) -> ConnectionResult<Connection> {
    let failed = |error: tokio_postgres::Error| ConnectionError::BadConnection(with_causes(&error));
    let (client, driver) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.map_err(failed)?;
    // The task ends with the client. Every query reports its errors.
    tokio::spawn(driver);
    if pooler == Pooler::None {
        return Connection::try_from(client).await;
    }
    client.batch_execute("BEGIN").await.map_err(failed)?;
    let mut connection = Connection::try_from(client).await?;
    let ended = SimpleAsyncConnection::batch_execute(&mut connection, "COMMIT").await;
    ended.map_err(ConnectionError::CouldntSetupConfiguration)?;
    connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    Ok(connection)
}

/// The error and its causes, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Whether all migrations of this program have been applied.
async fn are_all_applied(connection: &mut Connection) -> Result<bool, StoreError> {
    // In a new database diesel has not created its table yet.
    let has_table = sql::<Bool>("SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL");
    if !has_table.get_result::<bool>(connection).await? {
        return Ok(false);
    }
    let applied = sql::<Text>("SELECT version::text FROM __diesel_schema_migrations");
    let applied: Vec<String> = applied.load(connection).await?;
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS);
    let known = known.map_err(|error| StoreError::Migration(error.to_string()))?;
    Ok(known.iter().all(|migration| applied.contains(&migration.name().version().to_string())))
}
