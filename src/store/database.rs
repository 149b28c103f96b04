//! The connection pool, and migrating the schema.

use std::sync::Arc;

use diesel_async::pooled_connection::deadpool::Pool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncPgConnection, SimpleAsyncConnection, TransactionManager,
};
use futures_util::FutureExt;
use secrecy::SecretString;

use super::StoreError;
use super::address::DatabaseAddress;
use super::connection::{Connection, Pooler, establish, in_time};
use super::migrations::{are_all_applied, run_pending};
use super::roles::{AppRole, SchemaOwner, owns_tables};

/// PostgreSQL's default limit is 100 connections; this leaves room for other instances and for psql.
const POOL_SIZE: usize = 16;

/// A database with its connection pool.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    address: Arc<DatabaseAddress>,
    pooler: Pooler,
    owner: Option<SchemaOwner>,
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
    /// Fails if the URL is wrong, if it names certificates that cannot be read, or if the pool cannot be built.
    pub fn new(url: &SecretString) -> Result<Self, StoreError> {
        Self::behind(Pooler::None, url)
    }

    /// Creates a pool whose connections go through `pooler`. Connects only when a connection is needed.
    ///
    /// # Errors
    ///
    /// Fails if the URL is wrong, if it names certificates that cannot be read, or if the pool cannot be built.
    pub fn behind(pooler: Pooler, url: &SecretString) -> Result<Self, StoreError> {
        let mut config = ManagerConfig::default();
        let address = Arc::new(DatabaseAddress::parse(url)?);
        let of_pool = Arc::clone(&address);
        config.custom_setup = Box::new(move |_| {
            let address = Arc::clone(&of_pool);
            async move { establish(&address, pooler).await }.boxed()
        });
        // The default check prepares a statement outside of a transaction, which a transaction pooler does
        // not support.
        config.recycling_method = RecyclingMethod::CustomFunction(Box::new(|connection| {
            SimpleAsyncConnection::batch_execute(connection, "SELECT 1").boxed()
        }));
        // The set-up knows the address.
        let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new_with_config("", config);
        let pool = Pool::builder(manager).max_size(POOL_SIZE).build();
        let pool = pool.map_err(|error| StoreError::Unreachable(error.to_string()))?;
        Ok(Self { pool, address, pooler, owner: None })
    }

    /// Lets `owner` migrate the schema. The role of the database's own URL then needs no rights but those
    /// that migrating gives it.
    #[must_use]
    pub fn owned_by(self, owner: SchemaOwner) -> Self {
        Self { owner: Some(owner), ..self }
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

    /// Migrates the schema to the current version, as its owner. If that is another role than the
    /// application's, the latter is given its rights.
    ///
    /// # Errors
    ///
    /// Fails behind a transaction pooler without a separate owner, because the lock belongs to a session. Also
    /// fails if the database cannot be reached, a migration fails, or the application's role does not exist or
    /// is the owner.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let connection = match &self.owner {
            Some(owner) => in_time(establish(&DatabaseAddress::parse(&owner.url)?, Pooler::None)).await?,
            None if self.pooler == Pooler::Transaction => {
                let cause = "give `hailong migrate` the address of PostgreSQL itself, without HAILONG_POOLER";
                return Err(StoreError::Migration(cause.to_owned()));
            }
            None => self.own_connection().await?,
        };
        let (mut connection, applied) = run_pending(connection).await?;
        if let Some(owner) = &self.owner {
            let role = AppRole::of(&self.address)?;
            if owner.creates_app_role {
                role.create(&mut connection).await?;
            }
            role.grant_rights(&mut connection).await?;
        }
        tracing::info!(applied, "the schema is up to date");
        Ok(())
    }

    /// Whether the application's role owns the tables, so that it could also drop them.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub async fn owns_tables(&self) -> Result<bool, StoreError> {
        self.read(owns_tables).await
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
        in_time(establish(&self.address, self.pooler)).await
    }
}
