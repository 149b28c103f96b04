//! The periods around one: the one before, the same a year before, and the quarter and the year of a month.

use super::{Month, Period};

impl Period {
    /// The period of the same length right before; of a quarter the quarter before, of a year the year before.
    #[must_use]
    pub fn previous(self) -> Self {
        let months = self.to.months_since(self.from) + 1;
        self.shifted(-months)
    }

    /// The same months a year earlier.
    #[must_use]
    pub fn year_before(self) -> Self {
        self.shifted(-12)
    }

    /// The same number of months, so many months later, or earlier where negative.
    #[must_use]
    pub fn shifted(self, months: i32) -> Self {
        Self { from: self.from.shifted(months), to: self.to.shifted(months) }
    }

    /// The period of so many months, at least one, that ends with it.
    #[must_use]
    pub fn ending_with(last: Month, months: i32) -> Self {
        Self { from: last.shifted(1 - months.max(1)), to: last }
    }

    /// The quarter in which a month lies.
    pub fn quarter_of(month: Month) -> Self {
        let first = month.shifted(-(month.number().cast_signed() - 1) % 3);
        Self { from: first, to: first.shifted(2) }
    }

    /// The year in which a month lies.
    pub fn year_of(month: Month) -> Self {
        let first = month.shifted(1 - month.number().cast_signed());
        Self { from: first, to: first.shifted(11) }
    }
}
