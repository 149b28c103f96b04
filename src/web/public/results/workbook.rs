//! Results as a workbook, `/results/{unit}.xlsx`, and as an edition has them.

use actix_web::{HttpResponse, web};

use crate::app::{Audience, BriefingRequest};
use crate::documents::{file_stem, workbook};
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{download, drawn};
use crate::web::reader::Reader;

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /results/{unit}.xlsx`
pub(crate) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let request = choice.briefing_request(&state.app, unit_code(&unit)?).await?;
    written(&state, &request, &reader).await
}

/// `GET /results/{unit}/editions/{period}/{number}.xlsx`
pub(crate) async fn of_edition(
    state: web::Data<State>,
    address: web::Path<(String, String, u32)>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (unit, period, number) = &*address;
    let query = choice.query_about(&state.app, unit_code(unit)?, period).await?;
    let request = BriefingRequest { edition: Some(*number), ..BriefingRequest::from(query) };
    written(&state, &request, &reader).await
}

async fn written(state: &State, request: &BriefingRequest, reader: &Reader) -> Result<HttpResponse, Failure> {
    let briefing = state.app.briefing(request, Audience::Public).await?;
    let name = format!("{}.xlsx", file_stem(&briefing.report));
    let language = reader.language;
    // A province has thousands of cells: it waits its turn as drawings do.
    let bytes = drawn(state, move || workbook(&briefing, language)).await?;
    Ok(download(CONTENT_TYPE, &name, bytes))
}
