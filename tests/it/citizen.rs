//! `/k/{code}` and `/r/{receipt}` without a browser; `browser` visits them with one.

mod browser;
mod faults;
mod lineage;
mod once;
mod ready_pages;
mod typed_codes;
