//! SIGTERM under load: accepted requests are answered, new connections are refused, and the process ends in
//! time.
//!
//! What the server owes a client after SIGTERM cannot be told from the outside alone: the kernel accepts
//! connections and data for a server that never reads them, and an idle connection may be closed while a
//! request is on its way (RFC 9112, 9.6). Both only mean that the request was not taken, and clients can
//! handle that. So exactly these are violations:
//!
//! - a request was in hand at SIGTERM and got no complete answer. In hand is a request written before, on a
//!   connection that the server has certainly accepted: it had answered on it, or it had ample time to do so;
//! - an answer began and did not end;
//! - a response is stored although its sender got no answer, so the server had taken it.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection;
use hailong::domain::ResponseId;

use crate::support::{
    Entry, Exchange, Load, Outcome, Server, Stage, Style, connect, stored_responses, until,
};

const LOAD: Style = Style { citizens: 16, resend: false };
const ROUNDS: usize = 6;
const TIME_TO_STOP: Duration = Duration::from_secs(10);
/// Time for the server to read what waits for the lock, and later to notice the signal.
const MOMENT: Duration = Duration::from_millis(300);

/// A lock on the table keeps all requests before the signal, and some after it, from being answered.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_in_hand_when_the_server_is_asked_to_stop_are_answered() {
    let stage = Stage::set("F6a server terminated with full hands").await;
    let mut server = stage.serve().await;
    let load = Load::start(&stage, &[server.address], &LOAD);
    stage.acknowledges(100).await;
    let mut lock = connect(&stage.postgres.owner_url()).await;
    lock.batch_execute("BEGIN; LOCK TABLE responses IN ACCESS EXCLUSIVE MODE").await.unwrap();
    until("everybody waits", Duration::from_secs(5), || stage.journal.waiting() == LOAD.citizens).await;
    tokio::time::sleep(MOMENT).await;
    let asked = Instant::now();
    server.terminate();
    tokio::time::sleep(MOMENT).await;
    lock.batch_execute("COMMIT").await.unwrap();
    let took = ended(&mut server, asked);
    load.finish(TIME_TO_STOP).await;

    let waited = |exchange: &Exchange| exchange.ended > asked;
    let in_hand = promises_kept(&stage, asked, waited).await;
    assert_eq!(in_hand, LOAD.citizens, "all of them were in hand");
    stage.finish(&format!("{in_hand} in hand at SIGTERM, ended after {took:.1?}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_asked_to_stop_under_load_answers_accepted_requests_and_ends_in_time() {
    let stage = Stage::set("F6b server terminated in the middle of work").await;
    let mut server = stage.serve().await;
    let (mut in_hand, mut slowest) = (0, Duration::ZERO);
    for _ in 0..ROUNDS {
        let load = Load::start(&stage, &[server.address], &LOAD);
        stage.acknowledges(100).await;
        let asked = Instant::now();
        server.terminate();
        slowest = slowest.max(ended(&mut server, asked));
        load.finish(TIME_TO_STOP).await;
        in_hand += promises_kept(&stage, asked, |exchange| exchange.proven && exchange.ended > asked).await;
        server.start_again();
        server.ready().await;
    }
    stage
        .finish(&format!("{ROUNDS} times, {in_hand} in hand at SIGTERM, ended after at most {slowest:.1?}"))
        .await;
}

/// The time from `asked` to its successful end.
fn ended(server: &mut Server, asked: Instant) -> Duration {
    let status = server.wait(TIME_TO_STOP.saturating_sub(asked.elapsed()));
    assert_eq!(status.expect("the server ends within 10 s").code(), Some(0));
    asked.elapsed()
}

/// Returns the number of requests that were in hand when the server was `asked` to stop, among those that
/// were certainly `accepted`. Fails on a violation.
async fn promises_kept(stage: &Stage, asked: Instant, accepted: impl Fn(&Exchange) -> bool) -> usize {
    let stored = stored_responses(&mut connect(&stage.postgres.owner_url()).await).await;
    let stored: HashSet<ResponseId> = stored.into_iter().map(|response| response.id).collect();
    let written_before = |exchange: &Exchange| exchange.written.is_some_and(|written| written < asked);
    let in_hand = |exchange: &Exchange| written_before(exchange) && accepted(exchange);
    let entries = stage.journal.entries();
    let broken: Vec<String> =
        entries.iter().filter_map(|entry| broken_promise(entry, asked, in_hand, &stored)).collect();
    assert!(broken.is_empty(), "{}: {broken:?}", stage.journal.totals());
    entries.iter().flat_map(|entry| &entry.exchanges).filter(|exchange| in_hand(exchange)).count()
}

fn broken_promise(
    entry: &Entry,
    asked: Instant,
    in_hand: impl Fn(&Exchange) -> bool,
    stored: &HashSet<ResponseId>,
) -> Option<String> {
    let exchange = entry.exchanges.first().expect("each response was sent once");
    let is_stored = stored.contains(&entry.response.id);
    match (&exchange.outcome, exchange.written) {
        (Outcome::Unknown { .. }, Some(written)) if in_hand(exchange) => {
            Some(format!("in hand {:?} before, but not answered; stored: {is_stored}", asked - written))
        }
        (Outcome::Unknown { answer_begun: true }, _) => Some("half an answer".to_owned()),
        (Outcome::Unknown { .. }, _) if is_stored => Some("stored, but not answered".to_owned()),
        _ => None,
    }
}
