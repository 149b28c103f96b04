//! Creates the cluster: first as a draft, which becomes the cluster by a single rename when it is complete.
//! What an interrupted run leaves behind is never mistaken for a cluster.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, fchown, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::Rng;
use tracing::{info, warn};

use super::account::{Account, run};
use super::programs::Programs;
use super::{CLUSTER, ClusterError, DATABASE, PASSWORD};

/// The directory for clusters whose data directory PostgreSQL's user cannot enter.
pub(super) const OUTSIDE: &str = "/var/lib/hailong";
/// The prefix of the names of unfinished clusters.
const DRAFT_PREFIX: &str = "postgres.draft-";

/// Creates the cluster with its database `hailong` and its password, and returns its path without links. The
/// caller must hold the starting lock.
pub(super) fn create(
    data_dir: &Path,
    account: &Account,
    programs: &Programs,
) -> Result<PathBuf, ClusterError> {
    remove_old_drafts(data_dir);
    let password = random_text::<32>(|bytes| BASE64URL_NOPAD.encode(bytes));
    write_password(data_dir, &password)?;
    let draft = data_dir.join(format!("{DRAFT_PREFIX}{}", random_name()));
    let directory = make_directory(data_dir, account, &draft)?;
    let cluster = data_dir.join(CLUSTER);
    info!(cluster = %cluster.display(), version = programs.version, "making a private PostgreSQL cluster");
    run_initdb(account, programs, &directory, &password)?;
    make_database(account, programs, &directory)?;
    fs::rename(&draft, &cluster).map_err(ClusterError::file("make", &cluster))?;
    sync(data_dir)?;
    fs::canonicalize(&cluster).map_err(ClusterError::file("open", &cluster))
}

/// Creates a directory owned by PostgreSQL's user: `draft` itself, or a directory to which `draft` links.
fn make_directory(data_dir: &Path, account: &Account, draft: &Path) -> Result<PathBuf, ClusterError> {
    let directory = if account.can_enter(data_dir)? {
        draft.to_owned()
    } else {
        let outside = outside_for(account)?;
        let directory = outside.join(random_name());
        info!(user = account.name, data_dir = %data_dir.display(), kept = %directory.display(),
            "PostgreSQL's user cannot enter the data directory, so the cluster is kept elsewhere, with a link to it");
        // The link is created first, so that an abandoned draft can be found.
        symlink(&directory, draft).map_err(ClusterError::file("make", draft))?;
        directory
    };
    DirBuilder::new().mode(0o700).create(&directory).map_err(ClusterError::file("make", &directory))?;
    account
        .take_over(|uid, gid| lchown(&directory, uid, gid))
        .map_err(ClusterError::file("give to PostgreSQL's user", &directory))?;
    directory.parent().map_or(Ok(()), sync)?;
    Ok(directory)
}

/// The directory for clusters that cannot be in their data directory.
fn outside_for(account: &Account) -> Result<&'static Path, ClusterError> {
    let outside = Path::new(OUTSIDE);
    if !outside.is_dir() {
        // Other users may pass through the directory but not list it. The mode is set again, because the
        // process's umask restricts the first one.
        let made = DirBuilder::new().mode(0o711).create(outside);
        made.and_then(|()| fs::set_permissions(outside, fs::Permissions::from_mode(0o711)))
            .map_err(ClusterError::file("make", outside))?;
        outside.parent().map_or(Ok(()), sync)?;
    }
    if account.can_enter(outside)? {
        return Ok(outside);
    }
    Err(ClusterError::out_of_reach(outside, &account.name))
}

/// Runs initdb. PostgreSQL's defaults for durability are kept. Connections are possible only through the Unix
/// socket and with the password.
fn run_initdb(
    account: &Account,
    programs: &Programs,
    directory: &Path,
    password: &str,
) -> Result<(), ClusterError> {
    let mut command = account.command(&programs.path("initdb"), Path::new("/"));
    command.args(["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=vi", "--locale=C.UTF-8"]);
    command.args(["--auth-local=scram-sha-256", "--auth-host=reject", "--no-instructions"]);
    command.arg(format!("--username={DATABASE}")).arg("--pwfile=/dev/stdin").arg("--pgdata").arg(directory);
    run_with_input("initdb", account, &mut command, password)
}

/// Creates the database before the server's first start, in PostgreSQL's single-user mode. A cluster
/// therefore always has its database, and no client program is needed.
fn make_database(account: &Account, programs: &Programs, directory: &Path) -> Result<(), ClusterError> {
    let mut command = account.command(&programs.path("postgres"), Path::new("/"));
    command.args(["--single", "-c", "exit_on_error=true", "-D"]).arg(directory).arg("postgres");
    run_with_input("postgres", account, &mut command, &format!("CREATE DATABASE {DATABASE};"))
}

/// Runs a command that reads one line from a pipe rather than a file: nothing is left on disk, and the user
/// needs no access to any directory.
fn run_with_input(
    name: &str,
    account: &Account,
    command: &mut Command,
    line: &str,
) -> Result<(), ClusterError> {
    let piped = || {
        let (reader, mut writer) = io::pipe()?;
        // /dev/stdin opens the pipe once more, for which the user must own it.
        account.take_over(|uid, gid| fchown(&reader, uid, gid))?;
        writeln!(writer, "{line}").map(|()| reader)
    };
    let reader = piped().map_err(|error: io::Error| ClusterError(format!("{name} failed: {error}")))?;
    run(name, command.stdin(reader)).map(drop)
}

/// Writes the password. It may replace that of an interrupted run, which no cluster uses.
fn write_password(data_dir: &Path, password: &str) -> Result<(), ClusterError> {
    let path = data_dir.join(PASSWORD);
    let draft = path.with_extension("password-draft");
    let write = || {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        writeln!(file, "{password}")?;
        file.sync_all()?;
        fs::rename(&draft, &path)
    };
    write().map_err(ClusterError::file("write", &path))
}

/// Removes the drafts of interrupted runs. An initdb whose parent was killed may still be working in one, and
/// then fails. The name of a draft is therefore never reused, and a draft that cannot be removed now is
/// removed next time.
fn remove_old_drafts(data_dir: &Path) {
    let entries = fs::read_dir(data_dir).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(DRAFT_PREFIX)) {
        let path = entry.path();
        let removed = match fs::read_link(&path) {
            Ok(target) if target.parent() == Some(Path::new(OUTSIDE)) => {
                ignore_missing(fs::remove_dir_all(target)).and_then(|()| fs::remove_file(&path))
            }
            Ok(_) => fs::remove_file(&path),
            Err(_) => fs::remove_dir_all(&path),
        };
        match removed {
            Ok(()) => info!(path = %path.display(), "removed a cluster that was never finished"),
            Err(error) => {
                warn!(path = %path.display(), %error, "cannot remove a cluster that was never finished");
            }
        }
    }
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Makes changes of names in a directory survive a power failure.
fn sync(directory: &Path) -> Result<(), ClusterError> {
    File::open(directory).and_then(|file| file.sync_all()).map_err(ClusterError::file("sync", directory))
}

fn random_name() -> String {
    random_text::<8>(|bytes| HEXLOWER.encode(bytes))
}

fn random_text<const N: usize>(encode: impl FnOnce(&[u8]) -> String) -> String {
    let mut bytes = [0_u8; N];
    rand::rng().fill_bytes(&mut bytes);
    encode(&bytes)
}
