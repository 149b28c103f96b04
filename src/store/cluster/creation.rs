//! Making the cluster: as a draft, which becomes the cluster by one rename when all of it is there. What an
//! interrupted run left is never taken for a cluster.

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

/// Where clusters are kept that PostgreSQL's user could not reach in their data directory.
pub(super) const OUTSIDE: &str = "/var/lib/hailong";
/// What begins the name of a cluster in the making.
const DRAFT_PREFIX: &str = "postgres.draft-";

/// Makes the cluster with its database `hailong`, and its password; returns its path without links. The caller holds the
/// starting lock.
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

/// An own directory for PostgreSQL's user: `draft` itself, or what it then links to.
fn make_directory(data_dir: &Path, account: &Account, draft: &Path) -> Result<PathBuf, ClusterError> {
    let directory = if account.can_enter(data_dir)? {
        draft.to_owned()
    } else {
        let outside = outside_for(account)?;
        let directory = outside.join(random_name());
        info!(user = account.name, data_dir = %data_dir.display(), kept = %directory.display(),
            "PostgreSQL's user cannot enter the data directory, so the cluster is kept elsewhere, with a link to it");
        // The link comes first, so that a draft left behind can be found.
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
        // Others may pass through to what is theirs, but not look around. Said twice, for the first is
        // narrowed by the process's mask.
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

/// Durable settings stay PostgreSQL's own. Only the Unix socket lets anybody in, and only with the password.
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

/// Done before the server's first start, in PostgreSQL's single-user mode: so there is never a cluster
/// without its database, and no client program is needed.
fn make_database(account: &Account, programs: &Programs, directory: &Path) -> Result<(), ClusterError> {
    let mut command = account.command(&programs.path("postgres"), Path::new("/"));
    command.args(["--single", "-c", "exit_on_error=true", "-D"]).arg(directory).arg("postgres");
    run_with_input("postgres", account, &mut command, &format!("CREATE DATABASE {DATABASE};"))
}

/// Runs a command that reads one line, from a pipe rather than a file: nothing is left on disk, and the user need not reach
/// any directory.
fn run_with_input(
    name: &str,
    account: &Account,
    command: &mut Command,
    line: &str,
) -> Result<(), ClusterError> {
    let piped = || {
        let (reader, mut writer) = io::pipe()?;
        // /dev/stdin opens the pipe once more, for which its user must own it.
        account.take_over(|uid, gid| fchown(&reader, uid, gid))?;
        writeln!(writer, "{line}").map(|()| reader)
    };
    let reader = piped().map_err(|error: io::Error| ClusterError(format!("{name} failed: {error}")))?;
    run(name, command.stdin(reader)).map(drop)
}

/// Replaces what an interrupted run left: no cluster has that password.
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

/// An initdb whose parent was killed may still be at work in one, and fails then. So a draft's name is
/// never used again, and what cannot be removed today is removed next time.
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

/// Makes names in a directory survive a power cut.
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
