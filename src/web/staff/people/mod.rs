//! The people who sign in, `/staff/people`: the list, inviting somebody, and the page of one person.

pub(super) mod list;
pub(super) mod person;
