//! Opens connections to PostgreSQL.

use std::fmt::Display;
use std::time::Duration;

use diesel::connection::CacheSize;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use tokio_postgres::{Client, NoTls};

use super::StoreError;
use super::address::DatabaseAddress;

/// A connection, as the functions of `store` take it.
pub type Connection = AsyncPgConnection;

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

/// Waits for a connection, for at most [`CONNECT_TIMEOUT`].
pub(super) async fn in_time<C, E: Display>(
    connecting: impl Future<Output = Result<C, E>>,
) -> Result<C, StoreError> {
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
pub(super) async fn establish(address: &DatabaseAddress, pooler: Pooler) -> ConnectionResult<Connection> {
    let failed = |error: tokio_postgres::Error| ConnectionError::BadConnection(address.explain(&error));
    let client = connect(address).await.map_err(failed)?;
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

async fn connect(address: &DatabaseAddress) -> Result<Client, tokio_postgres::Error> {
    // The tasks end with the client. Every query reports its errors.
    if let Some(tls) = address.tls.clone() {
        let (client, driver) = address.config.connect(tls).await?;
        tokio::spawn(driver);
        return Ok(client);
    }
    let (client, driver) = address.config.connect(NoTls).await?;
    tokio::spawn(driver);
    Ok(client)
}
