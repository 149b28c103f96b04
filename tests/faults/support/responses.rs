//! Responses to send: made from a running number, so that every one is different and its answers are known.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono_tz::Asia::Ho_Chi_Minh;
use hailong::app::FormTokens;
use hailong::clock::Clock;
use hailong::config::SecretKey;
use hailong::domain::{ChannelId, ResponseId};

/// The key that all servers of the fault tests share, so that the tests can issue tokens without requesting a
/// page.
pub const SECRET_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// The question keys, in the order in which the answers are stored.
const QUESTIONS: [&str; 6] = ["settlement", "attitude", "access", "procedure", "result", "feedback"];

/// One citizen's response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentResponse {
    pub id: ResponseId,
    token: String,
    path: String,
    /// One answer for each question; 0 is no opinion.
    pub answers: Vec<u8>,
    pub comment: Option<String>,
}

impl SentResponse {
    /// The channel code of its counter.
    pub fn code(&self) -> &str {
        self.path.trim_start_matches("/k/")
    }

    /// The complete HTTP request that sends it.
    pub fn request(&self) -> Vec<u8> {
        let levels =
            self.answers.iter().map(|level| if *level == 0 { String::new() } else { level.to_string() });
        let mut fields = vec![("token", self.token.clone())];
        fields.extend(QUESTIONS.into_iter().zip(levels));
        fields.push(("comment", self.comment.clone().unwrap_or_default()));
        let body = serde_urlencoded::to_string(fields).unwrap();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n",
            self.path,
            body.len()
        );
        [head, body].concat().into_bytes()
    }
}

/// Counters in several offices, with their channels; responses are made for one counter after the other.
pub struct Counter {
    posters: Vec<(String, ChannelId)>,
    tokens: FormTokens,
    next: AtomicU32,
    pub comment_length: usize,
}

impl Counter {
    pub fn new(posters: Vec<(String, ChannelId)>) -> Self {
        let environment = BTreeMap::from([("HAILONG_SECRET_KEY", SECRET_KEY)]);
        let key = SecretKey::read_or_make(&environment, Path::new("/nonexistent")).unwrap();
        Self { posters, tokens: FormTokens::new(key), next: AtomicU32::new(0), comment_length: 40 }
    }

    /// The next response. Its answers are the number's digits, scattered; every third one has a comment.
    pub fn next_response(&self) -> SentResponse {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (code, channel) = &self.posters[usize::try_from(number).unwrap() % self.posters.len()];
        let token = self.tokens.issue(*channel, Clock::system(Ho_Chi_Minh));
        let id = self.tokens.read(&token, *channel).expect("our own token is valid");
        let scattered = number.wrapping_mul(2_654_435_761);
        let digit = |place: u32| u8::try_from(scattered / 5_u32.pow(place + 5) % 5).unwrap();
        // The two required answers are never empty; for the others a zero is "no opinion".
        let answers = (0..6).map(|place| if place < 2 { digit(place) + 1 } else { digit(place) }).collect();
        let comment = number.is_multiple_of(3).then(|| comment(number, self.comment_length));
        SentResponse { id, token, path: format!("/k/{code}"), answers, comment }
    }
}

/// A text that does not compress well, so that its length equals its size on disk.
fn comment(number: u32, length: usize) -> String {
    let mut text = format!("Phiếu số {number}: ");
    let mut state = u64::from(number) + 1;
    while text.chars().count() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push(char::from(b'a' + u8::try_from(state >> 33 & 15).unwrap()));
    }
    text
}
