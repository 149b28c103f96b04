//! The database's volume is full. No citizen gets a false receipt, and once there is room again the server
//! continues.
//!
//! First the tables cannot grow, and PostgreSQL refuses each statement that needs them to. When its WAL or a
//! checkpoint needs space, it panics; then it recovers and refuses connections, or ends, because recovery
//! needs space too.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::support::{Load, Server, Stage, Style, eventually, until};

const SIZE: &str = "size=96m";
/// Comments of about a kilobyte, so that the last free pages are soon used up.
const LONG: usize = 900;
const REFUSALS: usize = 16;
/// From the moment at which there is room and PostgreSQL accepts connections.
const RECOVERY: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn tables_that_cannot_grow_give_no_false_receipt_and_the_server_continues_when_there_is_room() {
    let mut volume = None;
    let (stage, server) = begin("F5a no room for tables", &mut volume).await;
    let volume = volume.as_ref().expect("the volume was mounted");
    let load = Load::start(&stage, &[server.address], &Style { citizens: 8, resend: true });
    stage.acknowledges(50).await;
    let filler = volume.fill();
    are_refused(&stage, REFUSALS).await;
    fs::remove_file(filler).unwrap();
    let pause = stage.serves_again(RECOVERY).await;
    stage.satisfies(load).await;
    stage.finish(&format!("served again after {pause:.1?}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_panics_on_a_full_disk_gives_no_false_receipt_and_the_server_continues() {
    let mut volume = None;
    let (mut stage, server) = begin("F5b PostgreSQL panics for want of room", &mut volume).await;
    let volume = volume.as_ref().expect("the volume was mounted");
    let load = Load::start(&stage, &[server.address], &Style { citizens: 8, resend: true });
    stage.acknowledges(50).await;
    let filler = volume.fill();
    // Uses up the preallocated WAL, for which the small load would need an hour.
    let panics = async || {
        stage.postgres.switch_log().await;
        stage.postgres.has_panicked().then_some(())
    };
    eventually("PostgreSQL panics", Duration::from_secs(30), panics).await;
    let refusals = stage.journal.totals().refusals();
    are_refused(&stage, refusals + REFUSALS).await;
    fs::remove_file(filler).unwrap();
    let gave_up = stage.postgres.has_ended();
    if gave_up {
        // As an operator does.
        stage.postgres.start();
    }
    stage.postgres.recovered().await;
    let pause = stage.serves_again(RECOVERY).await;
    stage.satisfies(load).await;
    let by_hand = if gave_up { ", by hand" } else { "" };
    stage.finish(&format!("PostgreSQL came back{by_hand}, served again after {pause:.1?}")).await;
}

async fn begin(name: &'static str, volume: &mut Option<Volume>) -> (Stage, Server) {
    let mut stage = Stage::set_on(name, |cluster| *volume = Some(Volume::mount(cluster))).await;
    stage.lengthen_comments(LONG);
    let server = stage.serve().await;
    (stage, server)
}

async fn are_refused(stage: &Stage, citizens: usize) {
    let refused = || stage.journal.totals().refusals() >= citizens;
    until("responses are refused", Duration::from_secs(30), refused).await;
}

/// A small file system in memory; unmounted when dropped.
struct Volume(PathBuf);

impl Volume {
    fn mount(folder: &Path) -> Self {
        fs::create_dir(folder).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder).output().unwrap();
        let said = String::from_utf8_lossy(&mounted.stderr).into_owned();
        assert!(mounted.status.success(), "this fault mounts a tmpfs, which takes root: {said}");
        Self(folder.to_owned())
    }

    /// Writes a file until the volume is full.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = File::create(&path).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        path
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // Lazily: a process that is ending may still have a file open.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let folder = self.0.parent().unwrap();
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(folder);
        }
    }
}
