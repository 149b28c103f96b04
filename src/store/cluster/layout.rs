//! Where the cluster's files are.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use tracing::warn;

use super::ClusterError;

/// Where clusters are kept that PostgreSQL's user could not reach in their data directory.
pub(super) const OUTSIDE: &str = "/var/lib/hailong";
/// What begins the name of a cluster in the making.
pub(super) const DRAFT_PREFIX: &str = "postgres.draft-";
/// The longest path of a Unix socket on Linux, without the zero byte at its end.
const LONGEST_SOCKET: usize = 107;
/// The name of PostgreSQL's socket on port 5432.
pub(super) const SOCKET_NAME: &str = ".s.PGSQL.5432";
/// The file beside it in which the server names itself once more.
pub(super) const SOCKET_LOCK_NAME: &str = ".s.PGSQL.5432.lock";
/// The file in which PostgreSQL's server names itself and its state.
pub(super) const PID_FILE: &str = "postmaster.pid";

/// The data directory, as seen by the cluster.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    data_dir: PathBuf,
}

impl Layout {
    /// Makes the data directory where it is absent.
    pub(super) fn under(data_dir: &Path) -> Result<Self, ClusterError> {
        fs::create_dir_all(data_dir).map_err(ClusterError::file("make", data_dir))?;
        let data_dir = fs::canonicalize(data_dir).map_err(ClusterError::file("open", data_dir))?;
        Ok(Self { data_dir })
    }

    /// The data directory, without links.
    pub(super) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The cluster, or a link to it.
    pub(super) fn cluster(&self) -> PathBuf {
        self.data_dir.join("postgres")
    }

    /// The password of the cluster's user `hailong`.
    pub(super) fn password(&self) -> PathBuf {
        self.data_dir.join("postgres.password")
    }

    /// Locked by every process that uses the cluster.
    pub(super) fn users(&self) -> PathBuf {
        self.data_dir.join("postgres.users")
    }

    /// Locked by the process that makes, starts or stops the cluster.
    pub(super) fn starting(&self) -> PathBuf {
        self.data_dir.join("postgres.starting")
    }

    /// What stands in the cluster's place, without links; `None` where there is nothing.
    pub(super) fn existing_cluster(&self) -> Result<Option<PathBuf>, ClusterError> {
        let link = self.cluster();
        match fs::canonicalize(&link) {
            Ok(cluster) => Ok(Some(cluster)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Ok(target) = fs::read_link(&link) {
                    warn!(link = %link.display(), target = %target.display(),
                        "the link to the cluster points to nothing, so a new cluster is made");
                    fs::remove_file(&link).map_err(ClusterError::file("remove", &link))?;
                }
                Ok(None)
            }
            Err(error) => Err(ClusterError::file("open", &link)(error)),
        }
    }
}

/// The version of PostgreSQL that made a cluster.
pub(super) fn version_of(cluster: &Path) -> Result<u32, ClusterError> {
    let path = cluster.join("PG_VERSION");
    let version = match fs::read_to_string(&path) {
        Ok(text) => text.trim().parse().ok(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(ClusterError::file("read", &path)(error)),
    };
    version.ok_or_else(|| ClusterError::NotACluster { cluster: cluster.to_owned() })
}

/// Where the server's socket is: inside the cluster, or under /tmp where that path would be too long.
///
/// The latter's name is made of device and inode, which stay the same when the cluster is moved.
pub(super) fn socket_directory(cluster: &Path) -> Result<PathBuf, ClusterError> {
    let inside = cluster.join("socket");
    if is_plain(&inside) && inside.as_os_str().len() + 1 + SOCKET_NAME.len() <= LONGEST_SOCKET {
        return Ok(inside);
    }
    let metadata = fs::metadata(cluster).map_err(ClusterError::file("open", cluster))?;
    Ok(PathBuf::from(format!("/tmp/hailong-{:x}-{}", metadata.dev(), metadata.ino())))
}

/// Whether a path means the same to a shell, in a list of directories and in a file of settings.
pub(super) fn is_plain(path: &Path) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    path.as_os_str().as_bytes().iter().all(plain)
}
