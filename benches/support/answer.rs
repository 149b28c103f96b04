//! Reads HTTP/1.1 answers, checking only what a load test needs, in a single pass.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// The end of a chunked body. Requests are not pipelined, so nothing follows it.
const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";

/// The head of an answer whose body may still be incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// Whether it redirects to a receipt.
    pub leads_to_receipt: bool,
    /// Bytes of the head.
    pub length: usize,
    /// Bytes of the body; `None` if it is chunked.
    pub body: Option<usize>,
}

impl Head {
    /// Reads the head from the beginning of an answer; `None` while it is incomplete.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut found = Self { status: 0, leads_to_receipt: false, length: 0, body: Some(0) };
        loop {
            let rest = bytes.get(found.length..)?;
            let (line, _) = rest.split_at_checked(rest.iter().position(|&byte| byte == b'\n')? + 1)?;
            if found.length == 0 {
                found.status = str::from_utf8(line.get(9..12)?).ok()?.parse().ok()?;
            } else if let Some(value) = value_of(line, b"content-length: ") {
                found.body = Some(str::from_utf8(value).ok()?.trim().parse().ok()?);
            } else if value_of(line, b"transfer-encoding: ").is_some() {
                found.body = None;
            } else if let Some(value) = value_of(line, b"location: ") {
                found.leads_to_receipt = value.starts_with(b"/r/");
            }
            found.length += line.len();
            if line == b"\r\n" {
                return Some(found);
            }
        }
    }

    /// Whether `bytes` are the complete answer.
    pub fn is_whole(&self, bytes: &[u8]) -> bool {
        match self.body {
            Some(body) => bytes.len() == self.length + body,
            None => bytes.ends_with(LAST_CHUNK),
        }
    }
}

fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then_some(value)
}

/// A complete answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The bytes of status line and headers.
    pub head: Vec<u8>,
    /// The body.
    pub body: Vec<u8>,
    /// Its bytes on the wire, above TCP.
    pub weight: usize,
    /// Whether the body is chunked, because the server did not know its length beforehand.
    pub is_chunked: bool,
}

impl Answer {
    /// A header's value; empty where it is absent.
    pub fn header(&self, name: &str) -> String {
        let name = format!("{name}: ");
        let value = self.head.split(|&byte| byte == b'\n').find_map(|line| value_of(line, name.as_bytes()));
        String::from_utf8_lossy(value.unwrap_or_default()).trim().to_owned()
    }
}

/// Requests one page on a new connection.
pub fn fetch(address: SocketAddr, path: &str, encoding: &str) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(&get(address, path, encoding))?;
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        if let Some(head) = Head::read(&bytes).filter(|head| head.is_whole(&bytes)) {
            let weight = bytes.len();
            let body = bytes.split_off(head.length);
            let is_chunked = head.body.is_none();
            let body = if is_chunked { join_chunks(&body) } else { Some(body) };
            let body = body.ok_or(io::ErrorKind::InvalidData)?;
            return Ok(Answer { status: head.status, head: bytes, body, weight, is_chunked });
        }
        let count = stream.read(&mut part)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(part.get(..count).unwrap_or_default());
    }
}

/// Joins the chunks of a body.
fn join_chunks(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
        let size = usize::from_str_radix(str::from_utf8(bytes.get(..end)?).ok()?, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let begin = end + 2;
        body.extend_from_slice(bytes.get(begin..begin + size)?);
        bytes = bytes.get(begin + size + 2..)?;
    }
}

/// The bytes of a GET.
pub fn get(address: SocketAddr, path: &str, encoding: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: {encoding}\r\n\r\n").into_bytes()
}
