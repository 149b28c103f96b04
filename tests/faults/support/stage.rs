//! The setup and the end of each fault test: a database with counters, and the verdict.

use std::fs::{self, DirBuilder};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard};

use super::counts::{counts_by_unit_equal_the_journal, editions_and_live_counts_equal_the_responses};
use super::http::{Line, Outcome};
use super::journal::Journal;
use super::load::{Load, send};
use super::postgres::Postgres;
use super::responses::{Counter, SentResponse};
use super::server::{Server, command, run};
use super::stored::{connect, execute, find_counter, number, stored_responses};
use super::verdict::violations;
use super::waiting::until;

/// Runs one fault after the other. The lock holds the template: a cluster with the schema, the real units and
/// the counters; every fault gets a copy of it.
static TURN: Mutex<Option<PathBuf>> = Mutex::const_new(None);
/// The number of faults that wait for their turn.
static WAITING: AtomicUsize = AtomicUsize::new(0);
/// Timeout for a debug build on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A database, the citizens who send to it, and the journal.
pub struct Stage {
    name: &'static str,
    begun: Instant,
    pub folder: PathBuf,
    pub journal: Arc<Journal>,
    pub counter: Arc<Counter>,
    pub postgres: Postgres,
    turn: MutexGuard<'static, Option<PathBuf>>,
}

impl Stage {
    /// Waits for its turn and sets up the fault `name`.
    pub async fn set(name: &'static str) -> Self {
        Self::set_on(name, |_| {}).await
    }

    /// Sets up the fault `name` with a cluster in the folder that `prepare` makes.
    pub async fn set_on(name: &'static str, prepare: impl FnOnce(&Path)) -> Self {
        WAITING.fetch_add(1, Ordering::Relaxed);
        let mut turn = TURN.lock().await;
        WAITING.fetch_sub(1, Ordering::Relaxed);
        if turn.is_none() {
            *turn = Some(make_template().await);
        }
        let template = turn.as_ref().unwrap();
        let begun = Instant::now();
        let folder = run_folder().join(name.split(' ').next().unwrap());
        DirBuilder::new().mode(0o711).create(&folder).unwrap();
        let cluster = folder.join("postgres");
        prepare(&cluster);
        let copied =
            Command::new("cp").args(["-a", "--no-target-directory"]).arg(template).arg(&cluster).status();
        assert!(copied.unwrap().success(), "the template could not be copied to {}", cluster.display());
        let mut postgres = Postgres::of(&cluster, &folder.join("postgres.log"));
        postgres.start();
        postgres.recovered().await;
        let counter = Arc::new(find_counter(&mut connect(&postgres.owner_url()).await).await);
        Self { name, begun, folder, journal: Arc::default(), counter, postgres, turn }
    }

    /// Starts a server on the database.
    pub async fn serve(&self) -> Server {
        Server::start(&self.folder, &self.postgres.url(), &[]).await
    }

    /// Sends a response once.
    pub async fn send(&self, line: &mut Line, response: &SentResponse) -> Outcome {
        send(&self.journal, line, response).await
    }

    /// Waits for this many further acknowledgements.
    pub async fn acknowledges(&self, more: usize) {
        let enough = self.journal.acknowledged() + more;
        until("responses are acknowledged", TIMEOUT, || self.journal.acknowledged() >= enough).await;
    }

    /// Waits until a request that begins only now is acknowledged, at most for `timeout`. Returns how long it
    /// took.
    pub async fn serves_again(&self, timeout: Duration) -> Duration {
        let now = Instant::now();
        until("somebody is served again", timeout, || self.journal.acknowledged_since(now)).await;
        now.elapsed()
    }

    /// Ends a load whose citizens send until they have a receipt.
    pub async fn satisfies(&self, load: Load) {
        load.finish(TIMEOUT).await;
        let totals = self.journal.totals();
        assert_eq!(totals.acknowledged, totals.attempted, "a citizen gave up: {totals}");
    }

    /// Makes every comment this long.
    pub fn lengthen_comments(&mut self, length: usize) {
        Arc::get_mut(&mut self.counter).expect("no load has started yet").comment_length = length;
    }

    /// Starts a command of the program on a database; the caller waits for its end.
    pub fn begin(&self, database: &str, settings: &[(&str, &str)], arguments: &[&str]) -> Child {
        command(&self.folder, database)
            .envs(settings.iter().copied())
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Counts all responses as the publication of a month does.
    pub async fn count_responses(&self) {
        let count = "SELECT count(*) AS number FROM (
            SELECT unit_id, date_trunc('month', submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh'), revision_id, mode, quarantined,
                question, get_byte(answers, question) AS option, count(*)
            FROM responses CROSS JOIN LATERAL generate_series(0, length(answers) - 1) AS question
            GROUP BY 1, 2, 3, 4, 5, 6, 7) AS counted";
        assert!(self.number(count).await > 0, "nothing was counted");
    }

    /// Changes the database directly, without the server.
    pub async fn change(&self, statement: &str) {
        execute(&mut connect(&self.postgres.owner_url()).await, statement).await;
    }

    /// The result of a query with one column `number`.
    pub async fn number(&self, query: &str) -> i64 {
        number(&mut connect(&self.postgres.owner_url()).await, query).await
    }

    /// Prints what was observed. Fails if the stored responses differ from the journal.
    pub async fn finish(self, seen: &str) {
        let mut wrong = self.wrongs().await;
        let (url, mut connection) = (self.postgres.url(), connect(&self.postgres.owner_url()).await);
        wrong.extend(editions_and_live_counts_equal_the_responses(&mut connection, &url).await);
        let stored = self.number("SELECT count(*) AS number FROM responses").await;
        let (totals, seconds) = (self.journal.totals(), self.begun.elapsed().as_secs_f64());
        self.say(&format!("{totals}, stored {stored}; {seen}; {seconds:.1} s"));
        assert!(wrong.is_empty(), "{}: {}", self.name, wrong.join("; "));
    }

    /// The violations in the stored responses, one line each.
    pub async fn wrongs(&self) -> Vec<String> {
        let mut connection = connect(&self.postgres.owner_url()).await;
        let stored = stored_responses(&mut connection).await;
        let entries = self.journal.entries();
        let mut wrong = violations(&entries, &stored);
        wrong.extend(counts_by_unit_equal_the_journal(&mut connection, &entries).await);
        let deadlocks = "SELECT deadlocks AS number FROM pg_stat_database WHERE datname = current_database()";
        if number(&mut connection, deadlocks).await != 0 {
            wrong.push("PostgreSQL met a deadlock".to_owned());
        }
        wrong
    }

    /// Writes past the test's output capture, so that a run that passes prints it too.
    fn say(&self, line: &str) {
        let _ = writeln!(std::io::stderr(), "{}: {line}", self.name);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.say(&format!("failed; its logs are in {}", self.folder.display()));
            return;
        }
        self.postgres.stop();
        // The next run removes what cannot be removed now.
        let _ = fs::remove_dir_all(&self.folder);
        if WAITING.load(Ordering::Relaxed) == 0 {
            *self.turn = None;
            remove_template();
        }
    }
}

/// The folder of this run, which other users can enter.
fn run_folder() -> PathBuf {
    std::env::temp_dir().join(format!("hailong-faults-{}", std::process::id()))
}

async fn make_template() -> PathBuf {
    // Once only: later the folder may hold logs of failed faults.
    static FIRST: Once = Once::new();
    FIRST.call_once(remove_leftovers);
    let folder = run_folder();
    DirBuilder::new().recursive(true).mode(0o711).create(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o711)).unwrap();
    let cluster = folder.join("template");
    let mut postgres = Postgres::create(&cluster, &folder.join("template.log")).await;
    let channels = folder.join("channels.csv");
    // One unit per counter, so that responses can be counted by unit.
    fs::write(
        &channels,
        "unit,label\n12049,Quầy 1\n11953,Quầy 1\n12004,Quầy 1\n11977,Quầy 1\n12271,Quầy 1\n",
    )
    .unwrap();
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/data");
    let import = |kind, file: &Path| {
        let arguments = ["import", kind, file.to_str().unwrap()];
        let (code, said) = run(&folder, &postgres.url(), &arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
    };
    let migrated = command(&folder, &postgres.url())
        .env("HAILONG_OWNER_DATABASE_URL", postgres.owner_url())
        .arg("migrate")
        .output()
        .unwrap();
    assert!(migrated.status.success(), "hailong migrate: {}", String::from_utf8_lossy(&migrated.stderr));
    import("units", &assets.join("units.csv"));
    import("lineage", &assets.join("lineage.csv"));
    import("channels", &channels);
    // A server makes these partitions when it starts. A test that then changes or locks the table would run
    // into a deadlock with it.
    let months = "SELECT make_response_partition((now() AT TIME ZONE 'UTC' + n * interval '1 month')::date)
        FROM generate_series(0, 2) AS n";
    execute(&mut connect(&postgres.owner_url()).await, months).await;
    postgres.stop();
    cluster
}

/// Removes the template and leaves the logs of failed faults.
fn remove_template() {
    let folder = run_folder();
    for file in ["template", "template.log", "channels.csv", "data", "hailong.log"] {
        let path = folder.join(file);
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
    let _ = fs::remove_dir(folder);
}

/// Removes the folders of finished runs.
fn remove_leftovers() {
    for entry in fs::read_dir(std::env::temp_dir()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(run) = name.strip_prefix("hailong-faults-") else { continue };
        if run == std::process::id().to_string() || !Path::new("/proc").join(run).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
