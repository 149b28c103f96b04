//! Child processes of the bench, ended by their own ids, and their costs.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Pause between two polls of a process; its recorded peak of memory is at most this much older than its end.
const PAUSE: Duration = Duration::from_millis(5);
/// Timeout for a process to end by itself.
const EXIT_TIMEOUT: Duration = Duration::from_secs(20);

/// A process that ends with the bench, however the bench ends.
pub struct Worker(Child);

impl Worker {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}")))
    }

    /// Its processor time so far.
    pub fn cpu(&self) -> Duration {
        cpu_of(self.0.id())
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child can be waited for").is_some()
    }

    /// Its peak resident memory so far, in KiB; `None` once it has ended.
    pub fn peak_kib(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        peak.trim().trim_end_matches(" kB").parse().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        let number = i32::try_from(self.0.id()).expect("a process's number");
        let _ = kill(Pid::from_raw(number), Signal::SIGTERM);
        let begun = Instant::now();
        while !self.has_ended() {
            std::thread::sleep(PAUSE);
            if begun.elapsed() > EXIT_TIMEOUT {
                let _ = self.0.kill();
            }
        }
    }
}

/// The cost of a command.
#[derive(Clone, Copy, Debug)]
pub struct Finished {
    /// From its start to its end.
    pub elapsed: Duration,
    /// Its processor time.
    pub cpu: Duration,
    /// Its peak resident memory, in KiB.
    pub peak_kib: u64,
}

/// Runs a command to its end; fails unless it succeeds.
pub fn run_to_the_end(command: &mut Command) -> Finished {
    let begun = Instant::now();
    let mut worker = Worker::start(command);
    let (mut peak_kib, mut cpu) = (0, Duration::ZERO);
    while !worker.has_ended() {
        peak_kib = worker.peak_kib().unwrap_or(peak_kib);
        cpu = cpu.max(worker.cpu());
        std::thread::sleep(PAUSE);
    }
    let elapsed = begun.elapsed();
    let status = worker.0.wait().expect("a child can be waited for");
    assert!(status.success(), "{command:?}: {status}");
    Finished { elapsed, cpu, peak_kib }
}

/// Processor time of all threads of a process.
pub(super) fn cpu_of(process: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    threads.map(|thread| scheduled(&thread.path().join("schedstat"))).sum()
}

/// Processor time of the calling thread.
pub(super) fn cpu_of_this_thread() -> Duration {
    scheduled("/proc/thread-self/schedstat".as_ref())
}

/// Processor time of each child of the PostgreSQL server in `data_dir`: backends, writers and others.
pub fn cpu_of_postgres(data_dir: &std::path::Path) -> BTreeMap<u32, Duration> {
    let file = fs::read_to_string(data_dir.join("postgres/postmaster.pid")).expect("a running server");
    let postmaster = file.lines().next().unwrap_or_default();
    let path = format!("/proc/{postmaster}/task/{postmaster}/children");
    let children = fs::read_to_string(path).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|child| child.parse().ok());
    children.map(|child| (child, cpu_of(child))).collect()
}

fn scheduled(file: &std::path::Path) -> Duration {
    let text = fs::read_to_string(file).unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}
