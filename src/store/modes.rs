//! The numbers of modes in the database.

use super::StoreError;
use crate::domain::Mode;

/// The number of a mode, in every table.
pub(super) fn number_of(mode: Mode) -> i16 {
    match mode {
        Mode::Open => 1,
        Mode::Verified => 2,
        Mode::Invited => 3,
        Mode::Kiosk => 4,
        Mode::Assisted => 5,
        Mode::Paper => 6,
    }
}

/// The mode with this number.
pub(super) fn mode_of(number: i16) -> Result<Mode, StoreError> {
    let known = Mode::ALL.into_iter().find(|&mode| number_of(mode) == number);
    known.ok_or_else(|| StoreError::unreadable("mode")(format!("there is no mode {number}")))
}
