//! A phone loses its network right after it sent the form, and then sends it again and again.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::{Exchange, Line, Outcome, SentSheet, Server, Stage, send};

const SHEETS: usize = 12;
const REPEATS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_whose_sender_left_and_came_back_ten_times_is_one_sheet_with_one_receipt() {
    let stage = Stage::set("F3 client gone").await;
    let server = stage.serve().await;
    for number in 0..SHEETS {
        let sheet = stage.counter.next_sheet();
        send_and_leave(&stage, &server, &sheet, number % 2 == 0).await;
        let receipts = send_at_once(&stage, &server, &sheet).await;
        assert_eq!(receipts, vec![Outcome::Acknowledged(sheet.id); REPEATS]);
        let query = format!("SELECT count(*) AS number FROM responses WHERE id = '{}'", sheet.id.0);
        assert_eq!(stage.number(&query).await, 1);
    }
    stage.finish(&format!("{SHEETS} forms, {REPEATS} repeats each")).await;
}

/// Hangs up when the last byte is written: politely, or so that the server's kernel drops what it holds for us.
async fn send_and_leave(stage: &Stage, server: &Server, sheet: &SentSheet, politely: bool) {
    stage.journal.attempt(sheet);
    let begun = Instant::now();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&sheet.request()).await.unwrap();
    let written = Some(Instant::now());
    if !politely {
        stream.set_zero_linger().unwrap();
    }
    drop(stream);
    let outcome = Outcome::Unknown { answer_begun: false };
    let exchange = Exchange { outcome, begun, ended: Instant::now(), written, proven: false };
    stage.journal.record(sheet, &exchange);
}

async fn send_at_once(stage: &Stage, server: &Server, sheet: &SentSheet) -> Vec<Outcome> {
    let mut repeats = JoinSet::new();
    for _ in 0..REPEATS {
        let (journal, sheet, address) = (stage.journal.clone(), sheet.clone(), server.address);
        repeats.spawn(async move {
            send(&journal, &mut Line::fresh(address, Duration::from_secs(15)), &sheet).await
        });
    }
    repeats.join_all().await
}
