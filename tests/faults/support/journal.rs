//! The journal of what citizens sent and which answers they got: one entry per response, written before its
//! first byte is sent.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard};
use std::time::Instant;

use hailong::domain::ResponseId;

use super::http::{Exchange, Outcome};
use super::responses::SentResponse;

/// A response and the outcome of each attempt to send it. An attempt without an exchange was abandoned.
#[derive(Clone, Debug)]
pub struct Entry {
    pub response: SentResponse,
    pub attempts: usize,
    pub exchanges: Vec<Exchange>,
}

impl Entry {
    pub fn new(response: SentResponse) -> Self {
        Self { response, attempts: 0, exchanges: Vec::new() }
    }

    pub fn is_acknowledged(&self) -> bool {
        self.exchanges.iter().any(|exchange| matches!(exchange.outcome, Outcome::Acknowledged(_)))
    }

    /// Whether every attempt was definitely refused.
    pub fn is_refused(&self) -> bool {
        let definite = |exchange: &Exchange| match exchange.outcome {
            Outcome::Status { status, .. } => (400..500).contains(&status) || status == 503,
            Outcome::Unreachable => true,
            Outcome::Acknowledged(_) | Outcome::Unknown { .. } => false,
        };
        self.exchanges.len() == self.attempts && self.exchanges.iter().all(definite)
    }
}

/// All entries of one fault test.
#[derive(Debug, Default)]
pub struct Journal {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    entries: HashMap<ResponseId, Entry>,
    acknowledged: usize,
    /// When the latest acknowledged request began.
    latest: Option<Instant>,
}

impl Journal {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap()
    }

    /// Records an attempt, before anything is sent.
    pub fn attempt(&self, response: &SentResponse) {
        let mut pages = self.pages();
        pages.entries.entry(response.id).or_insert_with(|| Entry::new(response.clone())).attempts += 1;
    }

    /// Records the outcome of an attempt.
    pub fn record(&self, response: &SentResponse, exchange: &Exchange) {
        let mut pages = self.pages();
        if matches!(exchange.outcome, Outcome::Acknowledged(_)) {
            pages.acknowledged += 1;
            pages.latest = pages.latest.max(Some(exchange.begun));
        }
        pages.entries.get_mut(&response.id).expect("an attempt comes first").exchanges.push(exchange.clone());
    }

    /// The number of acknowledgements so far.
    pub fn acknowledged(&self) -> usize {
        self.pages().acknowledged
    }

    /// Whether a request that was begun after `moment` was acknowledged.
    pub fn acknowledged_since(&self, moment: Instant) -> bool {
        self.pages().latest.is_some_and(|latest| latest > moment)
    }

    /// The number of requests without an outcome yet.
    pub fn waiting(&self) -> usize {
        self.pages().entries.values().map(|entry| entry.attempts - entry.exchanges.len()).sum()
    }

    /// The outcomes of requests that were begun after `moment`.
    pub fn exchanges_since(&self, moment: Instant) -> Vec<Exchange> {
        let pages = self.pages();
        let exchanges = pages.entries.values().flat_map(|entry| &entry.exchanges);
        exchanges.filter(|exchange| exchange.begun > moment).cloned().collect()
    }

    /// All entries so far.
    pub fn entries(&self) -> Vec<Entry> {
        self.pages().entries.values().cloned().collect()
    }

    /// The totals so far.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for entry in self.pages().entries.values() {
            totals.add(entry);
        }
        totals
    }
}

/// The totals over a journal.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub attempted: usize,
    pub acknowledged: usize,
    pub failed: usize,
    pub unknown: usize,
    /// Number of answers by status.
    pub answers: BTreeMap<u16, usize>,
    /// Requests whose connection broke or that timed out.
    pub cut: usize,
    /// Requests for which there was no connection.
    pub unreachable: usize,
}

impl Totals {
    fn add(&mut self, entry: &Entry) {
        self.attempted += 1;
        match (entry.is_acknowledged(), entry.is_refused()) {
            (true, _) => self.acknowledged += 1,
            (false, true) => self.failed += 1,
            (false, false) => self.unknown += 1,
        }
        for exchange in &entry.exchanges {
            match exchange.outcome {
                Outcome::Acknowledged(_) => *self.answers.entry(303).or_default() += 1,
                Outcome::Status { status, .. } => *self.answers.entry(status).or_default() += 1,
                Outcome::Unreachable => self.unreachable += 1,
                Outcome::Unknown { .. } => self.cut += 1,
            }
        }
    }

    /// The number of answers other than a receipt.
    pub fn refusals(&self) -> usize {
        self.answers.iter().filter(|(status, _)| **status != 303).map(|(_, times)| times).sum()
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempted, acknowledged, failed, unknown, answers, cut, unreachable, .. } = self;
        write!(
            formatter,
            "attempted {attempted}, acknowledged {acknowledged}, failed {failed}, unknown {unknown}"
        )?;
        let answers: Vec<String> =
            answers.iter().map(|(status, times)| format!("{status}\u{d7}{times}")).collect();
        write!(formatter, " (answers {}; cut {cut}; unreachable {unreachable})", answers.join(" "))
    }
}
