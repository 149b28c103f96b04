//! The writing side: fast while all goes well, and careful after anything else.
//!
//! The fast way is one statement for the whole batch. Where it fails, be it a sheet that is there already, a broken
//! connection or a poisonous sheet, the careful way finds out by the idempotency keys what is stored, writes the rest,
//! and at last goes sheet by sheet. It never guesses: a COMMIT whose answer was lost is asked for again.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use diesel_async::AsyncConnection;
use tokio::sync::mpsc::Receiver;

use super::job::{Job, Verdict, Words};
use super::pace::Pace;
use crate::app::AppError;
use crate::app::record::{PendingTallies, record};
use crate::clock::Clock;
use crate::domain::{Response, ResponseId};
use crate::store::{
    Connection, Database, Lasting, Pooler, StoreError, find_sheets, plan_for_values, prepare_session,
    record_new, wait_for_disk,
};

/// A transaction that takes longer is given up together with its connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two attempts, doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(640);
/// So often a statement may be refused before its sheets are tried one by one.
const MOST_REFUSALS: u32 = 2;

/// The task's own state: a connection that nobody else uses.
pub(super) struct Writer {
    database: Database,
    clock: Clock,
    connection: Option<Connection>,
}

impl Writer {
    pub(super) fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock, connection: None }
    }

    /// Writes what comes until the queue is closed and empty.
    pub(super) async fn run(mut self, queue: &mut Receiver<Job>) {
        let mut pace = Pace::default();
        let mut batch = Vec::new();
        while queue.recv_many(&mut batch, pace.limit()).await > 0 {
            let (wanted, unwanted): (Vec<_>, Vec<_>) = batch.drain(..).partition(Job::is_wanted);
            tell_all(unwanted, || Verdict::NotStored);
            let (sheets, begun) = (wanted.len(), Instant::now());
            self.commit(wanted).await;
            if sheets > 0 {
                pace.learn(sheets, begun.elapsed());
            }
        }
    }

    async fn commit(&mut self, mut jobs: Vec<Job>) {
        if jobs.is_empty() {
            return;
        }
        // By their ids, as every writer does it.
        jobs.sort_by_key(|job| job.response.id);
        if are_distinct(&jobs) && self.is_connected().await {
            let (sheets, waiters): (Vec<_>, Vec<_>) =
                jobs.into_iter().map(|job| (job.response, (job.answer, job.deadline))).unzip();
            let outcome = self.write_new(&sheets).await;
            let jobs = sheets.into_iter().zip(waiters).map(|(response, (answer, deadline))| Job {
                response,
                answer,
                deadline,
            });
            match outcome {
                Ok(()) => tell_all(jobs, || Verdict::Stored),
                Err(error) => {
                    self.note(&error);
                    self.settle(jobs.collect(), true).await;
                }
            }
        } else {
            self.settle(jobs, false).await;
        }
    }

    /// The fast way.
    async fn write_new(&mut self, sheets: &[Response]) -> Result<(), AppError> {
        let mut tallies = PendingTallies::default();
        for sheet in sheets {
            tallies.count(sheet, self.clock);
        }
        let tallies = tallies.take();
        let pooler = self.database.pooler();
        let connection = self.connection().await?;
        let work = async {
            match pooler {
                Pooler::None => record_new(connection, sheets, &tallies).await.map_err(AppError::from),
                Pooler::Transaction => {
                    connection
                        .transaction(async |connection| {
                            wait_for_disk(connection, Lasting::Transaction).await?;
                            Ok(record_new(connection, sheets, &tallies).await?)
                        })
                        .await
                }
            }
        };
        within_patience(work).await
    }

    /// The careful way, until every sheet has its verdict. `attempted` says whether PostgreSQL has been sent them.
    async fn settle(&mut self, mut jobs: Vec<Job>, mut attempted: bool) {
        let mut pause = FIRST_PAUSE;
        let mut refusals = 0;
        loop {
            let (wanted, unwanted): (Vec<_>, Vec<_>) = jobs.into_iter().partition(Job::is_wanted);
            // What was sent the database may have taken before it broke off.
            tell_all(unwanted, || if attempted { Verdict::Unknown } else { Verdict::NotStored });
            jobs = wanted;
            if jobs.is_empty() {
                return;
            }
            if self.is_connected().await {
                attempted = true;
                match self.find_out_and_write(&jobs).await {
                    Ok(words) => return judge(jobs, &words),
                    Err(error) => {
                        self.note(&error);
                        refusals += u32::from(!error.is_outage());
                        if refusals >= MOST_REFUSALS {
                            return self.go_one_by_one(jobs, error).await;
                        }
                    }
                }
            }
            tokio::time::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }

    async fn go_one_by_one(&mut self, jobs: Vec<Job>, error: AppError) {
        match <[Job; 1]>::try_from(jobs) {
            Ok([job]) if is_about_the_sheet(&error) => job.tell(Verdict::Refused(error)),
            Ok([job]) => job.tell(Verdict::Unknown),
            Err(jobs) => {
                for job in jobs {
                    Box::pin(self.settle(vec![job], true)).await;
                }
            }
        }
    }

    /// Writes what is new, and returns what is stored under each id.
    async fn find_out_and_write(&mut self, jobs: &[Job]) -> Result<HashMap<ResponseId, Words>, AppError> {
        let mut sheets: Vec<Response> = jobs.iter().map(|job| job.response.clone()).collect();
        let clock = self.clock;
        let connection = self.connection().await?;
        let work = connection.transaction::<_, AppError, _>(async |connection| {
            wait_for_disk(connection, Lasting::Transaction).await?;
            plan_for_values(connection).await?;
            let mut tallies = PendingTallies::default();
            let new = record(connection, &mut sheets, clock, &mut tallies).await?;
            tallies.write(connection).await?;
            let (written, known): (Vec<_>, Vec<_>) =
                sheets.into_iter().partition(|sheet| new.contains(&sheet.id));
            let known: Vec<ResponseId> = known.iter().map(|sheet| sheet.id).collect();
            let stored = find_sheets(connection, &known).await?;
            let stored = stored.into_iter().map(|(id, sheet)| (id, Words::Stored(sheet)));
            Ok(written
                .into_iter()
                .map(|sheet| (sheet.id, Words::Written(sheet.sheet)))
                .chain(stored)
                .collect())
        });
        within_patience(work).await
    }

    /// Connects where that is needed; an outage is noted.
    async fn is_connected(&mut self) -> bool {
        let connected = self.connection().await.map(drop);
        connected.inspect_err(|error| self.note(error)).is_ok()
    }

    async fn connection(&mut self) -> Result<&mut Connection, AppError> {
        if self.connection.is_none() {
            let mut connection = self.database.own_connection().await?;
            if self.database.pooler() == Pooler::None {
                prepare_session(&mut connection, PATIENCE).await?;
                if !wait_for_disk(&mut connection, Lasting::Session).await? {
                    tracing::error!("PostgreSQL runs with fsync off: receipts may not outlive a power cut");
                }
            }
            self.connection = Some(connection);
        }
        self.connection.as_mut().ok_or_else(|| AppError::internal("no connection"))
    }

    /// A connection over which anything went wrong is not trusted any more, except that it told of a violation.
    fn note(&mut self, error: &AppError) {
        if is_about_the_sheet(error) {
            tracing::debug!(%error, "a batch was refused and is taken apart");
        } else {
            tracing::warn!(%error, "a batch was not written and is tried again");
            self.connection = None;
        }
    }
}

async fn within_patience<T>(work: impl Future<Output = Result<T, AppError>>) -> Result<T, AppError> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(result) => result,
        Err(_) => Err(StoreError::Unreachable("no answer within 10 s".to_owned()).into()),
    }
}

/// Whether no two of them, which are sorted, have one id.
fn are_distinct(jobs: &[Job]) -> bool {
    jobs.windows(2).all(|pair| matches!(pair, [left, right] if left.response.id != right.response.id))
}

/// Whether a sheet, and not the database, is the cause.
fn is_about_the_sheet(error: &AppError) -> bool {
    matches!(error, AppError::Store(error) if error.is_violation())
}

fn tell_all(jobs: impl IntoIterator<Item = Job>, verdict: impl Fn() -> Verdict) {
    for job in jobs {
        job.tell(verdict());
    }
}

fn judge(jobs: Vec<Job>, words: &HashMap<ResponseId, Words>) {
    for job in jobs {
        let stored = words.get(&job.response.id);
        let verdict = stored.map_or(Verdict::Unknown, |words| words.verdict(&job.response.sheet));
        job.tell(verdict);
    }
}
