//! A minimal HTTP/1.1 client, so that the outcome of each request is known exactly: a client library retries
//! by itself and hides how far a request came.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hailong::domain::ResponseId;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The outcome of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 303 to the receipt of this response.
    Acknowledged(ResponseId),
    /// Any other status.
    Status { status: u16, retry_after: bool },
    /// No connection, so that nothing was sent.
    Unreachable,
    /// The connection broke or the request timed out; the answer may have begun.
    Unknown { answer_begun: bool },
}

/// A request, and the time at which its last byte was written, if it was.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub outcome: Outcome,
    pub begun: Instant,
    pub ended: Instant,
    pub written: Option<Instant>,
    /// Whether the connection had carried an answer before, so that the server had certainly accepted it.
    pub proven: bool,
}

/// One citizen's connection, reopened after it breaks.
pub struct Line {
    server: SocketAddr,
    timeout: Duration,
    open: Option<TcpStream>,
    keep: bool,
}

struct Answer {
    status: u16,
    location: Option<String>,
    retry_after: bool,
    close: bool,
}

impl Line {
    /// A client that keeps its connection for the next request.
    pub fn kept(server: SocketAddr, timeout: Duration) -> Self {
        Self { server, timeout, open: None, keep: true }
    }

    /// A client with a new connection for each request.
    pub fn fresh(server: SocketAddr, timeout: Duration) -> Self {
        Self { keep: false, ..Self::kept(server, timeout) }
    }

    /// Connects to another server from now on.
    pub fn turn_to(&mut self, server: SocketAddr) {
        (self.server, self.open) = (server, None);
    }

    /// Sends a complete request and reads the complete answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Exchange {
        let (begun, proven, timeout) = (Instant::now(), self.open.is_some(), self.timeout);
        let mut written = None;
        let mut seen = Vec::new();
        let work = self.try_exchange(request, &mut written, &mut seen);
        let outcome = match tokio::time::timeout(timeout, work).await {
            Ok(Ok(Some(answer))) => outcome_of(&answer),
            Ok(Ok(None)) => Outcome::Unreachable,
            Ok(Err(_)) | Err(_) => Outcome::Unknown { answer_begun: !seen.is_empty() },
        };
        if matches!(outcome, Outcome::Unknown { .. }) {
            self.open = None;
        }
        Exchange { outcome, begun, ended: Instant::now(), written, proven }
    }

    /// Returns `None` if there was no connection to send on.
    async fn try_exchange(
        &mut self,
        request: &[u8],
        written: &mut Option<Instant>,
        seen: &mut Vec<u8>,
    ) -> io::Result<Option<Answer>> {
        let mut stream = match self.open.take() {
            Some(stream) => stream,
            None => match TcpStream::connect(self.server).await {
                Ok(stream) => stream,
                Err(_) => return Ok(None),
            },
        };
        stream.write_all(request).await?;
        *written = Some(Instant::now());
        let answer = read_answer(&mut stream, seen).await?;
        if self.keep && !answer.close {
            self.open = Some(stream);
        }
        Ok(Some(answer))
    }
}

async fn read_answer(stream: &mut TcpStream, seen: &mut Vec<u8>) -> io::Result<Answer> {
    let head_end = loop {
        if let Some(at) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        read_more(stream, seen).await?;
    };
    let head = String::from_utf8_lossy(&seen[..head_end]).into_owned();
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
    };
    let chunked = header("transfer-encoding").is_some();
    let length: usize = header("content-length").map_or(0, |length| length.parse().unwrap());
    while if chunked { !seen.ends_with(b"0\r\n\r\n") } else { seen.len() < head_end + length } {
        read_more(stream, seen).await?;
    }
    Ok(Answer {
        status: head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("the answer begins with a status line"),
        location: header("location"),
        retry_after: header("retry-after").is_some(),
        close: header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")),
    })
}

async fn read_more(stream: &mut TcpStream, seen: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(seen).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn outcome_of(answer: &Answer) -> Outcome {
    let receipt = answer.location.as_deref().and_then(|location| location.strip_prefix("/r/"));
    let receipt = receipt.and_then(|rest| ResponseId::from_receipt(rest.split('?').next()?));
    match receipt {
        Some(receipt) if answer.status == 303 => Outcome::Acknowledged(receipt),
        _ => Outcome::Status { status: answer.status, retry_after: answer.retry_after },
    }
}
