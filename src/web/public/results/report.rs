//! The monthly report as a file, `/results/{unit}/report.pdf`.

use actix_web::{HttpResponse, web};

use crate::documents::{file_stem, report_pdf};
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{download, drawn};
use crate::web::reader::Reader;

/// `GET /results/{unit}/report.pdf`
pub(crate) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let request = choice.briefing_request(&state.app, unit_code(&unit)?).await?;
    let (briefing, comments) = state.app.monthly_report(&request).await?;
    let name = format!("{}-report.pdf", file_stem(&briefing.report));
    let pdf = drawn(&state, move || report_pdf(&briefing, comments, reader.language)).await?;
    Ok(download("application/pdf", &name, pdf))
}
