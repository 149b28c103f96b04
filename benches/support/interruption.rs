//! Handles Ctrl-C. The processes that a bench has started belong to the terminal's process group and end; the
//! bench itself continues, fails because of that, and so cleans up as after any other failure.

use tokio::signal::unix::{SignalKind, signal};

/// Makes SIGINT and SIGTERM end only the child processes, not the bench.
pub(super) fn turn_into_failure() {
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime can be made").block_on(async {
            let mut interrupt = signal(SignalKind::interrupt()).expect("SIGINT can be handled");
            let mut terminate = signal(SignalKind::terminate()).expect("SIGTERM can be handled");
            loop {
                tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
                eprintln!("interrupted: the bench ends when its current step does");
            }
        });
    });
}
