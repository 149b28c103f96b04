//! The pool under the requests of impatient readers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use futures_util::future::join_all;

use super::*;

const LIMITS: PoolLimits = PoolLimits { threads: 1, queue: 2, longest_wait: Duration::from_secs(20) };

/// Occupies the only thread until the returned sender is dropped or used.
async fn occupy(pool: &Arc<ReportPool>) -> Sender<()> {
    let (release, released): (Sender<()>, Receiver<()>) = channel();
    let (started, has_started) = oneshot::channel();
    let pool = Arc::clone(pool);
    tokio::spawn(async move {
        let work = move || {
            started.send(()).unwrap();
            let _ = released.recv();
        };
        pool.run(work).await.unwrap();
    });
    has_started.await.unwrap();
    release
}

/// Lets every spawned task run up to where it waits.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn work_runs_at_low_priority_and_a_panic_ends_one_job_only() {
    let pool = ReportPool::new(LIMITS);
    let normal = rustix::process::getpriority_process(None).unwrap();
    let niceness = pool.run(|| rustix::process::getpriority_process(None).unwrap()).await.unwrap();
    assert_eq!(niceness, (normal + NICENESS).min(19));
    assert_eq!(rustix::process::getpriority_process(None).unwrap(), normal);
    assert_eq!(pool.run(|| panic!("as a test")).await, Err::<(), _>(PoolError::Failed));
    assert_eq!(pool.run(|| 7).await, Ok(7));
}

#[tokio::test]
async fn beyond_the_queue_a_job_is_refused_at_once() {
    let pool = Arc::new(ReportPool::new(LIMITS));
    let release = occupy(&pool).await;
    let waiting: Vec<_> = (0..2).map(|number| tokio::spawn(run(&pool, number))).collect();
    settle().await;
    assert_eq!(pool.run(|| 2).await, Err(PoolError::Busy));
    drop(release);
    for (number, job) in waiting.into_iter().enumerate() {
        assert_eq!(job.await.unwrap(), Ok(number));
    }
    assert_eq!(pool.run(|| 3).await, Ok(3));
}

fn run(pool: &Arc<ReportPool>, number: usize) -> impl Future<Output = Result<usize, PoolError>> + use<> {
    let pool = Arc::clone(pool);
    async move { pool.run(move || number).await }
}

#[tokio::test]
async fn a_job_that_nobody_waits_for_is_skipped_and_leaves_its_place() {
    let pool = Arc::new(ReportPool::new(LIMITS));
    let release = occupy(&pool).await;
    let done = Arc::new(AtomicUsize::new(0));
    let count = |done: &Arc<AtomicUsize>| {
        let (pool, done) = (Arc::clone(&pool), Arc::clone(done));
        tokio::spawn(async move { pool.run(move || done.fetch_add(1, Ordering::SeqCst)).await })
    };
    for _ in 0..20 {
        let abandoned = count(&done);
        settle().await;
        abandoned.abort();
        let _ = abandoned.await;
    }
    let kept = count(&done);
    settle().await;
    drop(release);
    assert_eq!(kept.await.unwrap(), Ok(0), "nothing ran before it");
}

#[tokio::test]
async fn the_same_question_asked_at_once_is_answered_once() {
    let pool = Arc::new(ReportPool::new(LIMITS));
    let release = occupy(&pool).await;
    let done = Arc::new(AtomicUsize::new(0));
    let ask = || {
        let done = Arc::clone(&done);
        pool.run_once("same".to_owned(), move || done.fetch_add(1, Ordering::SeqCst))
    };
    // The first to ask leaves again; the others do not miss its job.
    let first = {
        let (pool, done) = (Arc::clone(&pool), Arc::clone(&done));
        let work = move || done.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move { pool.run_once("same".to_owned(), work).await })
    };
    settle().await;
    let all = join_all((0..50).map(|_| ask()));
    let leave = async {
        first.abort();
        settle().await;
        drop(release);
    };
    let (results, ()) = tokio::join!(all, leave);
    assert!(results.iter().all(|result| result.as_deref() == Ok(&0)), "{results:?}");
    assert_eq!(ask().await.as_deref(), Ok(&1), "asked later it is answered anew");
}

#[tokio::test]
async fn a_job_that_has_waited_too_long_is_refused() {
    let limits = PoolLimits { longest_wait: Duration::from_millis(10), ..LIMITS };
    let pool = Arc::new(ReportPool::new(limits));
    let release = occupy(&pool).await;
    let late = tokio::spawn(run(&pool, 1));
    settle().await;
    drop(release);
    assert_eq!(late.await.unwrap(), Err(PoolError::Busy));
}
