//! Ctrl-C. What a bench has started belongs to the terminal's group and ends by it; the bench itself stays, fails on
//! that, and so clears up as after any other failure.

use tokio::signal::unix::{SignalKind, signal};

/// Lets SIGINT and SIGTERM end what the bench waits for, and not the bench.
pub(super) fn turn_into_failure() {
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime can be made").block_on(async {
            let mut interrupt = signal(SignalKind::interrupt()).expect("SIGINT can be heard");
            let mut terminate = signal(SignalKind::terminate()).expect("SIGTERM can be heard");
            loop {
                tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
                eprintln!("interrupted: the bench ends when its current step does");
            }
        });
    });
}
