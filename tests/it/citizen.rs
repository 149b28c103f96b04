//! `/k/{code}` and `/r/{receipt}` without a browser, except in `browser`.

mod browser;
mod faults;
mod lineage;
mod once;
mod ready_pages;
mod typed_codes;
