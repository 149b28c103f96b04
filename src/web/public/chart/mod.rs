//! A chart on a page of its own: large, with its whole table and all its files.

pub(super) mod handler;
pub mod view;
