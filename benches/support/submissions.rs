//! Citizens' responses, each with a separate token, as a page view would have issued it.

use std::net::SocketAddr;

use chrono_tz::Asia::Ho_Chi_Minh;
use hailong::app::FormTokens;
use hailong::clock::Clock;
use rand::RngExt;

use super::offices::Office;
use super::requests::Requests;
use super::server::Server;

const QUESTIONS: [&str; 6] = ["settlement", "attitude", "access", "procedure", "result", "feedback"];
/// The comment of every tenth citizen.
pub const COMMENT: &str =
    "Cán bộ nhiệt tình, hướng dẫn dễ hiểu. Đề nghị thêm ghế ngồi ở phòng chờ cho người già.";
/// Most people are satisfied.
const LEVELS: [u8; 10] = [1, 2, 3, 4, 4, 4, 4, 5, 5, 5];

/// A random answer from 1 to 5.
pub fn level(random: &mut impl RngExt) -> u8 {
    LEVELS.get(random.random_range(0..LEVELS.len())).copied().unwrap_or(5)
}

/// Makes the responses of a whole bench.
pub struct Submissions {
    address: SocketAddr,
    offices: Vec<Office>,
    tokens: FormTokens,
    made: usize,
}

impl Submissions {
    /// Makes responses for the server at `address`, spread over `offices`.
    pub fn new(address: SocketAddr, offices: Vec<Office>) -> Self {
        Self { address, offices, tokens: Server::tokens(), made: 0 }
    }

    /// Requests that submit the next `count` responses.
    pub fn make(&mut self, count: usize) -> Requests {
        Requests::once((0..count).map(|_| self.next()))
    }

    fn next(&mut self) -> Vec<u8> {
        self.made += 1;
        let office = self.offices.get(self.made % self.offices.len()).expect("there are offices");
        let token = self.tokens.issue(office.channel, Clock::system(Ho_Chi_Minh));
        let comment = if self.made.is_multiple_of(10) { COMMENT } else { "" };
        post(self.address, &office.code, &form(&token, comment))
    }
}

fn form(token: &str, comment: &str) -> String {
    let mut random = rand::rng();
    let mut fields = vec![("token", token.to_owned())];
    fields.extend(QUESTIONS.map(|question| (question, level(&mut random).to_string())));
    fields.push(("comment", comment.to_owned()));
    serde_urlencoded::to_string(fields).expect("texts can be encoded")
}

/// A POST request with the headers that matter to the server.
fn post(address: SocketAddr, code: &str, form: &str) -> Vec<u8> {
    let length = form.len();
    format!(
        "POST /k/{code}?lang=vi HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Accept: text/html\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: vi\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    )
    .into_bytes()
}
