//! Somebody who is responsible for a unit, as the office posts it.

/// A person with a title and a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The name, as in "Nguyễn Văn An".
    pub name: String,
    /// The title, as in "Chủ tịch UBND".
    pub duty: String,
    /// The number as it is posted.
    pub telephone: String,
}
