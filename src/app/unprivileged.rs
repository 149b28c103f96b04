//! A serving process that was started as root gives root's rights up: it keeps the port and the database, and
//! goes on as an ordinary user.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, lchown};
use std::path::{Path, PathBuf};

use super::{AppError, DatabaseHold};
use crate::store::Account;

/// The files of the data directory that a serving process opens again: locks of the private cluster, and the
/// logo of posters.
const FILES: [&str; 4] = ["postgres.users", "postgres.starting", "logo.png", "logo.jpg"];
/// The directory of mails that were written to files.
const MAIL: &str = "mail";

/// Makes the data directory the working directory, if this process is root, and returns its new path. The
/// process can then use it as another user, even if that user may not enter the directories above.
///
/// # Errors
///
/// Fails if the directory cannot be made or entered.
pub fn enter_data_dir(data_dir: PathBuf) -> Result<PathBuf, AppError> {
    if !Account::is_root() {
        return Ok(data_dir);
    }
    fs::create_dir_all(&data_dir)
        .and_then(|()| std::env::set_current_dir(&data_dir))
        .map_err(|error| AppError::Refused(format!("{} cannot be entered: {error}", data_dir.display())))?;
    Ok(PathBuf::from("."))
}

impl DatabaseHold {
    /// Goes on as an ordinary user, if this process is root: the user of the private cluster; without one the
    /// owner of the data directory, `hailong` or `postgres`. Gives that user the files in `data_dir`, which
    /// [`enter_data_dir`] returned, that a serving process changes.
    ///
    /// # Errors
    ///
    /// Fails if there is no such user, or if a file cannot be given to it.
    pub fn leave_root(&self, data_dir: &Path) -> Result<(), AppError> {
        if !Account::is_root() {
            return Ok(());
        }
        let account = match self.account() {
            Some(account) => account.clone(),
            None => Account::for_server(data_dir).map_err(|error| AppError::Refused(error.to_string()))?,
        };
        let cannot_be_given = |error: io::Error| {
            AppError::Refused(format!(
                "the files of the data directory cannot be given to {}: {error}",
                account.name()
            ))
        };
        give_files(data_dir, &account).map_err(cannot_be_given)?;
        account.assume().map_err(|error| {
            AppError::Refused(format!("root's rights cannot be given up for {}: {error}", account.name()))
        })?;
        tracing::info!(user = account.name(), "started as root, serving as an ordinary user");
        Ok(())
    }
}

fn give_files(data_dir: &Path, account: &Account) -> io::Result<()> {
    if !account.can_enter(data_dir).map_err(io::Error::other)? {
        // Enough to enter, so that the directory and the other files in it stay root's.
        let mode = fs::metadata(data_dir)?.mode();
        chown(data_dir, None, Some(account.gid()))?;
        fs::set_permissions(data_dir, Permissions::from_mode(mode & 0o7777 | 0o010))?;
    }
    for name in FILES {
        give(&data_dir.join(name), account)?;
    }
    let mail = data_dir.join(MAIL);
    DirBuilder::new().recursive(true).mode(0o700).create(&mail)?;
    give(&mail, account)?;
    for entry in fs::read_dir(&mail)? {
        give(&entry?.path(), account)?;
    }
    Ok(())
}

/// Gives a file or directory of root's away, if it exists. A link could lead to a file that is none of ours.
fn give(path: &Path, account: &Account) -> io::Result<()> {
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?,
    };
    let is_single = metadata.is_dir() || metadata.is_file() && metadata.nlink() == 1;
    if metadata.uid() == 0 && is_single {
        lchown(path, Some(account.uid()), Some(account.gid()))
    } else {
        Ok(())
    }
}
