//! The pool of connections, and bringing the schema up to date.

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

/// A connection, as the functions of this floor take it.
pub type Connection = AsyncPgConnection;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
/// Two processes that start at once migrate one after the other.
const MIGRATION_LOCK: i64 = 0x6861_696c_6f6e_6700;
/// PostgreSQL's default is 100; this leaves room for other instances and for psql.
const POOL_SIZE: usize = 16;
/// Longer than any healthy wait, shorter than a citizen's patience.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What stands between us and PostgreSQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooler {
    /// Nothing: a connection is a session of ours, and statements are kept prepared in it.
    #[default]
    None,
    /// A pooler that gives a session for a transaction only, such as pgbouncer in that mode: every statement runs in
    /// an explicit transaction, and none is kept prepared beyond it.
    Transaction,
}

/// A database that can be connected to.
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
    /// Prepares a pool; connects only when a connection is asked for.
    pub fn new(url: SecretString) -> Result<Self, StoreError> {
        Self::behind(Pooler::None, url)
    }

    /// The same, reached through a pooler.
    pub fn behind(pooler: Pooler, url: SecretString) -> Result<Self, StoreError> {
        let mut config = ManagerConfig::default();
        config.custom_setup = Box::new(move |url| establish(url.to_owned(), pooler).boxed());
        // Its own kind of check prepares a statement outside of a transaction, which no pooler bears.
        config.recycling_method = RecyclingMethod::CustomFunction(Box::new(|connection| {
            SimpleAsyncConnection::batch_execute(connection, "SELECT 1").boxed()
        }));
        let manager =
            AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config(url.expose_secret(), config);
        let pool = Pool::builder(manager).max_size(POOL_SIZE).build();
        Ok(Self { pool: pool.map_err(|error| StoreError::Unreachable(error.to_string()))?, url, pooler })
    }

    /// What stands between us and PostgreSQL.
    pub fn pooler(&self) -> Pooler {
        self.pooler
    }

    /// Reads within one snapshot, so that figures from several queries belong together.
    pub async fn read<T, E>(&self, work: impl AsyncFnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.within("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work).await
    }

    /// Writes in one transaction.
    pub async fn write<T, E>(&self, work: impl AsyncFnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.within("BEGIN", work).await
    }

    /// diesel's own `transaction` does the same, but takes no closure that somebody else has been given.
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
            // What went wrong first says more than what became of the transaction.
            (result, _) => result,
        }
    }

    /// Brings the schema up to date. Behind a pooler it cannot be: the lock belongs to a session.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        if self.pooler == Pooler::Transaction {
            let cause = "give `hailong migrate` the address of PostgreSQL itself, without HAILONG_POOLER";
            return Err(StoreError::Migration(cause.to_owned()));
        }
        let mut connection = self.own_connection().await?;
        diesel::sql_query(format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            .execute(&mut connection)
            .await?;
        // Diesel's migrations are synchronous, so they run on a thread that may block.
        let applied = tokio::task::spawn_blocking(move || {
            let mut harness = AsyncMigrationHarness::new(connection);
            harness.run_pending_migrations(MIGRATIONS).map(|applied| applied.len()).map_err(|e| e.to_string())
        });
        let applied = applied.await.map_err(|error| StoreError::Migration(error.to_string()))?;
        tracing::info!(applied = applied.map_err(StoreError::Migration)?, "the schema is up to date");
        Ok(())
    }

    /// Whether the schema is as this program knows it.
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        let mut connection = self.own_connection().await?;
        connection.transaction(async |connection| are_all_applied(connection).await).await
    }

    /// A connection outside the pool, for what changes the session or takes long.
    pub async fn own_connection(&self) -> Result<Connection, StoreError> {
        in_time(establish(self.url.expose_secret().to_owned(), self.pooler)).await
    }
}

/// Waits for a connection, for at most five seconds.
async fn in_time<C, E: Display>(connecting: impl Future<Output = Result<C, E>>) -> Result<C, StoreError> {
    let unreachable = match tokio::time::timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no connection within 5 s".to_owned(),
    };
    Err(StoreError::Unreachable(unreachable))
}

/// diesel's own way says nothing of why there is no connection, and sets it up by statements that are prepared outside
/// of a transaction: a pooler gives those to two sessions, in one of which they stay and confuse the next.
async fn establish(url: String, pooler: Pooler) -> ConnectionResult<Connection> {
    let failed = |error: tokio_postgres::Error| ConnectionError::BadConnection(with_causes(&error));
    let (client, driver) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.map_err(failed)?;
    // It ends together with the client, and what is wrong with it every query tells.
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

/// The error and what caused it, in one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Whether all migrations of this program have been applied.
async fn are_all_applied(connection: &mut Connection) -> Result<bool, StoreError> {
    // In a new database diesel has not made its table yet.
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
