//! A phone loses its network right after it sent the form, and then sends the form again several times at
//! once.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::{Exchange, Line, Outcome, SentResponse, Server, Stage, send};

const RESPONSES: usize = 12;
const REPEATS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_again_ten_times_after_a_disconnect_is_one_response_with_one_receipt() {
    let stage = Stage::set("F3 client gone").await;
    let server = stage.serve().await;
    for number in 0..RESPONSES {
        let response = stage.counter.next_response();
        send_and_leave(&stage, &server, &response, number % 2 == 0).await;
        let receipts = send_at_once(&stage, &server, &response).await;
        assert_eq!(receipts, vec![Outcome::Acknowledged(response.id); REPEATS]);
        let query = format!("SELECT count(*) AS number FROM responses WHERE id = '{}'", response.id.0);
        assert_eq!(stage.number(&query).await, 1);
    }
    stage.finish(&format!("{RESPONSES} forms, {REPEATS} repeats each")).await;
}

/// Sends the request and disconnects: gracefully, or with a reset that discards unsent bytes.
async fn send_and_leave(stage: &Stage, server: &Server, response: &SentResponse, politely: bool) {
    stage.journal.attempt(response);
    let begun = Instant::now();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&response.request()).await.unwrap();
    let written = Some(Instant::now());
    if !politely {
        stream.set_zero_linger().unwrap();
    }
    drop(stream);
    let outcome = Outcome::Unknown { answer_begun: false };
    let exchange = Exchange { outcome, begun, ended: Instant::now(), written, proven: false };
    stage.journal.record(response, &exchange);
}

async fn send_at_once(stage: &Stage, server: &Server, response: &SentResponse) -> Vec<Outcome> {
    let mut repeats = JoinSet::new();
    for _ in 0..REPEATS {
        let (journal, response, address) = (stage.journal.clone(), response.clone(), server.address);
        repeats.spawn(async move {
            send(&journal, &mut Line::fresh(address, Duration::from_secs(15)), &response).await
        });
    }
    repeats.join_all().await
}
