//! The server reaches PostgreSQL through pgbouncer in transaction mode, which is killed under load.

use std::time::Duration;

use crate::support::{Load, Pooler, Server, Stage, Style};

const KILLS: usize = 2;
const BETWEEN: usize = 80;
/// From the moment in which pgbouncer accepts connections again.
const RECOVERY: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_behind_a_pooler_and_the_server_recovers_when_it_is_killed() {
    let stage = Stage::set("F9 pooler killed").await;
    let mut pooler = Pooler::start(&stage.folder, &stage.postgres);
    pooler.accepting().await;
    let settings = [("HAILONG_POOLER", "transaction")];
    let server = Server::start(&stage.folder, &pooler.url(), &settings).await;
    let load = Load::start(&stage, &[server.address], &Style { citizens: 16, resend: true });
    let mut slowest = Duration::ZERO;
    for _ in 0..KILLS {
        stage.acknowledges(BETWEEN).await;
        pooler.kill();
        pooler.start_again();
        pooler.accepting().await;
        slowest = slowest.max(stage.serves_again(RECOVERY).await);
    }
    stage.acknowledges(BETWEEN).await;
    stage.satisfies(load).await;
    let totals = stage.journal.totals();
    stage.finish(&format!("{KILLS} kills, served again after at most {slowest:.1?}")).await;
    assert!(totals.cut + totals.refusals() > 0, "nobody noticed that pgbouncer was killed");
}
