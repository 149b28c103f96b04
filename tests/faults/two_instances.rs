//! Two servers on one database. One is killed; clients send the same form to the other.

use std::time::Duration;

use crate::support::{Load, Stage, Style};

const COUNTS: usize = 8;
const GOES_ON: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_counted_twice_when_one_of_two_servers_is_killed() {
    let stage = Stage::set("F8 one of two killed").await;
    let (stays, mut dies) = (stage.serve().await, stage.serve().await);
    let servers = [stays.address, dies.address];
    let load = Load::start(&stage, &servers, &Style { citizens: 16, resend: true });
    stage.acknowledges(200).await;
    // Counts all responses meanwhile, as publishing does.
    for _ in 0..COUNTS {
        stage.count_responses().await;
    }
    stage.acknowledges(100).await;
    dies.kill();
    let pause = stage.serves_again(GOES_ON).await;
    stage.acknowledges(200).await;
    stage.satisfies(load).await;
    let cut = stage.journal.totals().cut;
    stage.finish(&format!("served again after {pause:.1?}")).await;
    assert!(cut > 0, "no request was under way when the server was killed");
}
