//! A fresh data directory with a private cluster at its default, durable settings; removed when dropped.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use chrono_tz::Asia::Ho_Chi_Minh;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use hailong::app::{App, ImportKind};
use hailong::clock::Clock;
use hailong::store::{DATABASE, Database, PrivateCluster};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::offices::UNITS;

const LINEAGE: &str = include_str!("../../assets/data/lineage.csv");

/// A separate installation with the real units and the built-in survey.
pub struct Installation {
    /// Runs on the bench's own thread, so it is idle while a process is measured.
    pub runtime: Runtime,
    cluster: Option<PrivateCluster>,
    data_dir: TempDir,
}

impl Installation {
    /// Creates an installation in the system's folder for temporary files.
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // PostgreSQL's own user must be able to enter the folder.
        let mut folder = tempfile::Builder::new();
        folder.prefix("hailong-bench-").permissions(Permissions::from_mode(0o755));
        let data_dir = folder.tempdir().expect("a temporary folder can be made");
        let cluster = PrivateCluster::join(data_dir.path()).expect("a private cluster can be made");
        let made =
            Self { runtime: runtime.expect("a runtime can be made"), cluster: Some(cluster), data_dir };
        made.prepare(DATABASE);
        made
    }

    /// Gives a database the schema, the built-in survey and the units.
    pub fn prepare(&self, database: &str) {
        let app = self.app(database);
        self.runtime.block_on(async {
            app.migrate().await.expect("the schema can be made");
            app.publish_built_in_survey().await.expect("the survey can be published");
        });
        self.import(database, ImportKind::Units, UNITS.to_owned());
        self.import(database, ImportKind::Lineage, LINEAGE.to_owned());
    }

    /// Imports a file in this process.
    pub fn import(&self, database: &str, kind: ImportKind, csv: String) {
        let file = Box::new(std::io::Cursor::new(csv));
        let imported = self.runtime.block_on(self.app(database).import(kind, file));
        imported.expect("the file can be imported");
    }

    /// The use cases on a database of the cluster.
    pub fn app(&self, database: &str) -> App {
        let _entered = self.runtime.enter();
        let store = Database::new(&self.url(database)).expect("a pool can be made");
        App::new(store, Clock::system(Ho_Chi_Minh), "http://localhost".to_owned())
    }

    /// Runs statements in the installation's own database.
    pub fn sql(&self) -> Sql<'_> {
        self.sql_in(DATABASE)
    }

    /// Runs statements in a database of the cluster.
    pub fn sql_in(&self, database: &str) -> Sql<'_> {
        Sql { runtime: &self.runtime, url: self.url(database) }
    }

    /// The URL of a database of the cluster, for its owner.
    pub fn url(&self, database: &str) -> SecretString {
        self.cluster
            .as_ref()
            .expect("the cluster exists until the installation is dropped")
            .owner_url(database)
    }

    /// A command of the program on a database of the cluster.
    pub fn hailong(&self, database: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hailong"));
        command.env("DATABASE_URL", self.url(database).expose_secret());
        command.env("HAILONG_DATA_DIR", self.data_dir()).env("HAILONG_LOG", "warn");
        command
    }

    /// The data directory.
    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        drop(self.cluster.take());
        // If PostgreSQL's user could not enter the folder, the cluster is elsewhere.
        if let Ok(elsewhere) = fs::read_link(self.data_dir().join("postgres")) {
            let _ = fs::remove_dir_all(elsewhere);
        }
    }
}

/// Runs statements in one database, each on a new connection.
pub struct Sql<'a> {
    runtime: &'a Runtime,
    url: SecretString,
}

#[derive(diesel::QueryableByName)]
struct Cell {
    #[diesel(sql_type = diesel::sql_types::Text)]
    cell: String,
}

impl Sql<'_> {
    /// Runs a statement.
    pub fn execute(&self, statement: &str) {
        let run = async { diesel::sql_query(statement).execute(&mut self.connect().await).await };
        self.runtime.block_on(run).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// The duration of a query on an open connection.
    pub fn time(&self, query: &str) -> Duration {
        self.runtime.block_on(async {
            let mut connection = self.connect().await;
            let begun = Instant::now();
            let run = diesel::sql_query(query).execute(&mut connection).await;
            run.unwrap_or_else(|error| panic!("{query}: {error}"));
            begun.elapsed()
        })
    }

    /// The first column of a query's rows, as texts.
    pub fn texts(&self, query: &str) -> Vec<String> {
        let query = format!("SELECT cell::text FROM ({query}) AS asked (cell)");
        let run = async { diesel::sql_query(&query).load(&mut self.connect().await).await };
        let cells: Vec<Cell> = self.runtime.block_on(run).unwrap_or_else(|error| panic!("{query}: {error}"));
        cells.into_iter().map(|cell| cell.cell).collect()
    }

    /// The one value of a query, as a text.
    pub fn text(&self, query: &str) -> String {
        self.texts(query).pop().unwrap_or_else(|| panic!("{query} has no rows"))
    }

    /// The one value of a query, as a number.
    pub fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(&self, query: &str) -> T {
        self.text(query).parse().expect("the query returns a number")
    }

    async fn connect(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(self.url.expose_secret()).await.expect("the database answers")
    }
}
