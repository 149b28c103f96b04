//! External programs. A missing one fails the test and names its package.

use std::path::PathBuf;
use std::process::{Command, Output};

/// The path of `program`; fails if it is not installed.
pub fn expect_program(program: &str, package: &str) -> PathBuf {
    let found = std::env::var("PATH").unwrap_or_default();
    let found =
        found.split(':').map(|folder| PathBuf::from(folder).join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{program} is missing: apt-get install {package}"))
}

/// Runs `program` of `package` and returns its output; fails if the program fails.
pub fn run_program(program: &str, package: &str, arguments: &[&str]) -> Vec<u8> {
    let Output { status, stdout, stderr } =
        Command::new(expect_program(program, package)).args(arguments).output().unwrap();
    assert!(status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&stderr));
    stdout
}
