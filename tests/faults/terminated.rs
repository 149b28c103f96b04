//! SIGTERM under load: whoever was let in is served, everybody else finds the door closed, and the process is gone.
//!
//! What a citizen may be owed after SIGTERM cannot be seen from the outside alone: the kernel accepts connections, and
//! even what is written to them, for a server that never takes them up; and an idle connection may be closed while a
//! request is on its way (RFC 9112, 9.6). Both only mean that the request was not taken, and clients cope. So these are
//! broken promises, and nothing else is:
//!
//! - a request was in hand at SIGTERM, and got no whole answer. In hand is what was written before, on a connection
//!   that the server is known to have accepted: it had answered on it, or it had all the time in the world to do so;
//! - an answer had begun and did not end;
//! - a sheet is stored although its sender was left without an answer: so the server had taken it.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection;
use hailong::domain::ResponseId;

use crate::support::{Entry, Exchange, Load, Outcome, Server, Stage, Style, connect, stored_sheets, until};

const LOAD: Style = Style { citizens: 16, resend: false };
const ROUNDS: usize = 6;
const TIME_TO_STOP: Duration = Duration::from_secs(10);
/// For the server to read what waits for the lock, and later to notice the signal.
const MOMENT: Duration = Duration::from_millis(300);

/// A lock on the table keeps all requests in hand before the signal and some more after it.
#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_in_hand_when_the_server_is_asked_to_stop_are_answered() {
    let stage = Stage::set("F6a server terminated with full hands").await;
    let mut server = stage.serve().await;
    let load = Load::start(&stage, &[server.address], &LOAD);
    stage.acknowledges(100).await;
    let mut lock = connect(&stage.postgres.url()).await;
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
async fn a_server_that_is_asked_to_stop_under_load_serves_whom_it_let_in_and_ends_in_time() {
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

/// How long it took from `asked` to its good end.
fn ended(server: &mut Server, asked: Instant) -> Duration {
    let status = server.wait(TIME_TO_STOP.saturating_sub(asked.elapsed()));
    assert_eq!(status.expect("the server ends within 10 s").code(), Some(0));
    asked.elapsed()
}

/// How many requests were in hand when the server was `asked` to stop, among those that were certainly `accepted`. The
/// test fails where a promise was broken.
async fn promises_kept(stage: &Stage, asked: Instant, accepted: impl Fn(&Exchange) -> bool) -> usize {
    let stored = stored_sheets(&mut connect(&stage.postgres.url()).await).await;
    let stored: HashSet<ResponseId> = stored.into_iter().map(|sheet| sheet.id).collect();
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
    let exchange = entry.exchanges.first().expect("each sheet was sent once");
    let is_stored = stored.contains(&entry.sheet.id);
    match (&exchange.outcome, exchange.written) {
        (Outcome::Unknown { .. }, Some(written)) if in_hand(exchange) => {
            Some(format!("in hand {:?} before, but not answered; stored: {is_stored}", asked - written))
        }
        (Outcome::Unknown { answer_begun: true }, _) => Some("half an answer".to_owned()),
        (Outcome::Unknown { .. }, _) if is_stored => Some("stored, but not answered".to_owned()),
        _ => None,
    }
}
