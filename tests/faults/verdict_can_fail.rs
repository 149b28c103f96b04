//! Tests the verdict on a real database from which rows were deleted without the server. Its checks of
//! responses alone are tested in `support/verdict.rs`.

use std::time::Duration;

use diesel_async::SimpleAsyncConnection;

use crate::support::{Line, Outcome, Stage, connect};

#[tokio::test(flavor = "multi_thread")]
async fn a_response_deleted_after_its_receipt_is_reported_and_so_are_its_counts() {
    let stage = Stage::set("F0 response taken away").await;
    let server = stage.serve().await;
    let mut line = Line::kept(server.address, Duration::from_secs(15));
    for _ in 0..3 {
        let response = stage.counter.next_response();
        assert_eq!(stage.send(&mut line, &response).await, Outcome::Acknowledged(response.id));
    }
    assert_eq!(stage.wrongs().await, [""; 0]);
    let mut connection = connect(&stage.postgres.owner_url()).await;
    connection
        .batch_execute("DELETE FROM responses WHERE id = (SELECT max(id::text) FROM responses)::uuid")
        .await
        .unwrap();
    let wrong = stage.wrongs().await;
    assert!(wrong[0].starts_with("acknowledged, but not stored: 1 times"), "{wrong:?}");
    assert!(wrong[1].starts_with("the unit of "), "{wrong:?}");
}
