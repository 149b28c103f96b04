//! A writer takes batches from the queue and stores each with one statement.
//!
//! The statement skips responses that are stored already, so it can be repeated. If it fails (a broken
//! connection, a full disk, a response that violates the schema), the writer repeats it, and divides the
//! batch if that does not help. If the reply to a COMMIT is lost, the repetition shows whether it succeeded.

use std::collections::HashMap;
use std::pin::pin;
use std::time::{Duration, Instant};

use diesel_async::AsyncConnection;

use super::queue::{PendingResponse, Queue};
use crate::app::SubmitError;
use crate::domain::{Response, ResponseId};
use crate::store::{
    Connection, Database, Pooler, SettingScope, StoreError, StoredResponse, find_responses, insert_responses,
    plan_for_values, prepare_session, wait_for_disk,
};

/// A transaction that takes longer is aborted, and its connection is closed.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);
/// After this time a batch no longer counts as in flight, so that other writers may take small batches.
const SLOW_BATCH: Duration = Duration::from_millis(20);
/// The pause before the second attempt. It doubles with each further attempt.
const FIRST_BACKOFF: Duration = Duration::from_millis(20);
const MAXIMUM_BACKOFF: Duration = Duration::from_millis(640);
/// After so many failures on a working connection a batch is divided.
const MAXIMUM_FAILURES: u32 = 2;

/// Largest batch, in responses; larger ones gain nothing.
const MAXIMUM_BATCH: usize = 512;
/// Smallest limit of a batch, in responses; smaller ones gain nothing.
const MINIMUM_BATCH: usize = 4;
/// The intended maximum duration of a batch: all responses in it and behind it wait for it.
const TARGET_DURATION: Duration = Duration::from_millis(500);

/// A writer with its own connection.
pub(super) struct Writer {
    pub(super) database: Database,
    pub(super) connection: Option<Connection>,
}

impl Writer {
    /// Stores batches until the queue is closed and empty.
    pub(super) async fn run(mut self, queue: &Queue) {
        let mut size = AdaptiveBatchSize::default();
        while let Some((batch, in_flight)) = queue.take(size.limit()).await {
            let (wanted, unwanted): (Vec<_>, Vec<_>) =
                batch.into_iter().partition(PendingResponse::is_wanted);
            reply_all(unwanted, || Err(SubmitError::Busy));
            if wanted.is_empty() {
                continue;
            }
            let (responses, begun) = (wanted.len(), Instant::now());
            let mut storing = pin!(self.store(wanted, false));
            if tokio::time::timeout(SLOW_BATCH, &mut storing).await.is_err() {
                drop(in_flight);
                storing.await;
            }
            size.record(responses, begun.elapsed());
        }
    }

    /// Repeats the attempt until each response has its result. `attempted` tells whether the batch may have
    /// reached PostgreSQL already.
    async fn store(&mut self, mut batch: Vec<PendingResponse>, mut attempted: bool) {
        let mut backoff = FIRST_BACKOFF;
        let mut failures = 0;
        loop {
            if self.is_connected().await {
                attempted = true;
                match self.insert(&batch).await {
                    Ok(known) => return reply_to_stored(batch, known.as_ref()),
                    Err(error) => {
                        self.note(&error);
                        failures += u32::from(!matches!(error, StoreError::Unreachable(_)));
                        if error.is_violation() || failures >= MAXIMUM_FAILURES {
                            return self.divide(batch, error).await;
                        }
                    }
                }
            }
            tokio::time::sleep(backoff).await;
            backoff = MAXIMUM_BACKOFF.min(backoff * 2);
            let (wanted, unwanted): (Vec<_>, Vec<_>) =
                batch.into_iter().partition(PendingResponse::is_wanted);
            // Responses sent to PostgreSQL may have been committed before the connection broke.
            reply_all(unwanted, || Err(if attempted { SubmitError::Unknown } else { SubmitError::Busy }));
            batch = wanted;
            if batch.is_empty() {
                return;
            }
        }
    }

    /// Stores each half separately, so that a response that cannot be stored does not delay the others for
    /// long.
    async fn divide(&mut self, mut batch: Vec<PendingResponse>, error: StoreError) {
        let second_half = batch.split_off(batch.len().div_ceil(2));
        if second_half.is_empty() {
            let mut violation = Some(error).filter(StoreError::is_violation);
            return reply_all(batch, || match violation.take() {
                Some(error) => Err(SubmitError::Failed(error.into())),
                None => Err(SubmitError::Unknown),
            });
        }
        Box::pin(self.store(batch, true)).await;
        Box::pin(self.store(second_half, true)).await;
    }

    /// One attempt. Returns the stored responses with the ids of the batch; `None` if the whole batch was
    /// new.
    async fn insert(
        &mut self,
        batch: &[PendingResponse],
    ) -> Result<Option<HashMap<ResponseId, StoredResponse>>, StoreError> {
        let responses: Vec<&Response> = batch.iter().map(|pending| &pending.response).collect();
        let pooler = self.database.pooler();
        let connection = self.connection().await?;
        let work = async {
            let new = match pooler {
                Pooler::None => insert_responses(connection, &responses).await?,
                Pooler::Transaction => insert_in_transaction(connection, &responses).await?,
            };
            if new == responses.len() {
                return Ok(None);
            }
            let ids: Vec<ResponseId> = responses.iter().map(|response| response.id).collect();
            find_committed(connection, &ids).await.map(Some)
        };
        match tokio::time::timeout(STATEMENT_TIMEOUT, work).await {
            Ok(result) => result,
            Err(_) => Err(StoreError::Unreachable("no answer within 10 s".to_owned())),
        }
    }

    /// Connects if necessary, and logs a failure.
    async fn is_connected(&mut self) -> bool {
        let connected = self.connection().await.map(drop);
        connected.inspect_err(|error| self.note(error)).is_ok()
    }

    async fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        if self.connection.is_none() {
            let mut connection = self.database.own_connection().await?;
            if self.database.pooler() == Pooler::None {
                prepare_session(&mut connection, STATEMENT_TIMEOUT).await?;
                if !wait_for_disk(&mut connection, SettingScope::Session).await? {
                    tracing::error!("PostgreSQL runs with fsync off: a power failure may lose responses");
                }
            }
            self.connection = Some(connection);
        }
        self.connection.as_mut().ok_or_else(|| StoreError::Unreachable("no connection".to_owned()))
    }

    /// Logs a failure and drops the connection, unless a violation shows that it works.
    fn note(&mut self, error: &StoreError) {
        if error.is_violation() {
            tracing::debug!(%error, "a batch violates a constraint and is divided");
        } else {
            tracing::warn!(%error, "a batch was not stored and is retried");
            self.connection = None;
        }
    }
}

/// Inserts in a transaction of its own: behind a transaction pooler settings last no longer than that.
async fn insert_in_transaction(
    connection: &mut Connection,
    responses: &[&Response],
) -> Result<usize, StoreError> {
    let work = connection.transaction(async |connection| {
        wait_for_disk(connection, SettingScope::Transaction).await?;
        insert_responses(connection, responses).await
    });
    work.await
}

/// Reads the responses in a new transaction. It begins after the insertion and therefore sees what another
/// writer committed while the insertion waited for it.
async fn find_committed(
    connection: &mut Connection,
    ids: &[ResponseId],
) -> Result<HashMap<ResponseId, StoredResponse>, StoreError> {
    let work = connection.transaction(async |connection| {
        plan_for_values(connection).await?;
        find_responses(connection, ids).await
    });
    work.await
}

fn reply_all(
    batch: impl IntoIterator<Item = PendingResponse>,
    mut result: impl FnMut() -> Result<(), SubmitError>,
) {
    for pending in batch {
        pending.reply(result());
    }
}

/// Replies to a batch after it was stored. `known` is `None` if the whole batch was new.
fn reply_to_stored(batch: Vec<PendingResponse>, known: Option<&HashMap<ResponseId, StoredResponse>>) {
    for pending in batch {
        match known {
            None => pending.reply(Ok(())),
            Some(known) => {
                let stored = known.get(&pending.response.id);
                pending.reply_by_comparison(stored);
            }
        }
    }
}

/// Limits the next batch by the time that the last one took per response. With a fixed limit a slow database
/// would get batches that it cannot finish before their deadline, and would store nothing at all.
///
/// A small batch that waits long for the disk makes the next limit smaller than necessary. The next batch
/// then takes no longer with more responses in it, so the limit grows again.
#[derive(Debug)]
struct AdaptiveBatchSize {
    limit: usize,
}

impl Default for AdaptiveBatchSize {
    fn default() -> Self {
        Self { limit: MAXIMUM_BATCH }
    }
}

impl AdaptiveBatchSize {
    /// The maximum number of responses in the next batch.
    fn limit(&self) -> usize {
        self.limit
    }

    /// Adjusts the limit to the duration of a batch, whether or not it was stored.
    fn record(&mut self, responses: usize, took: Duration) {
        let within_target = TARGET_DURATION.as_micros() * responses as u128 / took.as_micros().max(1);
        self.limit =
            usize::try_from(within_target).unwrap_or(MAXIMUM_BATCH).clamp(MINIMUM_BATCH, MAXIMUM_BATCH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_small_for_a_slow_database_and_large_again_when_it_is_fast() {
        let mut size = AdaptiveBatchSize::default();
        assert_eq!(size.limit(), MAXIMUM_BATCH);
        // 20 ms per response.
        size.record(4, Duration::from_millis(80));
        assert_eq!(size.limit(), 25);
        size.record(25, Duration::from_secs(10));
        assert_eq!(size.limit(), MINIMUM_BATCH);
        // A slow disk: 20 ms for any batch.
        for _ in 0..3 {
            size.record(size.limit(), Duration::from_millis(20));
        }
        assert_eq!(size.limit(), MAXIMUM_BATCH);
        size.record(1, Duration::ZERO);
        assert_eq!(size.limit(), MAXIMUM_BATCH);
    }
}
