//! Files made of values that are already known: results as JSON and CSV, posters as PDF. Nothing here asks a
//! database, and two renderings of one report cannot disagree.

mod error;
mod pdf;
mod poster;
mod results;
#[cfg(test)]
mod sample_report;

pub use error::DocumentError;
pub use poster::{Poster, posters_pdf};
pub use results::{
    ResultsObject, SeriesObject, UnitName, UnitsObject, results_csv, results_csv_list, results_json,
    results_json_list, series_json, units_csv, units_json,
};
