//! Compares the stored responses with the journal. Every fault relies on it, so it has tests of its own.

use std::collections::{BTreeMap, HashMap};

use hailong::domain::ResponseId;

use super::http::Outcome;
use super::journal::Entry;

/// A row as it is in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResponse {
    pub id: ResponseId,
    pub answers: Vec<u8>,
    pub comment: Option<String>,
}

/// The statuses other than a receipt that a citizen may get: too many requests, and not stored now.
const STATUSES: [u16; 2] = [429, 503];

/// The violations, one line per kind with the number of responses and the first of them; empty if there are
/// none.
pub fn violations(entries: &[Entry], stored: &[StoredResponse]) -> Vec<String> {
    let mut found = Findings::default();
    let sent: HashMap<ResponseId, &Entry> = entries.iter().map(|entry| (entry.response.id, entry)).collect();
    let mut rows: HashMap<ResponseId, &StoredResponse> = HashMap::new();
    for row in stored {
        if rows.insert(row.id, row).is_some() {
            found.add("stored twice", row.id);
        }
        match sent.get(&row.id) {
            None => found.add("stored, but never sent", row.id),
            Some(entry) if !says_the_same(entry, row) => found.add("stored with other words", row.id),
            Some(entry) if is_turned_away(entry) => found.add("turned away for good, but stored", row.id),
            Some(_) => {}
        }
    }
    for entry in entries {
        if entry.is_acknowledged() && !rows.contains_key(&entry.response.id) {
            found.add("acknowledged, but not stored", entry.response.id);
        }
        look_at_answers(entry, &mut found);
    }
    found.lines()
}

fn says_the_same(entry: &Entry, row: &StoredResponse) -> bool {
    entry.response.answers == row.answers && entry.response.comment == row.comment
}

/// A 503 says "not now", and a commit whose answer was lost may still prove it wrong; a 4xx is final.
fn is_turned_away(entry: &Entry) -> bool {
    let final_no = |outcome: &Outcome| matches!(outcome, Outcome::Status { status: 400..500, .. });
    let outcomes = || entry.exchanges.iter().map(|exchange| &exchange.outcome);
    let sent = || outcomes().filter(|outcome| **outcome != Outcome::Unreachable);
    entry.exchanges.len() == entry.attempts && sent().count() > 0 && sent().all(final_no)
}

fn look_at_answers(entry: &Entry, found: &mut Findings) {
    for exchange in &entry.exchanges {
        match &exchange.outcome {
            Outcome::Acknowledged(receipt) if *receipt != entry.response.id => {
                found.add("acknowledged with the receipt of another response", entry.response.id);
            }
            Outcome::Status { status, .. } if !STATUSES.contains(status) => {
                found.add(&format!("answered with {status}"), entry.response.id);
            }
            Outcome::Status { status: 503, retry_after: false } => {
                found.add("answered with 503 without Retry-After", entry.response.id);
            }
            _ => {}
        }
    }
}

#[derive(Default)]
struct Findings(BTreeMap<String, (usize, Option<ResponseId>)>);

impl Findings {
    fn add(&mut self, what: &str, id: ResponseId) {
        let (times, first) = self.0.entry(what.to_owned()).or_default();
        *times += 1;
        first.get_or_insert(id);
    }

    fn lines(self) -> Vec<String> {
        let line = |(what, (times, first)): (String, (usize, Option<ResponseId>))| {
            format!("{what}: {times} times, first {}", first.map_or_else(String::new, |id| id.0.to_string()))
        };
        self.0.into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use hailong::domain::ChannelId;

    use super::*;
    use crate::support::http::Exchange;
    use crate::support::responses::Counter;

    const UNKNOWN: Outcome = Outcome::Unknown { answer_begun: false };

    /// A response with these outcomes, and the row that it should have become.
    fn sent(outcomes: &[Outcome]) -> (Entry, StoredResponse) {
        let response = Counter::new(vec![("TESTTEST".to_owned(), ChannelId(1))]).next_response();
        let row = StoredResponse {
            id: response.id,
            answers: response.answers.clone(),
            comment: response.comment.clone(),
        };
        let now = Instant::now();
        let exchange = |outcome: &Outcome| Exchange {
            outcome: outcome.clone(),
            begun: now,
            ended: now,
            written: None,
            proven: false,
        };
        let exchanges = outcomes.iter().map(exchange).collect();
        (Entry { attempts: outcomes.len(), exchanges, ..Entry::new(response) }, row)
    }

    fn acknowledged() -> (Entry, StoredResponse) {
        let (mut entry, row) = sent(&[UNKNOWN, UNKNOWN]);
        entry.exchanges[1].outcome = Outcome::Acknowledged(entry.response.id);
        (entry, row)
    }

    fn status(status: u16) -> Outcome {
        Outcome::Status { status, retry_after: true }
    }

    fn assert_reported(entry: &Entry, stored: &[StoredResponse], what: &str) {
        let found = violations(std::slice::from_ref(entry), stored);
        assert!(found.len() == 1 && found[0].starts_with(what), "{what}: {found:?}");
        assert!(found[0].contains("1 times"), "{found:?}");
    }

    #[test]
    fn an_acknowledged_and_stored_response_is_not_reported() {
        let (told, row) = acknowledged();
        assert_eq!(violations(&[told], &[row]), [""; 0]);
        let (lost_answer, row) = sent(&[UNKNOWN]);
        assert_eq!(violations(std::slice::from_ref(&lost_answer), &[row]), [""; 0]);
        assert_eq!(violations(&[lost_answer], &[]), [""; 0]);
        let (not_now, row) = sent(&[status(503)]);
        assert_eq!(violations(&[not_now], &[row]), [""; 0]);
    }

    #[test]
    fn a_lost_acknowledgement_is_reported() {
        assert_reported(&acknowledged().0, &[], "acknowledged, but not stored");
    }

    #[test]
    fn a_response_that_was_never_sent_is_reported() {
        let (entry, row) = acknowledged();
        assert_reported(&entry, &[row, sent(&[]).1], "stored, but never sent");
    }

    #[test]
    fn a_response_that_is_stored_twice_is_reported() {
        let (entry, row) = acknowledged();
        assert_reported(&entry, &[row.clone(), row], "stored twice");
    }

    #[test]
    fn changed_answers_and_changed_comments_are_reported() {
        let (entry, row) = acknowledged();
        let other = StoredResponse { answers: vec![5; 6], ..row.clone() };
        assert_reported(&entry, &[other], "stored with other words");
        assert_reported(&entry, &[StoredResponse { comment: None, ..row }], "stored with other words");
    }

    #[test]
    fn a_receipt_of_another_response_is_reported() {
        let (mut entry, row) = acknowledged();
        entry.exchanges[1].outcome = Outcome::Acknowledged(sent(&[]).1.id);
        assert_reported(&entry, &[row], "acknowledged with the receipt of another response");
    }

    #[test]
    fn a_response_that_was_refused_and_stored_is_reported() {
        let (entry, row) = sent(&[Outcome::Unreachable, status(429)]);
        assert_reported(&entry, &[row], "turned away for good, but stored");
    }

    #[test]
    fn unexpected_statuses_are_reported() {
        assert_reported(&sent(&[status(500)]).0, &[], "answered with 500");
        let silent = Outcome::Status { status: 503, retry_after: false };
        assert_reported(&sent(&[silent]).0, &[], "answered with 503 without Retry-After");
    }
}
