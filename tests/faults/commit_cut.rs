//! The connection to PostgreSQL breaks around a commit, so that the server cannot tell whether the response
//! is stored. It must find out: the citizen gets a receipt, and there is exactly one row.

use std::time::Duration;

use crate::support::{Cut, CuttingProxy, Line, Load, Outcome, Server, Stage, Style, until};

const LONE_CUTS: [Cut; 7] = [
    Cut::Acknowledgement,
    Cut::Acknowledgement,
    Cut::Request,
    Cut::Acknowledgement,
    Cut::Request,
    Cut::Acknowledgement,
    Cut::Acknowledgement,
];
const CUTS_UNDER_LOAD: usize = 10;

async fn server_behind(stage: &Stage, proxy: &CuttingProxy) -> Server {
    let url = format!("postgresql://hailong_app@{}/hailong", proxy.address);
    Server::start(&stage.folder, &url, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_whose_commit_was_not_confirmed_gets_a_receipt() {
    let stage = Stage::set("F4a commit cut").await;
    let proxy = CuttingProxy::start(stage.postgres.address).await;
    let server = server_behind(&stage, &proxy).await;
    let mut line = Line::kept(server.address, Duration::from_secs(15));
    for (cuts, cut) in LONE_CUTS.into_iter().enumerate() {
        let response = stage.counter.next_response();
        proxy.arm(cut);
        let outcome = stage.send(&mut line, &response).await;
        assert_eq!(proxy.cuts(), cuts + 1, "no response went through the proxy");
        assert_eq!(outcome, Outcome::Acknowledged(response.id), "{cut:?}");
    }
    stage.finish(&format!("{} cuts", proxy.cuts())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_counted_twice_when_commits_are_cut_under_load() {
    let stage = Stage::set("F4b commits cut under load").await;
    let proxy = CuttingProxy::start(stage.postgres.address).await;
    let server = server_behind(&stage, &proxy).await;
    let load = Load::start(&stage, &[server.address], &Style { citizens: 8, resend: true });
    for cuts in 0..CUTS_UNDER_LOAD {
        proxy.arm(if cuts % 3 == 2 { Cut::Request } else { Cut::Acknowledgement });
        until("a commit is cut", Duration::from_secs(10), || proxy.cuts() > cuts).await;
        stage.acknowledges(20).await;
    }
    stage.satisfies(load).await;
    stage.finish(&format!("{} cuts", proxy.cuts())).await;
}
