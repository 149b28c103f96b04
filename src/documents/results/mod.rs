//! A report as files for other programs and for spreadsheets.

mod cells;
mod conversions;
mod csv;
mod json;
mod objects;
mod series;
mod units;

pub use csv::{results_csv, results_csv_list};
pub use json::{results_json, results_json_list};
pub use objects::{ResultsObject, UnitName};
pub use series::{SeriesObject, series_json};
pub use units::{UnitsObject, units_csv, units_json};
