//! The token in each form: the id of the future response and its channel, authenticated. It ensures that a
//! double submission counts once, and rejects responses for which no form was issued.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::SecretKey;
use crate::domain::{ChannelId, ResponseId};

/// Bytes of the id and of the truncated authentication code; 128 bits each are sufficient.
const PART: usize = 16;

/// Issues and reads form tokens.
#[derive(Clone, Debug)]
pub struct FormTokens {
    key: SecretKey,
}

impl FormTokens {
    /// Uses a key that all instances share.
    pub fn new(key: SecretKey) -> Self {
        Self { key }
    }

    /// A token for one new response. The id is a `UUIDv7`, which contains the moment of issue.
    pub fn issue(&self, channel: ChannelId, clock: Clock) -> String {
        let now = clock.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let id =
            Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, now.timestamp_subsec_nanos()));
        let mut token = id.as_bytes().to_vec();
        token.extend_from_slice(self.code(id.as_bytes(), channel).as_slice());
        BASE64URL_NOPAD.encode(&token)
    }

    /// The id of the response; `None` if the token was not issued with this key for this channel.
    pub fn read(&self, token: &str, channel: ChannelId) -> Option<ResponseId> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok().filter(|bytes| bytes.len() == 2 * PART)?;
        let (id, code) = bytes.split_at_checked(PART)?;
        let authentic = bool::from(subtle::ConstantTimeEq::ct_eq(self.code(id, channel).as_slice(), code));
        if authentic { Uuid::from_slice(id).ok().map(ResponseId) } else { None }
    }

    fn code(&self, id: &[u8], channel: ChannelId) -> Vec<u8> {
        self.authenticate(&[b"form", id, &channel.0.to_be_bytes()])
    }

    /// The secret that a form must send back to prove that it comes from a page shown to the holder of
    /// `secret`.
    pub fn form_secret(&self, purpose: &str, secret: &str) -> String {
        BASE64URL_NOPAD.encode(&self.authenticate(&[purpose.as_bytes(), b":", secret.as_bytes()]))
    }

    /// An authentication code over `parts`. The first part names the purpose.
    fn authenticate(&self, parts: &[&[u8]]) -> Vec<u8> {
        // HMAC accepts keys of any length, so this error cannot occur; an empty code matches nothing.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.key.expose()) else { return Vec::new() };
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().iter().copied().take(PART).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn tokens(secret: &str) -> FormTokens {
        let environment = BTreeMap::from([("HAILONG_SECRET_KEY", secret)]);
        FormTokens::new(SecretKey::read_or_make(&environment, std::path::Path::new("/nonexistent")).unwrap())
    }

    #[test]
    fn only_our_token_for_this_channel_is_read() {
        let ours = tokens("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        let theirs = tokens("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDI=");
        let clock = Clock::system(chrono_tz::Asia::Ho_Chi_Minh);
        let token = ours.issue(ChannelId(7), clock);
        assert_eq!(token.len(), 43);
        let id = ours.read(&token, ChannelId(7)).expect("the token was issued with this key");
        assert_eq!(id.0.get_version_num(), 7);
        assert_eq!(ours.read(&token, ChannelId(8)), None);
        assert_eq!(theirs.read(&token, ChannelId(7)), None);
        for place in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(ours.read(&forged, ChannelId(7)), None, "{forged}");
        }
        assert_eq!(ours.read("", ChannelId(7)), None);
        assert_eq!(ours.read("ệ", ChannelId(7)), None);
    }
}
