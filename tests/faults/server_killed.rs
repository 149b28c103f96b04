//! The server is killed under load. Clients without an answer send the same form again, as browsers do.

use crate::support::{Load, Stage, Style};

const KILLS: usize = 5;
/// Acknowledgements between two kills, so that each kill happens under full load.
const BETWEEN: usize = 80;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_counted_twice_when_the_server_is_killed_again_and_again() {
    let stage = Stage::set("F1 server killed").await;
    let mut server = stage.serve().await;
    let load = Load::start(&stage, &[server.address], &Style { citizens: 16, resend: true });
    for _ in 0..KILLS {
        stage.acknowledges(BETWEEN).await;
        server.kill();
        server.start_again();
    }
    stage.acknowledges(BETWEEN).await;
    stage.satisfies(load).await;
    let cut = stage.journal.totals().cut;
    stage.finish(&format!("{KILLS} kills")).await;
    assert!(cut > 0, "no request was under way when the server was killed");
}
