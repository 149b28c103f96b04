//! One PostgreSQL cluster for the whole run, started by the product's own code; one database for each test,
//! cloned from a migrated template with the real units and dropped when the test ends.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};

use chrono_tz::Asia::Ho_Chi_Minh;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use hailong::app::{App, ImportKind};
use hailong::clock::Clock;
use hailong::store::{Database, PrivateCluster, SchemaOwner};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;

const UNITS: &str = include_str!("../../assets/data/units.csv");
const LINEAGE: &str = include_str!("../../assets/data/lineage.csv");

/// The cluster stops when the last test releases it; the next test starts it again.
static CLUSTER: Mutex<Weak<PrivateCluster>> = Mutex::new(Weak::new());
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NUMBER: AtomicUsize = AtomicUsize::new(1);

fn join_cluster() -> Arc<PrivateCluster> {
    let mut known = CLUSTER.lock().unwrap();
    known.upgrade().unwrap_or_else(|| {
        // Kept between runs, because creating a cluster takes seconds.
        let folder: PathBuf = std::env::temp_dir().join("hailong-tests");
        let cluster = Arc::new(PrivateCluster::join(&folder).unwrap());
        *known = Arc::downgrade(&cluster);
        cluster
    })
}

/// A database of one test.
pub struct TestDatabase {
    name: String,
    cluster: Arc<PrivateCluster>,
}

impl TestDatabase {
    /// A database with only the real units and the built-in survey.
    pub async fn new() -> Self {
        let cluster = tokio::task::spawn_blocking(join_cluster).await.unwrap();
        let template = TEMPLATE.get_or_init(|| make_template(&cluster)).await;
        let name = format!("{template}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        execute(&cluster, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { name, cluster }
    }

    /// An empty database without a schema.
    pub async fn empty() -> Self {
        let cluster = tokio::task::spawn_blocking(join_cluster).await.unwrap();
        let name = format!("{}_{}", prefix(), NUMBER.fetch_add(1, Ordering::Relaxed));
        execute(&cluster, &format!("CREATE DATABASE {name}")).await;
        Self { name, cluster }
    }

    /// The database as the product opens it: with the application's role, migrated by the owner.
    pub fn store(&self) -> Database {
        store(&self.cluster, &self.name)
    }

    /// The URL for the application's role.
    pub fn url(&self) -> SecretString {
        self.cluster.app_url(&self.name)
    }

    /// The URL for the owner.
    pub fn owner_url(&self) -> SecretString {
        self.cluster.owner_url(&self.name)
    }

    /// A connection as the owner.
    pub async fn connect(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(self.owner_url().expose_secret()).await.unwrap()
    }

    /// Runs a statement in this database, as the owner.
    pub async fn execute(&self, statement: &str) {
        diesel::sql_query(statement).execute(&mut self.connect().await).await.unwrap();
    }

    /// The result of a query for a single number.
    pub async fn count(&self, query: &str) -> i64 {
        let query = format!("SELECT ({query})::bigint AS number");
        let number: Number = diesel::sql_query(query).get_result(&mut self.connect().await).await.unwrap();
        number.number
    }
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (name, cluster) = (self.name.clone(), Arc::clone(&self.cluster));
        // Not on the test's own runtime, which may be shutting down.
        let drop_it = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(execute(&cluster, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        drop_it.join().unwrap();
    }
}

fn store(cluster: &PrivateCluster, name: &str) -> Database {
    let owner = SchemaOwner { url: cluster.owner_url(name), creates_app_role: true };
    Database::new(&cluster.app_url(name)).unwrap().owned_by(owner)
}

fn prefix() -> String {
    format!("test_{}", std::process::id())
}

async fn make_template(cluster: &PrivateCluster) -> String {
    drop_leftovers(cluster).await;
    let name = prefix();
    execute(cluster, &format!("CREATE DATABASE {name}")).await;
    let app = App::new(store(cluster, &name), Clock::system(Ho_Chi_Minh), "http://localhost".to_owned());
    app.migrate().await.unwrap();
    app.publish_built_in_survey().await.unwrap();
    app.import(ImportKind::Units, Box::new(UNITS.as_bytes())).await.unwrap();
    app.import(ImportKind::Lineage, Box::new(LINEAGE.as_bytes())).await.unwrap();
    name
}

/// Drops the databases of killed runs.
async fn drop_leftovers(cluster: &PrivateCluster) {
    #[derive(diesel::QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let mut connection =
        AsyncPgConnection::establish(cluster.owner_url("postgres").expose_secret()).await.unwrap();
    let query = "SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'test\\_%'";
    let names: Vec<Name> = diesel::sql_query(query).load(&mut connection).await.unwrap();
    for Name { name } in names {
        let owner = name.split('_').nth(1).unwrap_or_default();
        if !std::path::Path::new("/proc").join(owner).exists() || owner == std::process::id().to_string() {
            execute(cluster, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

async fn execute(cluster: &PrivateCluster, statement: &str) {
    let mut connection =
        AsyncPgConnection::establish(cluster.owner_url("postgres").expose_secret()).await.unwrap();
    diesel::sql_query(statement).execute(&mut connection).await.unwrap();
}
