//! What each fault starts with and ends with: a database with a counter, and the verdict.

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
use super::server::{Server, command, run};
use super::sheets::{Counter, SentSheet};
use super::stored::{connect, execute, find_counter, number, stored_sheets};
use super::verdict::violations;
use super::waiting::until;

/// One fault after the other; whose turn it is has the template: a cluster with the schema, the real units and one
/// counter, of which every fault gets a copy.
static TURN: Mutex<Option<PathBuf>> = Mutex::const_new(None);
/// Those who wait for their turn.
static WAITING: AtomicUsize = AtomicUsize::new(0);
/// For a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database, who sends to it, and what they were told.
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
    /// Waits for its turn and sets the stage of the fault `name`.
    pub async fn set(name: &'static str) -> Self {
        Self::set_on(name, |_| {}).await
    }

    /// The same, with a cluster in the folder that `prepare` makes.
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
        let counter = Arc::new(find_counter(&mut connect(&postgres.url()).await).await);
        Self { name, begun, folder, journal: Arc::default(), counter, postgres, turn }
    }

    /// A server on the database.
    pub async fn serve(&self) -> Server {
        Server::start(&self.folder, &self.postgres.url(), &[]).await
    }

    /// Sends a sheet once.
    pub async fn send(&self, line: &mut Line, sheet: &SentSheet) -> Outcome {
        send(&self.journal, line, sheet).await
    }

    /// Waits for so many more acknowledgements.
    pub async fn acknowledges(&self, more: usize) {
        let enough = self.journal.acknowledged() + more;
        until("sheets are acknowledged", PATIENCE, || self.journal.acknowledged() >= enough).await;
    }

    /// Waits until somebody who comes only now is served, at most for `patience`. Returns how long it took.
    pub async fn serves_again(&self, patience: Duration) -> Duration {
        let now = Instant::now();
        until("somebody is served again", patience, || self.journal.acknowledged_since(now)).await;
        now.elapsed()
    }

    /// Ends a load whose citizens send until they have a receipt.
    pub async fn satisfies(&self, load: Load) {
        load.finish(PATIENCE).await;
        let totals = self.journal.totals();
        assert_eq!(totals.acknowledged, totals.attempted, "somebody gave up: {totals}");
    }

    /// Makes every comment this long.
    pub fn lengthen_comments(&mut self, length: usize) {
        Arc::get_mut(&mut self.counter).expect("nobody sends yet").comment_length = length;
    }

    /// Begins a command of the program's on a database; the test waits for its end.
    pub fn begin(&self, database: &str, settings: &[(&str, &str)], arguments: &[&str]) -> Child {
        command(&self.folder, database)
            .envs(settings.iter().copied())
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Counts all responses as publishing a month does.
    pub async fn count_responses(&self) {
        let count = "SELECT count(*) AS number FROM (
            SELECT unit_id, date_trunc('month', submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh'), revision_id, mode, quarantined,
                question, get_byte(answers, question) AS option, count(*)
            FROM responses CROSS JOIN LATERAL generate_series(0, length(answers) - 1) AS question
            GROUP BY 1, 2, 3, 4, 5, 6, 7) AS counted";
        assert!(self.number(count).await > 0, "nothing was counted");
    }

    /// Changes the database behind the servers' backs.
    pub async fn change(&self, statement: &str) {
        execute(&mut connect(&self.postgres.url()).await, statement).await;
    }

    /// What a query finds that calls its one number `number`.
    pub async fn number(&self, query: &str) -> i64 {
        number(&mut connect(&self.postgres.url()).await, query).await
    }

    /// Says what was seen; the test fails when what is stored is not what it should be.
    pub async fn finish(self, seen: &str) {
        let mut wrong = self.wrongs().await;
        let (url, mut connection) = (self.postgres.url(), connect(&self.postgres.url()).await);
        wrong.extend(editions_and_live_counts_equal_the_responses(&mut connection, &url).await);
        let stored = self.number("SELECT count(*) AS number FROM responses").await;
        let (totals, seconds) = (self.journal.totals(), self.begun.elapsed().as_secs_f64());
        self.say(&format!("{totals}, stored {stored}; {seen}; {seconds:.1} s"));
        assert!(wrong.is_empty(), "{}: {}", self.name, wrong.join("; "));
    }

    /// What is wrong with what is stored, a line each.
    pub async fn wrongs(&self) -> Vec<String> {
        let mut connection = connect(&self.postgres.url()).await;
        let stored = stored_sheets(&mut connection).await;
        let entries = self.journal.entries();
        let mut wrong = violations(&entries, &stored);
        wrong.extend(counts_by_unit_equal_the_journal(&mut connection, &entries).await);
        let deadlocks = "SELECT deadlocks AS number FROM pg_stat_database WHERE datname = current_database()";
        if number(&mut connection, deadlocks).await != 0 {
            wrong.push("PostgreSQL met a deadlock".to_owned());
        }
        wrong
    }

    /// Past the capture of the test's output, so that a run that passes says it too.
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
        // What cannot be removed now, the next run removes.
        let _ = fs::remove_dir_all(&self.folder);
        if WAITING.load(Ordering::Relaxed) == 0 {
            *self.turn = None;
            remove_template();
        }
    }
}

/// A folder of this run, into which other users may come.
fn run_folder() -> PathBuf {
    std::env::temp_dir().join(format!("hailong-faults-{}", std::process::id()))
}

async fn make_template() -> PathBuf {
    // Once only: later there may be the logs of faults that failed.
    static FIRST: Once = Once::new();
    FIRST.call_once(remove_leftovers);
    let folder = run_folder();
    DirBuilder::new().recursive(true).mode(0o711).create(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o711)).unwrap();
    let cluster = folder.join("template");
    let mut postgres = Postgres::create(&cluster, &folder.join("template.log")).await;
    let channels = folder.join("channels.csv");
    // A unit for each counter, so that responses can be counted by unit.
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
    let (code, said) = run(&folder, &postgres.url(), &["migrate"]);
    assert_eq!(code, Some(0), "hailong migrate: {said}");
    import("units", &assets.join("units.csv"));
    import("lineage", &assets.join("lineage.csv"));
    import("channels", &channels);
    // A server makes them as soon as it comes. A test that then changes or locks the table would meet it in a ring.
    let months = "SELECT make_response_partition((now() AT TIME ZONE 'UTC' + n * interval '1 month')::date)
        FROM generate_series(0, 2) AS n";
    execute(&mut connect(&postgres.url()).await, months).await;
    postgres.stop();
    cluster
}

/// Leaves the logs of faults that failed.
fn remove_template() {
    let folder = run_folder();
    for file in ["template", "template.log", "channels.csv", "data", "hailong.log"] {
        let path = folder.join(file);
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
    let _ = fs::remove_dir(folder);
}

/// Folders of runs that are over.
fn remove_leftovers() {
    for entry in fs::read_dir(std::env::temp_dir()).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(run) = name.strip_prefix("hailong-faults-") else { continue };
        if run == std::process::id().to_string() || !Path::new("/proc").join(run).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
