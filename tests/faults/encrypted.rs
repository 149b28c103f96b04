//! The connection to PostgreSQL is encrypted as its address says, with a real server and certificates of our own.

use std::fs;
use std::os::unix::fs::{OpenOptionsExt, chown};
use std::path::{Path, PathBuf};

use hailong::store::Database;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::support::{Server, Stage, connect, execute, number, unprivileged_user};

/// A server's certificate, its key, and the authority that signed it.
struct Certificates {
    server: String,
    key: String,
    authority: String,
}

impl Certificates {
    /// A certificate for the name `localhost`.
    fn make() -> Self {
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let certificate = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let server = server.signed_by(&key, &issuer).unwrap().pem();
        Self { server, key: key.serialize_pem(), authority: certificate }
    }
}

/// Writes a file that belongs to PostgreSQL's user.
fn write_for_postgres(path: &Path, text: &str) {
    use std::io::Write;
    let user = unprivileged_user();
    let file = fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path);
    file.unwrap().write_all(text.as_bytes()).unwrap();
    chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
}

/// Whether a connection to this address is encrypted, or why there is none.
async fn is_encrypted(url: &str) -> Result<bool, String> {
    let database = Database::new(&url.to_owned().into()).map_err(|error| error.to_string())?;
    let mut connection = database.own_connection().await.map_err(|error| error.to_string())?;
    let query = "SELECT ssl::int::bigint AS number FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    Ok(number(&mut connection, query).await == 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_is_encrypted_as_the_address_says() {
    let mut stage = Stage::set("TLS to PostgreSQL").await;
    let port = stage.postgres.address.port();
    let url = |host: &str, options: &str| {
        format!("postgresql://hailong_app:secret@{host}:{port}/hailong?{options}")
    };
    let refused = is_encrypted(&url("127.0.0.1", "sslmode=require")).await.unwrap_err();
    assert!(refused.contains("PostgreSQL at 127.0.0.1 offers no TLS: set `ssl = on`"), "{refused}");
    assert_eq!(is_encrypted(&url("127.0.0.1", "sslmode=prefer")).await, Ok(false));

    let (made, others) = (Certificates::make(), Certificates::make());
    let file = |name: &str, text: &str| -> PathBuf {
        let path = stage.folder.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (authority, own) = (file("authority.pem", &made.authority), file("own.pem", &made.server));
    let other = file("other.pem", &others.authority);
    switch_on(&mut stage, &made).await;

    let trusting = |mode: &str, file: &Path| format!("sslmode={mode}&sslrootcert={}", file.display());
    for (host, options, encrypted) in [
        ("127.0.0.1", String::new(), false),
        ("127.0.0.1", "sslmode=disable".to_owned(), false),
        ("127.0.0.1", "sslmode=prefer".to_owned(), true),
        ("127.0.0.1", "sslmode=require".to_owned(), true),
        ("127.0.0.1", trusting("require", &authority), true),
        ("127.0.0.1", trusting("verify-ca", &authority), true),
        ("localhost", trusting("verify-full", &authority), true),
        ("localhost", trusting("verify-full", &own), true),
    ] {
        assert_eq!(is_encrypted(&url(host, &options)).await, Ok(encrypted), "{host} {options}");
    }
    for (host, options) in [
        ("127.0.0.1", trusting("verify-full", &authority)),
        ("127.0.0.1", trusting("verify-full", &own)),
        ("localhost", trusting("verify-full", &other)),
        ("localhost", trusting("verify-ca", &other)),
        ("localhost", trusting("require", &other)),
        ("localhost", "sslmode=verify-full".to_owned()),
    ] {
        let refused = is_encrypted(&url(host, &options)).await.unwrap_err();
        assert!(
            refused.contains(&format!("the certificate of PostgreSQL at {host} is refused")),
            "{refused}"
        );
    }

    let server =
        Server::start(&stage.folder, &url("localhost", &trusting("verify-full", &authority)), &[]).await;
    let plain = "SELECT count(*) AS number FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE usename = 'hailong_app' AND NOT ssl";
    let mut superuser = connect(&stage.postgres.superuser_url()).await;
    assert_eq!(number(&mut superuser, plain).await, 0, "the server has a connection that is not encrypted");
    drop(server);
}

/// Restarts PostgreSQL with TLS, and with a password for the application's role, whose proof then includes
/// the certificate (channel binding).
async fn switch_on(stage: &mut Stage, made: &Certificates) {
    let mut superuser = connect(&stage.postgres.superuser_url()).await;
    execute(&mut superuser, "ALTER ROLE hailong_app PASSWORD 'secret'").await;
    stage.postgres.stop();
    let cluster = stage.folder.join("postgres");
    write_for_postgres(&cluster.join("server.crt"), &made.server);
    write_for_postgres(&cluster.join("server.key"), &made.key);
    write_for_postgres(&cluster.join("postgresql.conf"), "\nssl = on\n");
    let access = cluster.join("pg_hba.conf");
    let rules = fs::read_to_string(&access).unwrap();
    fs::remove_file(&access).unwrap();
    write_for_postgres(&access, &format!("hostssl all hailong_app 127.0.0.1/32 scram-sha-256\n{rules}"));
    stage.postgres.start();
    stage.postgres.recovered().await;
}
