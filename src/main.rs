//! The `hailong` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    hailong::cli::run()
}
