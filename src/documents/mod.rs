//! Files made of values that are already loaded: results as JSON and CSV, posters and reports as PDF, the audit
//! log as CSV. Nothing here queries a database, so two renderings of one report always agree.

mod audit_log;
mod chart;
mod error;
mod file_name;
mod pack;
mod pdf;
mod poster;
mod report;
mod results;
mod workbook;

pub use audit_log::audit_log_csv;
pub use chart::{ChartFormat, ChartStyle, chart_file};
pub use error::DocumentError;
pub use file_name::file_stem;
pub use pack::pack;
pub use poster::{LARGEST_LOGO, Logo, Poster, PosterSize, Printing, QrSymbol, posters_pdf};
pub use report::report_pdf;
pub use results::{
    ResultsObject, SeriesObject, UnitName, UnitsObject, results_csv, results_csv_list, results_json,
    results_json_list, series_json, units_csv, units_json,
};
pub use workbook::{results_workbook_list, workbook};
