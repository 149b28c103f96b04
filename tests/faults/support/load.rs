//! Citizens who send one response after the other, and send it again if they get no receipt.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::http::{Line, Outcome};
use super::journal::Journal;
use super::responses::{Counter, SentResponse};
use super::stage::Stage;

/// Pause before the same response is sent again.
const PAUSE: Duration = Duration::from_millis(100);
/// Shorter than a browser's timeout; the verdict does not depend on it.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// The behaviour of the citizens.
#[derive(Clone, Debug)]
pub struct Style {
    /// How many send at once. Every second one opens a new connection for each request.
    pub citizens: usize,
    /// Whether they send a form again until they have its receipt. If not, they stop when there is no server.
    pub resend: bool,
}

/// A running load; it ends when dropped.
pub struct Load {
    stop: Arc<AtomicBool>,
    citizens: JoinSet<()>,
}

impl Load {
    /// Starts sending to `servers`: each citizen to one of them, and to the next after a broken connection.
    pub fn start(stage: &Stage, servers: &[SocketAddr], style: &Style) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut citizens = JoinSet::new();
        for number in 0..style.citizens {
            let citizen = Citizen {
                servers: servers.to_vec(),
                at: number / 2 % servers.len(),
                fresh: number % 2 == 1,
                resend: style.resend,
                journal: Arc::clone(&stage.journal),
                counter: Arc::clone(&stage.counter),
                stop: Arc::clone(&stop),
            };
            citizens.spawn(citizen.live());
        }
        Self { stop, citizens }
    }

    /// Starts no new responses and waits until the pending ones are acknowledged, at most for `timeout`.
    pub async fn finish(mut self, timeout: Duration) {
        self.stop.store(true, Ordering::Relaxed);
        let all = async { while self.citizens.join_next().await.is_some() {} };
        let ended = tokio::time::timeout(timeout, all).await;
        ended.unwrap_or_else(|_| panic!("some responses were not acknowledged within {timeout:?}"));
    }
}

struct Citizen {
    servers: Vec<SocketAddr>,
    at: usize,
    fresh: bool,
    resend: bool,
    journal: Arc<Journal>,
    counter: Arc<Counter>,
    stop: Arc<AtomicBool>,
}

impl Citizen {
    async fn live(mut self) {
        let line = if self.fresh { Line::fresh } else { Line::kept };
        let mut line = line(self.servers[self.at], REQUEST_TIMEOUT);
        while !self.stop.load(Ordering::Relaxed) {
            let response = self.counter.next_response();
            loop {
                match send(&self.journal, &mut line, &response).await {
                    Outcome::Acknowledged(_) => break,
                    Outcome::Unreachable if !self.resend => return,
                    _ if !self.resend => break,
                    Outcome::Unreachable | Outcome::Unknown { .. } => self.turn(&mut line),
                    Outcome::Status { .. } => {}
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    fn turn(&mut self, line: &mut Line) {
        if self.servers.len() > 1 {
            self.at = (self.at + 1) % self.servers.len();
            line.turn_to(self.servers[self.at]);
        }
    }
}

/// Sends a response once and records it in the journal.
pub async fn send(journal: &Journal, line: &mut Line, response: &SentResponse) -> Outcome {
    journal.attempt(response);
    let exchange = line.exchange(&response.request()).await;
    journal.record(response, &exchange);
    exchange.outcome
}
