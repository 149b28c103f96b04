//! Tests the cluster with real PostgreSQL programs, with processes that join, leave and are killed.

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::creation::OUTSIDE;
use super::server::{PID_FILE, socket_directory};
use super::{Account, DATABASE, PrivateCluster};

/// A data directory. Dropping it removes the cluster too, wherever that is.
struct TemporaryCluster {
    _root: TempDir,
    data: PathBuf,
}

impl TemporaryCluster {
    /// `mode` decides whether PostgreSQL's user may enter.
    fn new(name: &str, mode: u32) -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), Permissions::from_mode(mode)).unwrap();
        let data = root.path().join(name);
        DirBuilder::new().recursive(true).mode(mode).create(&data).unwrap();
        Self { _root: root, data }
    }

    fn join(&self) -> PrivateCluster {
        PrivateCluster::join(&self.data).unwrap_or_else(|error| panic!("{error}"))
    }

    fn cluster(&self) -> PathBuf {
        fs::canonicalize(self.data.join("postgres")).unwrap()
    }

    /// The process of the server, if the pid file exists.
    fn server(&self) -> Option<Pid> {
        let text = fs::read_to_string(self.data.join("postgres").join(PID_FILE)).ok()?;
        text.lines().next().and_then(|line| line.parse().ok()).map(Pid::from_raw)
    }

    fn kill_server(&self) {
        let server = self.server().expect("a running server");
        kill(server, Signal::SIGKILL).unwrap();
        wait_until("the server is dead", || !works(server));
    }
}

impl Drop for TemporaryCluster {
    fn drop(&mut self) {
        if let Ok(target) = fs::read_link(self.data.join("postgres")) {
            assert!(target.starts_with(OUTSIDE));
            let _ = fs::remove_dir_all(target);
        }
    }
}

/// Whether a process exists and is not a zombie.
fn works(process: Pid) -> bool {
    fs::read_to_string(format!("/proc/{process}/status")).is_ok_and(|status| !status.contains("State:\tZ"))
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < Duration::from_secs(20), "still not so: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn psql(cluster: &PrivateCluster) -> Command {
    let mut command = Command::new("psql");
    command.args([
        "-X",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        cluster.owner_url(DATABASE).expose_secret(),
        "-c",
    ]);
    command
}

fn query(cluster: &PrivateCluster, sql: &str) -> String {
    let output = psql(cluster).arg(sql).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A client whose backend computes without end, and therefore does not notice that its server was killed.
fn busy_backend(cluster: &PrivateCluster) -> Child {
    let client = psql(cluster).arg("DO 'BEGIN LOOP END LOOP; END'").stderr(Stdio::null()).spawn().unwrap();
    wait_until("a backend computes", || {
        query(cluster, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'")
            == "1"
    });
    client
}

fn names_in(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_first_user_starts_the_server_and_the_last_one_stops_it() {
    let place = TemporaryCluster::new("data", 0o755);
    let unfinished = place.data.join("postgres.draft-0");
    fs::create_dir(&unfinished).unwrap();
    fs::write(unfinished.join("PG_VERSION"), "15").unwrap();

    let server = place.join();
    let expected = ["postgres", "postgres.password", "postgres.starting", "postgres.users"];
    assert_eq!(names_in(&place.data), expected);
    let password = fs::metadata(place.data.join("postgres.password")).unwrap();
    assert_eq!(password.permissions().mode() & 0o777, 0o600);
    let pid = place.server().expect("a running server");

    let sql = "SELECT pg_encoding_to_char(encoding), datlocprovider, daticulocale, current_user,
        current_setting('listen_addresses'), current_setting('fsync'), current_setting('synchronous_commit'),
        current_setting('full_page_writes') FROM pg_database WHERE datname = current_database()";
    assert_eq!(query(&server, sql), "UTF8|i|vi|hailong||on|on|on");
    query(&server, "CREATE TABLE kept (n int)");

    let command = place.join();
    assert!(!command.revive().unwrap());
    drop(command);
    assert_eq!(query(&server, "SELECT count(*) FROM kept"), "0");
    assert_eq!(place.server(), Some(pid));
    drop(server);
    assert_eq!(place.server(), None);
    assert!(!works(pid));

    let again = place.join();
    assert_eq!(query(&again, "SELECT count(*) FROM kept"), "0");
    drop(again);
    fs::remove_file(place.data.join("postgres.password")).unwrap();
    let error = PrivateCluster::join(&place.data).unwrap_err();
    assert!(error.to_string().contains("is missing or empty"), "{error}");
}

#[test]
fn a_killed_server_is_started_again_with_its_data() {
    let place = TemporaryCluster::new("data", 0o755);
    let survivor = place.join();
    query(&survivor, "CREATE TABLE kept AS SELECT 1 AS n");
    let mut client = busy_backend(&survivor);
    place.kill_server();
    assert!(survivor.revive().unwrap(), "a computing orphan was in the way");
    client.wait().unwrap();
    assert_eq!(query(&survivor, "SELECT n FROM kept"), "1");

    drop(survivor);

    let mut process = process_of_its_own(&place.data);
    wait_until("the process has joined", || place.data.join("joined").exists());
    process.kill().unwrap();
    process.wait().unwrap();
    let orphaned = place.server();
    assert!(orphaned.is_some_and(works));
    let next = place.join();
    assert_eq!(place.server(), orphaned, "a healthy server is joined, even if another process started it");

    // The killed server's process id now belongs to another process of the same user.
    place.kill_server();
    let account = Account::for_cluster(&place.cluster()).unwrap();
    let mut sleeper = account.command(Path::new("sleep"), Path::new("/")).arg("60").spawn().unwrap();
    let path = place.cluster().join(PID_FILE);
    let text = fs::read_to_string(&path).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    fs::write(&path, format!("{}\n{rest}", sleeper.id())).unwrap();
    assert!(next.revive().unwrap());
    assert_eq!(query(&next, "SELECT n FROM kept"), "1");
    assert!(sleeper.try_wait().unwrap().is_none(), "the other process was harmed");
    sleeper.kill().unwrap();
    sleeper.wait().unwrap();
    drop(next);
    assert_eq!(place.server(), None, "a killed process still counts as a user");
}

#[test]
fn a_data_directory_that_only_root_can_enter_holds_a_link_to_the_cluster() {
    if !Uid::effective().is_root() {
        return;
    }
    let place = TemporaryCluster::new("data", 0o700);
    let server = place.join();
    let first = place.cluster();
    assert_eq!(first.parent(), Some(Path::new(OUTSIDE)));
    assert_eq!(query(&server, "SELECT 1"), "1");
    drop(server);
    assert_eq!(place.server(), None);

    let server = place.join();
    assert_eq!(place.cluster(), first);
    drop(server);
    fs::remove_dir_all(&first).unwrap();
    let server = place.join();
    assert_ne!(place.cluster(), first, "a new cluster replaces a link without a target");
    assert_eq!(query(&server, "SELECT 1"), "1");
}

#[test]
fn concurrent_users_share_one_cluster_under_a_long_path_with_special_characters() {
    let place = TemporaryCluster::new(&format!("it's $HOME, \"{}\"", "long".repeat(30)), 0o755);
    let users: Vec<_> = thread::scope(|scope| {
        let joining: Vec<_> = (0..4).map(|_| scope.spawn(|| place.join())).collect();
        joining.into_iter().map(|user| user.join().unwrap()).collect()
    });
    let pid = place.server().expect("a running server");
    let sockets = socket_directory(&place.cluster()).unwrap();
    assert!(sockets.starts_with("/tmp"), "{}", sockets.display());
    for user in &users {
        assert_eq!(query(user, "SELECT 1"), "1");
    }
    assert_eq!(place.server(), Some(pid));
    drop(users);
    assert!(!works(pid));
    assert!(!sockets.exists());

    DirBuilder::new().mode(0o755).create(&sockets).unwrap();
    let error = PrivateCluster::join(&place.data).unwrap_err();
    fs::remove_dir(&sockets).unwrap();
    assert!(error.to_string().contains("must be a directory that belongs to the user"), "{error}");
}

#[test]
fn a_directory_that_is_no_cluster_is_left_unchanged() {
    let place = TemporaryCluster::new("data", 0o755);
    fs::create_dir(place.data.join("postgres")).unwrap();
    fs::write(place.data.join("postgres/letter.txt"), "mine").unwrap();
    let error = PrivateCluster::join(&place.data).unwrap_err();
    assert!(error.to_string().contains("is no PostgreSQL cluster"), "{error}");
    assert!(place.data.join("postgres/letter.txt").exists());
}

/// Starts another process that joins the cluster and stays until it is killed.
fn process_of_its_own(data: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "store::cluster::tests::a_process_to_be_killed_stays_until_then"]);
    command.env("HAILONG_TEST_CLUSTER", data).stdout(Stdio::null()).spawn().unwrap()
}

/// Tests nothing by itself: another test runs it as the process to be killed.
#[test]
fn a_process_to_be_killed_stays_until_then() {
    let Some(data) = std::env::var_os("HAILONG_TEST_CLUSTER").map(PathBuf::from) else {
        return;
    };
    let _cluster = PrivateCluster::join(&data).unwrap();
    fs::write(data.join("joined"), "").unwrap();
    thread::sleep(Duration::from_mins(10));
}
