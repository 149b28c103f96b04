//! The verdict on a real database, of which something was taken away behind the server's back. What it says about the
//! sheets alone is tested beside it.

use std::time::Duration;

use diesel_async::SimpleAsyncConnection;

use crate::support::{Line, Outcome, Stage, connect};

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_vanishes_after_its_receipt_is_missed_and_so_is_its_place_in_the_counts() {
    let stage = Stage::set("F0 sheet taken away").await;
    let server = stage.serve().await;
    let mut line = Line::kept(server.address, Duration::from_secs(15));
    for _ in 0..3 {
        let sheet = stage.counter.next_sheet();
        assert_eq!(stage.send(&mut line, &sheet).await, Outcome::Acknowledged(sheet.id));
    }
    assert_eq!(stage.wrongs().await, [""; 0]);
    let mut connection = connect(&stage.postgres.url()).await;
    connection
        .batch_execute("DELETE FROM responses WHERE id = (SELECT max(id::text) FROM responses)::uuid")
        .await
        .unwrap();
    let wrong = stage.wrongs().await;
    assert!(wrong[0].starts_with("acknowledged, but not stored: 1 times"), "{wrong:?}");
    assert!(wrong[1].starts_with("the unit of "), "{wrong:?}");
}
