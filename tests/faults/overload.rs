//! Ten times the load of the capacity. Requests that are not served get a refusal, the others do not wait
//! long, the server's memory stays bounded, and afterwards it works as before.
//!
//! On one machine the load generator itself slows the server down long before a queue fills, so the load that
//! arrives is only what the machine can generate. So there are two more kinds: ten times the capacity of a
//! slow database, which does arrive; and a database that is locked for a while, so that all requests
//! meanwhile have to wait or are refused.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::support::{
    Counter, Exchange, Journal, Line, Load, Outcome, Server, Stage, Style, connect, eventually, send,
};

/// Enough clients to keep the server busy, few enough for short waits.
const MEASURING: Style = Style { citizens: 8, resend: true };
const MEASURED: Duration = Duration::from_secs(4);
const TIMES: f64 = 10.0;
const OFFERED: Duration = Duration::from_secs(20);
const CONNECTIONS: u32 = 1200;
/// Many enough that connections are still waiting when their next request is due.
const CONNECTIONS_TO_A_SLOW_ONE: u32 = 4000;
/// 60 ms for each response in each of the server's three writers.
const SLOW_DOWN: &str = "CREATE FUNCTION slow_down() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(0.06); RETURN NEW; END $$";
/// More than the queue holds.
const CONNECTIONS_IN_STANDSTILL: u32 = 3000;
/// Longer than a response may wait in the queue.
const STANDSTILL: Duration = Duration::from_secs(8);
/// Timeout of each request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// The server closes connections that are idle for longer.
const KEPT: Duration = Duration::from_secs(4);
/// In MiB.
const MOST_MEMORY: u64 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn under_all_the_load_that_the_machine_can_generate_every_request_is_answered() {
    allow_many_connections();
    let stage = Stage::set("F7a all that the machine bears").await;
    let server = stage.serve().await;
    let rate = TIMES * measure(&stage, &server).await;
    let begun = Instant::now();
    offer(&stage, server.address, CONNECTIONS, rate, OFFERED).await;
    let seen = format!("{CONNECTIONS} connections wanted {rate:.0}/s, which is ten times the capacity");
    hold_to_bounds(stage, &server, begun, &seen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn under_ten_times_the_capacity_of_a_slow_database_half_the_capacity_is_still_accepted() {
    allow_many_connections();
    let stage = Stage::set("F7c ten times what a slow database bears").await;
    let server = stage.serve().await;
    stage.change(SLOW_DOWN).await;
    stage
        .change("CREATE TRIGGER slow BEFORE INSERT ON responses FOR EACH ROW EXECUTE FUNCTION slow_down()")
        .await;
    let capacity = measure(&stage, &server).await;
    let (rate, begun) = (TIMES * capacity, Instant::now());
    offer(&stage, server.address, CONNECTIONS_TO_A_SLOW_ONE, rate, OFFERED).await;
    let sent = stage.journal.exchanges_since(begun);
    let seconds = begun.elapsed().as_secs_f64();
    let (came, accepted) = (sent.len() as f64 / seconds, sorted_waits(&sent).len() as f64 / seconds);
    assert!(came > 5.0 * capacity, "only {came:.0}/s came where {capacity:.0}/s can be borne");
    assert!(accepted > 0.5 * capacity, "{accepted:.0}/s were accepted where {capacity:.0}/s can be borne");
    let seen = format!("{capacity:.0}/s can be borne, {rate:.0}/s were wanted");
    hold_to_bounds(stage, &server, begun, &seen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_locked_excess_requests_are_refused_and_all_are_answered() {
    allow_many_connections();
    let stage = Stage::set("F7b standstill under load").await;
    let server = stage.serve().await;
    let mut lock = connect(&stage.postgres.owner_url()).await;
    let begun = Instant::now();
    let stand_still = async {
        lock.batch_execute("BEGIN; LOCK TABLE responses IN ACCESS EXCLUSIVE MODE").await.unwrap();
        tokio::time::sleep(STANDSTILL).await;
        lock.batch_execute("COMMIT").await.unwrap();
    };
    let rate = f64::from(CONNECTIONS_IN_STANDSTILL) / 2.0;
    tokio::join!(stand_still, offer(&stage, server.address, CONNECTIONS_IN_STANDSTILL, rate, STANDSTILL));
    let refusals = stage.journal.totals().refusals();
    assert!(refusals > 0, "more wanted to wait than may, or longer, and nobody was sent away");
    let seen =
        format!("{CONNECTIONS_IN_STANDSTILL} connections while the table was locked for {STANDSTILL:?}");
    hold_to_bounds(stage, &server, begun, &seen).await;
}

/// Checks the bounds that hold after any load.
async fn hold_to_bounds(stage: Stage, server: &Server, begun: Instant, seen: &str) {
    let memory = server.peak_memory();
    let seconds = begun.elapsed().as_secs_f64();
    let recovery = recover(&stage, server).await;
    let sent = stage.journal.exchanges_since(begun);
    let waits = sorted_waits(&sent);
    let slowest = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
    let seen = format!(
        "{seen}; {:.0}/s came, {:.0}/s were accepted with p99 {slowest:.2?}; peak memory {memory} MiB; \
         a response accepted {recovery:.2?} after the load",
        sent.len() as f64 / seconds,
        waits.len() as f64 / seconds,
    );
    let totals = stage.journal.totals();
    assert!(!waits.is_empty(), "nobody was accepted: {seen}");
    assert!(slowest <= LONGEST_WAIT, "{seen}");
    assert!(memory < MOST_MEMORY, "{seen}");
    assert_eq!((totals.cut, totals.unreachable), (0, 0), "everybody gets an answer: {totals}; {seen}");
    stage.finish(&seen).await;
}

/// Each connection is an open file in this process and in the server, which inherits the limit.
fn allow_many_connections() {
    let ours = std::process::id().to_string();
    let raised = Command::new("prlimit").args(["--pid", &ours, "--nofile=16384:"]).status();
    assert!(raised.is_ok_and(|status| status.success()), "the limit of open files cannot be raised to 16384");
}

/// The waiting times of the accepted requests.
fn sorted_waits(exchanges: &[Exchange]) -> Vec<Duration> {
    let accepted = exchanges.iter().filter(|exchange| matches!(exchange.outcome, Outcome::Acknowledged(_)));
    let mut waits: Vec<Duration> = accepted.map(|exchange| exchange.ended - exchange.begun).collect();
    waits.sort_unstable();
    waits
}

/// The capacity: acknowledgements per second with few clients.
async fn measure(stage: &Stage, server: &Server) -> f64 {
    let load = Load::start(stage, &[server.address], &MEASURING);
    let begun = Instant::now();
    tokio::time::sleep(MEASURED).await;
    let capacity = stage.journal.acknowledged() as f64 / begun.elapsed().as_secs_f64();
    load.finish(REQUEST_TIMEOUT).await;
    capacity
}

/// Sends at this rate from many connections. A connection whose answer is still outstanding when its next
/// request is due sends that as soon as it can, so the load never exceeds what the connections carry.
async fn offer(stage: &Stage, server: SocketAddr, connections: u32, rate: f64, during: Duration) {
    let pause = Duration::from_secs_f64(f64::from(connections) / rate);
    let mut citizens = JoinSet::new();
    for number in 0..connections {
        let first = pause * number / connections;
        let (journal, counter) = (Arc::clone(&stage.journal), Arc::clone(&stage.counter));
        citizens.spawn(async move {
            tokio::time::sleep(first).await;
            insist(&journal, &counter, server, pause, during).await;
        });
    }
    citizens.join_all().await;
}

async fn insist(journal: &Journal, counter: &Counter, server: SocketAddr, pause: Duration, during: Duration) {
    let mut line =
        if pause < KEPT { Line::kept(server, REQUEST_TIMEOUT) } else { Line::fresh(server, REQUEST_TIMEOUT) };
    let mut ticks = tokio::time::interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let begun = Instant::now();
    while begun.elapsed() < during {
        ticks.tick().await;
        send(journal, &mut line, &counter.next_response()).await;
    }
}

/// The time until a citizen is served who comes after the load.
async fn recover(stage: &Stage, server: &Server) -> Duration {
    let begun = Instant::now();
    let mut line = Line::fresh(server.address, Duration::from_secs(5));
    let response = stage.counter.next_response();
    eventually("a response is accepted after the load", Duration::from_secs(5), async || {
        matches!(stage.send(&mut line, &response).await, Outcome::Acknowledged(_)).then_some(())
    })
    .await;
    begun.elapsed()
}
