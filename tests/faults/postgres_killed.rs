//! PostgreSQL is killed with all its processes under load and started again. The server keeps running and
//! recovers by itself.

use std::time::Duration;

use crate::support::{Load, Stage, Style};

/// How long PostgreSQL stays down: not at all, or longer than the connection timeout.
const OUTAGES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(6), Duration::ZERO];
const BETWEEN: usize = 80;
/// From the moment at which PostgreSQL accepts connections again.
const RECOVERY: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_postgresql_is_killed_and_the_server_recovers_by_itself() {
    let mut stage = Stage::set("F2 PostgreSQL killed").await;
    let server = stage.serve().await;
    let load = Load::start(&stage, &[server.address], &Style { citizens: 16, resend: true });
    let mut slowest = Duration::ZERO;
    for outage in OUTAGES {
        stage.acknowledges(BETWEEN).await;
        stage.postgres.kill();
        tokio::time::sleep(outage).await;
        stage.postgres.start();
        stage.postgres.recovered().await;
        slowest = slowest.max(stage.serves_again(RECOVERY).await);
    }
    stage.acknowledges(BETWEEN).await;
    stage.satisfies(load).await;
    let totals = stage.journal.totals();
    stage.finish(&format!("{} kills, served again after at most {slowest:.1?}", OUTAGES.len())).await;
    assert!(totals.cut + totals.refusals() > 0, "nobody noticed that PostgreSQL was killed");
}
