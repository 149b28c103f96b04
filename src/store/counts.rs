//! The counts of a tally as PostgreSQL keeps them: one number, nine decimal digits a place, the first place lowest.
//!
//! Adding two such numbers adds all their places, in one step of PostgreSQL's own, as long as no sum reaches a thousand
//! million. A row counts the sheets of one office and month.

use std::fmt::Write;

use super::StoreError;

/// Decimal digits of a place.
const DIGITS: usize = 9;
const ZERO: &str = "000000000";

/// The number for these counts.
pub(super) fn write(counts: &[i32]) -> String {
    let mut number = String::with_capacity(DIGITS * counts.len().max(1));
    for &count in counts.iter().rev() {
        // Of one sheet nearly all places are zero.
        if count <= 0 {
            number.push_str(ZERO);
        } else {
            // Writing into memory does not fail.
            let _ = write!(number, "{count:09}");
        }
    }
    if number.is_empty() { "0".to_owned() } else { number }
}

/// The counts in a number, up to the last one that is not zero.
pub(super) fn read(number: &str) -> Result<Vec<i32>, StoreError> {
    let unreadable = || StoreError::unreadable("tally")(format!("{number} is no sum of counts"));
    let digits = number.trim_start_matches('0');
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(unreadable());
    }
    let places = digits.as_bytes().rchunks(DIGITS).map(|place| {
        let place = std::str::from_utf8(place).map_err(|_| unreadable())?;
        place.parse().map_err(|_| unreadable())
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(mut counts in prop::collection::vec(0..1_000_000_000_i32, 0..60)) {
            let read = read(&write(&counts)).unwrap();
            while counts.last() == Some(&0) {
                counts.pop();
            }
            prop_assert_eq!(read, counts);
        }
    }

    #[test]
    fn a_place_is_nine_digits_and_the_first_one_is_lowest() {
        assert_eq!(write(&[7, 0, 12]), "000000012000000000000000007");
        assert_eq!(write(&[]), "0");
        assert!(read("-1").is_err() && read("1.5").is_err() && read("NaN").is_err());
    }
}
