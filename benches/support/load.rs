//! The load: a closed loop of keep-alive connections on one thread, which polls the kernel for connections
//! with an answer.
//!
//! It shares two processors with the server, so that every microsecond spent here is missing there. Measured
//! against a bare actix handler with 32 connections (answers of 8 kB): this loop cost 6.2 µs a request,
//! nearly all of it in the kernel's `read` and `write`; tokio's `current_thread` runtime 6.2 µs; a blocking
//! thread for each connection 8.7 µs.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags};

use super::answer::Head;
use super::process::cpu_of_this_thread;
use super::requests::Requests;

/// Larger than any page, so that one `read` takes all bytes that have arrived.
const BUFFER: usize = 128 * 1024;
/// A server that sends nothing for this long has failed.
const TIMEOUT_IN_MILLISECONDS: u16 = 20_000;

/// The target of the load, and the expected answers.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// The server.
    pub address: SocketAddr,
    /// Connections, each of which waits for its answer before it sends its next request.
    pub clients: usize,
    /// How long requests are sent; pending answers are then awaited.
    pub duration: Duration,
    /// The status that every answer must have; a 303 must lead to a receipt.
    pub status: u16,
}

/// The result of a load.
#[derive(Debug)]
pub struct Outcome {
    /// Number of answers, all as expected.
    pub answers: u64,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// Microseconds from request to answer, sorted.
    pub latencies: Vec<u32>,
    /// Processor time of the load itself.
    pub cpu: Duration,
}

impl Outcome {
    /// Answers per second.
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.elapsed.as_secs_f64()
    }
}

struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    sent: Instant,
}

impl Load {
    /// Sends requests until the time is over or all are sent. An unexpected answer fails the bench.
    pub fn run(self, requests: &mut Requests) -> Outcome {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).expect("the kernel has epoll");
        let mut clients: Vec<Client> = (0..).take(self.clients).map(|n| self.connect(&epoll, n)).collect();
        let mut latencies = Vec::with_capacity(1 << 20);
        let mut wrong = BTreeMap::new();
        let (cpu, begun) = (cpu_of_this_thread(), Instant::now());
        let mut waiting = clients.iter_mut().filter_map(|client| client.send(requests, begun)).count();
        let mut now = begun;
        let mut events = vec![EpollEvent::empty(); self.clients];
        while waiting > 0 {
            let ready = epoll.wait(&mut events, TIMEOUT_IN_MILLISECONDS).expect("epoll works");
            assert!(ready > 0, "the server has been silent for {TIMEOUT_IN_MILLISECONDS} ms");
            for event in events.iter().take(ready) {
                let client = usize::try_from(event.data()).ok().and_then(|number| clients.get_mut(number));
                let client = client.expect("epoll watches only our connections");
                let Some(head) = client.receive() else { continue };
                now = Instant::now();
                latencies.push(microseconds(now - client.sent));
                if head.status != self.status || (head.status == 303 && !head.leads_to_receipt) {
                    *wrong.entry(head.status).or_insert(0) += 1;
                }
                let more = now - begun < self.duration && client.send(requests, now).is_some();
                waiting -= usize::from(!more);
            }
        }
        let cpu = cpu_of_this_thread().saturating_sub(cpu);
        assert!(wrong.is_empty(), "answers that were not {} as they should be: {wrong:?}", self.status);
        latencies.sort_unstable();
        Outcome { answers: latencies.len() as u64, elapsed: now - begun, latencies, cpu }
    }

    fn connect(self, epoll: &Epoll, number: u64) -> Client {
        let stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_nodelay(true).expect("a TCP connection");
        // Edge-triggered: a connection is reported once when data arrive, and not again for data already
        // read.
        let event = EpollEvent::new(EpollFlags::EPOLLIN | EpollFlags::EPOLLET, number);
        epoll.add(&stream, event).expect("epoll can watch a connection");
        Client { stream, buffer: vec![0; BUFFER], filled: 0, sent: Instant::now() }
    }
}

impl Client {
    /// Sends the next request; `None` if there is none.
    fn send(&mut self, requests: &mut Requests, now: Instant) -> Option<()> {
        let request = requests.next()?;
        self.stream.write_all(request).expect("the server reads requests");
        (self.filled, self.sent) = (0, now);
        Some(())
    }

    /// Reads the bytes that have arrived; returns the head once the answer is complete.
    fn receive(&mut self) -> Option<Head> {
        let free = self.buffer.get_mut(self.filled..).unwrap_or_default();
        assert!(!free.is_empty(), "an answer is longer than {BUFFER} bytes");
        let count = self.stream.read(free).expect("the server answers");
        assert!(count > 0, "the server closed a connection {:?} after the request", self.sent.elapsed());
        self.filled += count;
        let come = self.buffer.get(..self.filled)?;
        Head::read(come).filter(|head| head.is_whole(come))
    }
}

fn microseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}
