//! The adaptive batch size: as many responses as the database stores within [`TARGET_DURATION`].

use std::time::Duration;

/// A larger batch gains nothing.
const MAXIMUM: usize = 512;
/// A smaller batch gains nothing.
const MINIMUM: usize = 4;
/// How long a batch should take at most, because everything in it and behind it waits for it.
const TARGET_DURATION: Duration = Duration::from_millis(500);

/// Limits the next batch by how long the last one took for each of its responses. With a fixed limit a slow database would
/// get batches that it cannot finish before their deadline, and would store nothing at all.
///
/// A small batch that waits long for the disk makes the next limit smaller than necessary. The next batch then takes as
/// long with more responses in it, so that the limit grows again.
#[derive(Debug)]
pub(super) struct AdaptiveBatchSize {
    limit: usize,
}

impl Default for AdaptiveBatchSize {
    fn default() -> Self {
        Self { limit: MAXIMUM }
    }
}

impl AdaptiveBatchSize {
    /// The maximum number of responses in the next batch.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Takes into account how long a batch took, whether or not it was stored.
    pub(super) fn record(&mut self, responses: usize, took: Duration) {
        let within_target = TARGET_DURATION.as_micros() * responses as u128 / took.as_micros().max(1);
        self.limit = usize::try_from(within_target).unwrap_or(MAXIMUM).clamp(MINIMUM, MAXIMUM);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_small_for_a_slow_database_and_large_again_when_it_is_fast() {
        let mut size = AdaptiveBatchSize::default();
        assert_eq!(size.limit(), MAXIMUM);
        // Twenty milliseconds a response.
        size.record(4, Duration::from_millis(80));
        assert_eq!(size.limit(), 25);
        size.record(25, Duration::from_secs(10));
        assert_eq!(size.limit(), MINIMUM);
        // A slow disk: 20 ms for any batch.
        for _ in 0..3 {
            size.record(size.limit(), Duration::from_millis(20));
        }
        assert_eq!(size.limit(), MAXIMUM);
        size.record(1, Duration::ZERO);
        assert_eq!(size.limit(), MAXIMUM);
    }
}
