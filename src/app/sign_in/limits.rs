//! How often somebody may try: by address, and in all, so that guessing is hopeless and hashing cannot keep the
//! processor from serving citizens.

use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;

use crate::domain::EmailAddress;

const TRIES_AN_ADDRESS: NonZeroU32 = NonZeroU32::new(10).unwrap();
const TRIES_IN_ALL: NonZeroU32 = NonZeroU32::new(120).unwrap();
/// Each hash takes 19 MiB and a processor.
const HASHES_AT_ONCE: usize = 2;

/// The state of the limits.
#[derive(Debug)]
pub(in crate::app) struct Limits {
    by_address: DefaultKeyedRateLimiter<EmailAddress>,
    in_all: DefaultDirectRateLimiter,
    pub(super) hashing: Semaphore,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            by_address: RateLimiter::keyed(Quota::per_hour(TRIES_AN_ADDRESS)),
            in_all: RateLimiter::direct(Quota::per_minute(TRIES_IN_ALL)),
            hashing: Semaphore::new(HASHES_AT_ONCE),
        }
    }
}

impl Limits {
    /// Counts a try; `false` where there were too many.
    pub(super) fn allow(&self, email: &EmailAddress) -> bool {
        if self.in_all.check().is_err() {
            return false;
        }
        // Addresses that nobody tries any more are forgotten.
        if self.by_address.len() > 10_000 {
            self.by_address.retain_recent();
        }
        self.by_address.check_key(email).is_ok()
    }
}
