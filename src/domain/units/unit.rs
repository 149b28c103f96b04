//! Administrative units and their contacts. A code alone does not identify a unit: it is held for a validity
//! period.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use strum::{EnumString, IntoStaticStr};

use crate::domain::{UnitId, UnknownName};

/// A code of the General Statistics Office: 2 digits for a province, 3 for a district, 5 below.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitCode(String);

/// A text that is not a unit code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no unit code: write 2, 3 or 5 digits, with leading zeros")]
pub struct InvalidUnitCode(String);

impl UnitCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UnitCode {
    type Err = InvalidUnitCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && matches!(text.len(), 2 | 3 | 5) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidUnitCode(text.chars().take(20).collect()))
        }
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The kind of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_kind)]
pub enum UnitKind {
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, thị xã, thành phố thuộc tỉnh; gone since 1 July 2025.
    District,
    /// Xã.
    Commune,
    /// Phường.
    Ward,
    /// Thị trấn; gone since 1 July 2025.
    Town,
}

impl UnitKind {
    /// All kinds, from the largest.
    pub const ALL: [Self; 5] = [Self::Province, Self::District, Self::Commune, Self::Ward, Self::Town];

    /// The name in files and in the database.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The level of units of this kind, the highest first; communes, wards and towns are on one.
    #[must_use]
    pub fn level(self) -> Self {
        self.min(Self::Commune)
    }

    /// Whether units of this kind are on the lowest level: communes, wards and towns.
    pub fn is_lowest(self) -> bool {
        matches!(self, Self::Commune | Self::Ward | Self::Town)
    }
}

fn unknown_kind(name: &str) -> UnknownName {
    UnknownName::new("kind", "province, district, commune, ward or town", name)
}

/// One version of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Identifies the version.
    pub id: UnitId,
    /// The GSO code that it holds during its validity.
    pub code: UnitCode,
    /// The name with its kind, as in "Phường Lê Lợi".
    pub name: String,
    /// The kind of the unit.
    pub kind: UnitKind,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// The first day; `None` if the unit is older than the records.
    pub valid_from: Option<NaiveDate>,
    /// The last day; `None` while the unit exists.
    pub valid_to: Option<NaiveDate>,
}

impl Unit {
    /// Whether it exists on `day`.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it exists on any day from `first` to `last`.
    pub fn is_valid_within(&self, first: NaiveDate, last: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= last) && self.valid_to.is_none_or(|to| first <= to)
    }
}

/// A person who is responsible for a unit, with title and telephone number as the office posts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The name, as in "Nguyễn Văn An".
    pub name: String,
    /// The title, as in "Chủ tịch UBND".
    pub duty: String,
    /// The number as it is posted.
    pub telephone: String,
}
