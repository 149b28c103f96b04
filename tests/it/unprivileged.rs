//! `hailong serve` started as root goes on as an ordinary user.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User};
use reqwest::StatusCode;
use secrecy::ExposeSecret;

use crate::commands::hailong;
use crate::support::{TestDatabase, browser, hidden_field};

/// A server of its own process; killed when dropped.
struct Served {
    process: Child,
    base: String,
    log: PathBuf,
}

impl Served {
    /// Starts `hailong serve` and waits until it is ready.
    async fn start(data: &Path, settings: &[(&str, &str)]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = data.with_extension("log");
        let file = fs::File::options().append(true).create(true).open(&log).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hailong"));
        command
            .arg("serve")
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap())
            .envs(settings.iter().copied());
        command.env("HAILONG_DATA_DIR", data).env("HAILONG_BIND", address.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        let mut served = Self { process: command.spawn().unwrap(), base: format!("http://{address}"), log };
        for _ in 0..600 {
            let ready = reqwest::get(format!("{}/readyz", served.base)).await;
            if ready.is_ok_and(|ready| ready.status() == StatusCode::OK) {
                return served;
            }
            assert!(served.process.try_wait().unwrap().is_none(), "{}", served.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it is not ready: {}", served.log());
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// The words after `field` in the kernel's account of the process.
    fn status(&self, field: &str) -> Vec<String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line =
            status.lines().find_map(|line| line.strip_prefix(&format!("{field}:"))).unwrap().to_owned();
        line.split_whitespace().map(str::to_owned).collect()
    }

    /// Fails unless all rights of the process are those of `user`.
    fn expect_user(&self, user: &User) {
        assert_eq!(self.status("Uid"), vec![user.uid.to_string(); 4]);
        assert_eq!(self.status("Gid"), vec![user.gid.to_string(); 4]);
        assert_eq!(self.status("Groups"), vec![user.gid.to_string()]);
        assert_eq!(self.status("CapEff"), ["0000000000000000"]);
        for thread in fs::read_dir(format!("/proc/{}/task", self.process.id())).unwrap() {
            assert_eq!(
                thread.unwrap().metadata().unwrap().uid(),
                user.uid.as_raw(),
                "a thread kept root's rights"
            );
        }
    }

    /// Sends a response and returns the status; `None` if there is no form.
    async fn answer(&self) -> Option<StatusCode> {
        let (browser, address) = (browser(), format!("{}/k/{CODE}", self.base));
        let page = browser.get(&address).send().await.unwrap().text().await.unwrap();
        if !page.contains("name=\"token\"") {
            return None;
        }
        let token = hidden_field(&page, "token");
        let form = [("token", token.as_str()), ("settlement", "5"), ("attitude", "5")];
        Some(browser.post(&address).form(&form).send().await.unwrap().status())
    }

    /// Waits until a response is accepted.
    async fn accepts(&self) {
        for _ in 0..200 {
            if self.answer().await == Some(StatusCode::SEE_OTHER) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no response is accepted: {}", self.log());
    }

    /// Asks it to stop, and waits until it has.
    fn stop(mut self) {
        kill(Pid::from_raw(self.process.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
        let status = self.process.wait().unwrap();
        assert!(status.success(), "{status}: {}", self.log());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a server says whose database role owns the tables.
const WARNING: &str = "the role in DATABASE_URL owns hailong's tables";
/// The code of the counter.
const CODE: &str = "00000011";

/// The user of the private cluster, if we are root.
fn postgres_user() -> Option<User> {
    Uid::effective().is_root().then(|| User::from_name("postgres").unwrap().expect("the user postgres"))
}

/// Kills the private cluster's PostgreSQL.
fn kill_postgres(data: &Path) {
    let text = fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap();
    kill(Pid::from_raw(text.lines().next().unwrap().parse().unwrap()), Signal::SIGKILL).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_root_starts_runs_as_the_user_of_its_cluster_and_starts_again() {
    let Some(user) = postgres_user() else { return };
    // As under /root: nobody else may enter, so the cluster is elsewhere.
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::DirBuilder::new().mode(0o700).create(&data).unwrap();
    // What root's commands make before is root's, as with earlier versions.
    for (kind, csv) in [
        ("units", include_str!("../../assets/data/units.csv")),
        ("lineage", include_str!("../../assets/data/lineage.csv")),
        ("channels", &format!("code,unit,label\n{CODE},12049,Quầy 1\n")),
    ] {
        let output = hailong(&data, &["import", kind, "-"], csv);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    fs::DirBuilder::new().mode(0o700).create(data.join("mail")).unwrap();
    fs::write(data.join("mail/old.eml"), "").unwrap();
    assert_eq!(fs::metadata(data.join("postgres.starting")).unwrap().uid(), 0);

    for _ in 0..2 {
        let served = Served::start(&data, &[]).await;
        served.expect_user(&user);
        assert!(served.log().contains("started as root, serving as an ordinary user"), "{}", served.log());
        assert_eq!(served.answer().await, Some(StatusCode::SEE_OTHER));
        for name in ["mail", "mail/old.eml", "postgres.starting", "postgres.users"] {
            assert_eq!(fs::metadata(data.join(name)).unwrap().uid(), user.uid.as_raw(), "{name}");
        }
        for name in [".", "secret.key", "postgres.password"] {
            assert_eq!(fs::metadata(data.join(name)).unwrap().uid(), 0, "{name} is used before or only read");
        }
        // It can still start PostgreSQL again, and stop it in the end.
        kill_postgres(&data);
        served.accepts().await;
        served.stop();
        assert!(!data.join("postgres/postmaster.pid").exists(), "the cluster is stopped too");
    }
    fs::remove_dir_all(fs::read_link(data.join("postgres")).unwrap()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_another_database_root_becomes_a_user_of_the_system_writes_mails_and_warns_of_an_owning_role() {
    let Some(user) = postgres_user() else { return };
    if User::from_name("hailong").unwrap().is_some() {
        return; // That user would be chosen, who may not enter the directory of the test cluster's socket.
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let database = TestDatabase::new().await;
    let mail = "INSERT INTO outbox (kind, topic, period, recipient, message_id, message)
        VALUES ('digest', '33/mot-cua', '2024-11', 'lan@hungyen.example', 'one', 'Subject: x')";
    database.execute(mail).await;
    let served = Served::start(&data, &[("DATABASE_URL", database.url().expose_secret())]).await;
    served.expect_user(&user);
    let written = data.join("mail/one.eml");
    for _ in 0..200 {
        if written.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(
        fs::metadata(&written).expect("the mail is written").uid(),
        user.uid.as_raw(),
        "{}",
        served.log()
    );
    assert!(!served.log().contains(WARNING), "{}", served.log());
    served.stop();
    let served = Served::start(&data, &[("DATABASE_URL", database.owner_url().expose_secret())]).await;
    assert!(served.log().contains(WARNING), "{}", served.log());
    served.stop();
}
