//! Finds PostgreSQL's server programs.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// The directory in which Debian installs the programs of each version, outside of PATH, as `VERSION/bin`.
const DEBIAN_DIRECTORY: &str = "/usr/lib/postgresql";
/// The first version that supports ICU for a database's default collation.
const OLDEST_VERSION: u32 = 15;
/// The programs that a directory must contain.
const NEEDED_PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// The server programs of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Programs {
    directory: PathBuf,
    /// The major version.
    pub(super) version: u32,
}

impl Programs {
    /// Finds the programs of version `needed`, which created the cluster. For a new cluster, those in PATH
    /// are used, or else the newest.
    pub(super) fn find(needed: Option<u32>) -> Result<Self, ClusterError> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self::find_among(&path, Path::new(DEBIAN_DIRECTORY), needed)
    }

    fn find_among(path: &OsStr, debian: &Path, needed: Option<u32>) -> Result<Self, ClusterError> {
        let mut found: Vec<Self> =
            std::env::split_paths(path).filter_map(|entry| Self::look_in(&entry)).collect();
        let versions = fs::read_dir(debian).into_iter().flatten().flatten();
        let mut packaged: Vec<Self> =
            versions.filter_map(|entry| Self::look_in(&entry.path().join("bin"))).collect();
        packaged.sort_by_key(|programs| std::cmp::Reverse(programs.version));
        found.append(&mut packaged);

        let fits = |version| needed.map_or(version >= OLDEST_VERSION, |needed| version == needed);
        if let Some(programs) = found.iter().find(|programs| fits(programs.version)) {
            return Ok(programs.clone());
        }
        let versions: BTreeSet<u32> = found.iter().map(|programs| programs.version).collect();
        let found = versions.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        Err(ClusterError(match needed {
            _ if versions.is_empty() => "PostgreSQL's server programs were not found in PATH or \
                /usr/lib/postgresql/*/bin: install them with `apt-get install postgresql`, or set DATABASE_URL"
                .to_owned(),
            Some(needed) => format!(
                "the cluster was made by PostgreSQL {needed}, but only {found} was found: install the other with \
                 `apt-get install postgresql-{needed}`"
            ),
            None => format!(
                "PostgreSQL {found} is too old: {OLDEST_VERSION} or newer is needed; install it with \
                 `apt-get install postgresql`, or set DATABASE_URL"
            ),
        }))
    }

    /// The programs in a directory. Follows links first: a link to one program in PATH leads to the directory
    /// of the others.
    fn look_in(directory: &Path) -> Option<Self> {
        let server = fs::canonicalize(directory.join("postgres")).ok()?;
        let directory = server.parent()?.to_owned();
        if !NEEDED_PROGRAMS.iter().all(|program| directory.join(program).is_file()) {
            return None;
        }
        let output = Command::new(&server).arg("--version").output().ok()?;
        let version = parse_version(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { directory, version })
    }

    /// The path of one of the programs.
    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.directory.join(program)
    }
}

/// Parses the major version from a line such as `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn parse_version(line: &str) -> Option<u32> {
    let version = line.split_once("(PostgreSQL) ")?.1;
    version.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn install(directory: &Path, version: &str) {
        fs::create_dir_all(directory).unwrap();
        for program in NEEDED_PROGRAMS {
            let path = directory.join(program);
            fs::write(&path, format!("#!/bin/sh\necho '{program} (PostgreSQL) {version}'\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_version_is_read_from_releases_and_betas() {
        assert_eq!(parse_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 17beta1\n"), Some(17));
        assert_eq!(parse_version("bash 5.2"), None);
    }

    #[test]
    fn the_newest_version_is_used_unless_path_or_the_cluster_has_another() {
        let root = tempfile::tempdir().unwrap();
        let debian = root.path().join("debian");
        for version in ["9.6", "15.1", "16.2"] {
            install(&debian.join(version).join("bin"), version);
        }
        let find = |path: &Path, needed| Programs::find_among(path.as_os_str(), &debian, needed);
        let nowhere = root.path().join("nowhere");
        assert_eq!(find(&nowhere, None).unwrap().version, 16);
        assert_eq!(find(&nowhere, Some(15)).unwrap().version, 15);

        let links = root.path().join("links");
        fs::create_dir(&links).unwrap();
        symlink(debian.join("15.1/bin/postgres"), links.join("postgres")).unwrap();
        assert_eq!(find(&links, None).unwrap().version, 15);
        assert_eq!(find(&links, Some(16)).unwrap().version, 16);
    }

    #[test]
    fn errors_name_the_package_to_install_or_the_versions_found() {
        let root = tempfile::tempdir().unwrap();
        let find =
            |needed| Programs::find_among(OsStr::new(""), root.path(), needed).unwrap_err().to_string();
        assert!(find(None).contains("`apt-get install postgresql`"));

        install(&root.path().join("14/bin"), "14.3");
        assert!(find(None).starts_with("PostgreSQL 14 is too old"));
        assert!(find(Some(16)).contains("made by PostgreSQL 16, but only 14 was found"));
    }
}
