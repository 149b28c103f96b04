//! Child processes of the test: killed by their ids, and never left behind.

use std::fs;
use std::process::{Child, Command, ExitStatus};
use std::sync::Once;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::{Pid, Uid, User};

/// A child that is killed with its own children when dropped, also by a panicking test.
#[derive(Debug)]
pub struct OwnedProcess {
    child: Child,
}

impl OwnedProcess {
    /// Starts `command`.
    pub fn start(command: &mut Command) -> Self {
        adopt_orphans();
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { child }
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.id()).unwrap())
    }

    /// Its exit status, if it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).unwrap();
    }

    /// Waits for its end, at most for `timeout`.
    pub fn wait(&mut self, timeout: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < timeout {
            if let Some(status) = self.ended() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.ended()
    }

    /// Kills it and its children with SIGKILL and returns when none of them is left, not even as a zombie.
    pub fn kill_with_children(&mut self) {
        if self.ended().is_some() {
            return;
        }
        // A stopped process cannot start further children meanwhile.
        self.signal(Signal::SIGSTOP);
        while state_and_parent(self.pid()).is_some_and(|(state, _)| state != 'T' && state != 'Z') {
            std::thread::sleep(Duration::from_millis(1));
        }
        let children = children_of(self.pid());
        self.child.kill().unwrap();
        for &child in &children {
            // It may have ended by itself after its parent's death.
            let _ = kill(child, Signal::SIGKILL);
        }
        self.child.wait().unwrap();
        children.into_iter().for_each(reap);
    }
}

impl Drop for OwnedProcess {
    fn drop(&mut self) {
        self.kill_with_children();
    }
}

/// Becomes the parent of our children's orphans, so that we can wait for the children of a killed PostgreSQL.
fn adopt_orphans() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| nix::sys::prctl::set_child_subreaper(true).unwrap());
}

fn reap(orphan: Pid) {
    match waitpid(orphan, None) {
        Ok(_) | Err(Errno::ECHILD) => {}
        Err(error) => panic!("waiting for {orphan}: {error}"),
    }
    assert!(state_and_parent(orphan).is_none(), "{orphan} outlived -9");
}

/// The state letter of a process and its parent; `None` if there is no such process.
fn state_and_parent(pid: Pid) -> Option<(char, Pid)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may contain any character.
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?.chars().next()?;
    Some((state, Pid::from_raw(fields.next()?.parse().ok()?)))
}

fn children_of(parent: Pid) -> Vec<Pid> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).map(Pid::from_raw);
    pids.filter(|&pid| state_and_parent(pid).is_some_and(|(_, its)| its == parent)).collect()
}

/// The peak resident memory of a process, in MiB.
pub fn peak_memory(pid: Pid) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM is in status");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// The user for servers that refuse to run as root: `postgres` if we are root, otherwise ourselves.
pub fn unprivileged_user() -> User {
    if Uid::effective().is_root() {
        User::from_name("postgres").unwrap().expect("there is no user postgres: apt-get install postgresql")
    } else {
        User::from_uid(Uid::effective()).unwrap().expect("this user has no entry")
    }
}
