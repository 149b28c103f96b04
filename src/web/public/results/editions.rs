//! Figures as they were published, `/results/{unit}/editions/{period}/{number}`. They stay as they are, so that a paper that
//! cites an edition can be held against it.

use actix_web::{HttpResponse, web};

use super::handler::results_page;
use crate::app::{AppError, Audience, BriefingRequest};
use crate::documents::{results_csv, results_json};
use crate::domain::Report;
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::page_cache::MadeFrom;
use crate::web::pages::file;
use crate::web::reader::Reader;

/// Unit, period and number.
type Address = web::Path<(String, String, u32)>;

/// `GET /results/{unit}/editions/{period}/{number}`
pub(crate) async fn show(
    state: web::Data<State>,
    address: Address,
    choice: web::Query<Choice>,
    reader: Reader,
    made_from: Option<MadeFrom>,
) -> Result<HttpResponse, Failure> {
    let (unit, period, number) = &*address;
    let query = choice.query_about(&state.app, unit_code(unit)?, period).await?;
    let request = BriefingRequest { edition: Some(*number), ..BriefingRequest::from(query) };
    results_page(&state, &request, reader.language, made_from).await
}

/// `GET /results/{unit}/editions/{period}/{number}.json`
pub(crate) async fn json(
    state: web::Data<State>,
    address: Address,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    let report = find(&state, &address, &choice).await?;
    Ok(file("application/json", results_json(&report).map_err(AppError::internal)?.into_bytes()))
}

/// `GET /results/{unit}/editions/{period}/{number}.csv`
pub(crate) async fn csv(
    state: web::Data<State>,
    address: Address,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let report = find(&state, &address, &choice).await?;
    Ok(file("text/csv; charset=utf-8", results_csv(&report, reader.language).map_err(AppError::internal)?))
}

async fn find(state: &State, address: &Address, choice: &Choice) -> Result<Report, Failure> {
    let (unit, period, number) = &**address;
    let query = choice.query_about(&state.app, unit_code(unit)?, period).await?;
    Ok(state.app.report(&query, Some(*number), Audience::Public).await?)
}
