//! What a citizen sees whose sheet could not be stored just now.

pub mod view;
