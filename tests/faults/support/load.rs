//! Citizens who send one sheet after the other, and who press "send" again when they were not told that it is stored.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::http::{Line, Outcome};
use super::journal::Journal;
use super::sheets::{Counter, SentSheet};
use super::stage::Stage;

/// Before the same sheet is sent again.
const PAUSE: Duration = Duration::from_millis(100);
/// A browser would wait longer; the verdict does not depend on it.
const PATIENCE: Duration = Duration::from_secs(15);

/// How citizens behave.
#[derive(Clone, Debug)]
pub struct Style {
    /// How many send at once. Every second one makes a new connection for each request.
    pub citizens: usize,
    /// Whether they send the same form again until they have its receipt. If not, they leave when there is no server.
    pub resend: bool,
}

/// A load that is going on; it ends when this is dropped.
pub struct Load {
    stop: Arc<AtomicBool>,
    citizens: JoinSet<()>,
}

impl Load {
    /// Starts sending to `servers`: each citizen to one of them, and to the next when it breaks.
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

    /// No new sheets; waits until those that are under way are acknowledged, at most for `patience`.
    pub async fn finish(mut self, patience: Duration) {
        self.stop.store(true, Ordering::Relaxed);
        let all = async { while self.citizens.join_next().await.is_some() {} };
        let ended = tokio::time::timeout(patience, all).await;
        ended.unwrap_or_else(|_| panic!("some sheets were not acknowledged within {patience:?}"));
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
        let mut line = line(self.servers[self.at], PATIENCE);
        while !self.stop.load(Ordering::Relaxed) {
            let sheet = self.counter.next_sheet();
            loop {
                match send(&self.journal, &mut line, &sheet).await {
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

/// Sends a sheet once, and keeps the journal.
pub async fn send(journal: &Journal, line: &mut Line, sheet: &SentSheet) -> Outcome {
    journal.attempt(sheet);
    let exchange = line.exchange(&sheet.request()).await;
    journal.record(sheet, &exchange);
    exchange.outcome
}
