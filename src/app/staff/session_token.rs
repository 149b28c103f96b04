//! The tokens of sessions, and how long a session lasts without a request.

use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use rand::Rng;
use sha2::{Digest, Sha256};

use crate::store::SessionLimits;

/// A session ends after this time without a request.
const IDLE: Duration = Duration::minutes(30);

/// The limits of sessions at a moment.
pub(super) fn limits(now: DateTime<Utc>) -> SessionLimits {
    SessionLimits { now, idle: IDLE }
}

/// A new random token, for the cookie.
pub(super) fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

/// What the database stores of a token.
pub(super) fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
