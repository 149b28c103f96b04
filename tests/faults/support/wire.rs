//! The frames of PostgreSQL's protocol, parsed just enough to detect when a commit is acknowledged.

use std::collections::HashSet;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;
const CANCEL_REQUEST: u32 = 80_877_102;
/// Part of every statement that stores responses.
const WRITES: &str = "insert into responses";

/// The first frame of a connection, which has no tag.
pub enum Opening {
    /// A request for encryption, which is answered with one byte.
    Encryption,
    Cancel(Vec<u8>),
    Startup(Vec<u8>),
}

impl Opening {
    pub async fn read(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let bytes = read_frame(reader, Vec::new()).await?;
        let code = u32::from_be_bytes(bytes[4..8].try_into().unwrap());
        Ok(match code {
            SSL_REQUEST | GSS_REQUEST => Self::Encryption,
            CANCEL_REQUEST => Self::Cancel(bytes),
            _ => Self::Startup(bytes),
        })
    }
}

/// A frame with its tag.
pub struct Message(pub Vec<u8>);

impl Message {
    pub async fn read(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let tag = reader.read_u8().await?;
        read_frame(reader, vec![tag]).await.map(Self)
    }

    pub fn tag(&self) -> u8 {
        self.0[0]
    }

    pub fn body(&self) -> &[u8] {
        &self.0[5..]
    }

    /// The zero-terminated texts at the beginning of the body.
    fn texts(&self) -> impl Iterator<Item = String> {
        self.body().split(|&byte| byte == 0).map(|text| String::from_utf8_lossy(text).into_owned())
    }
}

/// Reads the length and the bytes that it covers, after `start`.
async fn read_frame(reader: &mut (impl AsyncRead + Unpin), start: Vec<u8>) -> io::Result<Vec<u8>> {
    let length = reader.read_u32().await?;
    let mut bytes = start;
    bytes.extend(length.to_be_bytes());
    let begin = bytes.len();
    bytes.resize(begin + length as usize - 4, 0);
    reader.read_exact(&mut bytes[begin..]).await?;
    Ok(bytes)
}

/// The state of one connection, from the messages of both sides.
#[derive(Default)]
pub struct Conversation {
    /// Names of prepared statements that store responses.
    prepared: HashSet<String>,
    /// How many times the server was asked to report that it is ready; its greeting counts as the first.
    asked: u64,
    said: u64,
    /// The number of the report after which a sent response is committed at the earliest.
    writing: Option<u64>,
    failed: bool,
}

impl Conversation {
    /// Records a message of the client. Returns whether it stores responses.
    pub fn hear_client(&mut self, message: &Message) -> bool {
        let mut texts = message.texts();
        let mut text = || texts.next().unwrap_or_default();
        let writes = match message.tag() {
            b'P' => {
                let (name, statement) = (text(), text());
                self.prepared.remove(&name);
                if stores_responses(&statement) {
                    self.prepared.insert(name);
                }
                false
            }
            b'B' => {
                let (_portal, statement) = (text(), text());
                self.prepared.contains(&statement)
            }
            b'Q' => stores_responses(&text()),
            _ => false,
        };
        if matches!(message.tag(), b'Q' | b'S') {
            self.asked += 1;
        }
        if writes {
            // A `Query` includes the request for the report; other messages are followed by a `Sync`.
            self.writing = Some(if message.tag() == b'Q' { self.asked } else { self.asked + 1 });
        }
        writes
    }

    /// Records a message of the server. Returns whether it acknowledges the commit of responses.
    pub fn hear_server(&mut self, message: &Message) -> bool {
        match message.tag() {
            b'E' => self.failed = true,
            b'C' if message.body().starts_with(b"ROLLBACK") => self.writing = None,
            b'Z' => return self.hear_ready(message.body() == b"I"),
            _ => {}
        }
        false
    }

    fn hear_ready(&mut self, outside_of_transaction: bool) -> bool {
        let place = self.said;
        self.said += 1;
        if !outside_of_transaction {
            return false;
        }
        let failed = std::mem::take(&mut self.failed);
        let reached = self.writing.is_some_and(|writing| place >= writing);
        if reached {
            self.writing = None;
        }
        reached && !failed
    }

    /// Whether responses are being stored, so that the server's next messages may be about them.
    pub fn is_writing(&self) -> bool {
        self.writing.is_some()
    }
}

fn stores_responses(statement: &str) -> bool {
    let words: Vec<String> = statement.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").replace('"', "").contains(WRITES)
}
