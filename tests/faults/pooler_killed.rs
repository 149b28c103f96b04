//! The server reaches PostgreSQL through pgbouncer in transaction mode, which is killed under load.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::StatusCode;
use tokio::task::JoinSet;

use crate::support::{Load, Pooler, Server, Stage, Style};

const KILLS: usize = 2;
const BETWEEN: usize = 80;
/// From the moment at which pgbouncer accepts connections again.
const RECOVERY: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_behind_a_pooler_and_the_server_recovers_when_it_is_killed() {
    let stage = Stage::set("F9 pooler killed").await;
    let mut pooler = Pooler::start(&stage.folder, &stage.postgres);
    pooler.accepting().await;
    let settings = [("HAILONG_POOLER", "transaction")];
    let server = Server::start(&stage.folder, &pooler.url(), &settings).await;
    let load = Load::start(&stage, &[server.address], &Style { citizens: 16, resend: true });
    // Other requests use the pooler too, several at a time.
    // (`/results/33.json` belongs here again once reports are made of editions.)
    let reads = ["/k/00000000", "/r/00000000000000000000000000", "/readyz"];
    let readers = tokio::spawn(read_at_once(server.address, reads));
    let units = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data/units.csv");
    for mut import in [(); 3].map(|()| stage.begin(&pooler.url(), &settings, &["import", "units", units])) {
        let said = import.wait().unwrap();
        assert!(said.success(), "an import behind the pooler: {said}");
    }
    assert_eq!(readers.await.unwrap(), Vec::<String>::new());
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
    // No request needs to have failed: the server retries until pgbouncer is back.
    stage.finish(&format!("{KILLS} kills, served again after at most {slowest:.1?}")).await;
}

/// Requests these pages many times at once and returns the unexpected answers.
async fn read_at_once(server: SocketAddr, pages: [&'static str; 3]) -> Vec<String> {
    let client = reqwest::Client::new();
    let mut reading = JoinSet::new();
    for page in pages.into_iter().cycle().take(90) {
        let (client, address) = (client.clone(), format!("http://{server}{page}"));
        reading.spawn(async move {
            let status = client.get(&address).send().await.map(|answer| answer.status());
            (!matches!(status, Ok(StatusCode::OK | StatusCode::NOT_FOUND)))
                .then(|| format!("{address}: {status:?}"))
        });
    }
    reading.join_all().await.into_iter().flatten().collect()
}
