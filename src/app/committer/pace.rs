//! How many sheets a batch may hold: as many as the database takes in a moment.

use std::time::Duration;

/// Beyond this a larger batch gains nothing.
const LARGEST: usize = 512;
/// Below this there is nothing to gain by taking fewer.
const SMALLEST: usize = 4;
/// How long a batch should take at most. One that takes longer keeps those in it, and those behind it, waiting too
/// long.
const MOMENT: Duration = Duration::from_millis(500);

/// Sizes the next batch by how long the last one took for each of its sheets. Otherwise a database that is slow would be
/// given batches that it never ends in time, and take none at all.
///
/// A small batch that waits long for the disk makes the next one smaller than it need be, which then takes as long with
/// more sheets in it, and the one after that is larger again.
#[derive(Debug)]
pub(super) struct Pace {
    limit: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { limit: LARGEST }
    }
}

impl Pace {
    /// The most sheets in the next batch.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Learns how long a batch took, written or not.
    pub(super) fn learn(&mut self, sheets: usize, took: Duration) {
        let in_a_moment = MOMENT.as_micros() * sheets as u128 / took.as_micros().max(1);
        self.limit = usize::try_from(in_a_moment).unwrap_or(LARGEST).clamp(SMALLEST, LARGEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_small_for_a_slow_database_and_large_again_when_it_is_not() {
        let mut pace = Pace::default();
        assert_eq!(pace.limit(), LARGEST);
        // Twenty milliseconds a sheet.
        pace.learn(4, Duration::from_millis(80));
        assert_eq!(pace.limit(), 25);
        pace.learn(25, Duration::from_secs(10));
        assert_eq!(pace.limit(), SMALLEST);
        // A slow disk: 20 ms whatever the batch.
        for _ in 0..3 {
            pace.learn(pace.limit(), Duration::from_millis(20));
        }
        assert_eq!(pace.limit(), LARGEST);
        pace.learn(1, Duration::ZERO);
        assert_eq!(pace.limit(), LARGEST);
    }
}
