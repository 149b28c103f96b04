//! The version of the data from which a page is made.

/// The version of the data that was looked up before a request was handled. A page made of later data under
/// an earlier version is dropped together with that version.
#[derive(Clone, Debug)]
pub(in crate::web) struct MadeFrom(pub(in crate::web) String);
