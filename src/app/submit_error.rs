//! Why a citizen's response was not accepted.

use super::AppError;
use crate::domain::Fault;

/// Why a submission got no receipt, and whether anything may have been stored.
#[derive(Debug)]
pub enum SubmitError {
    /// The answers have faults. Nothing was stored.
    Invalid(Vec<Fault>),
    /// The token was not issued by us for this channel. Nothing was stored.
    ForeignToken,
    /// The form was submitted before with other answers, which stand.
    Conflict,
    /// Too many responses wait, or the database cannot be reached. Nothing was stored; sending it again helps.
    Busy,
    /// The connection to the database broke. It may have been stored; sending it again counts it once.
    Unknown,
    /// The database refuses this response, which is our fault. Nothing was stored.
    Failed(AppError),
}
