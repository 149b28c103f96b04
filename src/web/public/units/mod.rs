//! The comparison of the units within another one, `/results/{unit}/units`, as a page and as files.

pub mod view;

use actix_web::HttpResponse;
use maud::Render;

use crate::app::{AppError, DefaultPeriod};
use crate::documents::{units_csv, units_json};
use crate::domain::{Period, UnitComparison};
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;
use crate::web::pages::{CSV, JSON, drawn, file, page};
use view::UnitsPage;

/// `GET /results/{unit}/units`
pub(super) async fn show(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let (comparison, months) = published(&asked, DefaultPeriod::Opening).await?;
    let language = asked.language;
    let rendering = move || {
        let page = UnitsPage { language, comparison: &comparison, months };
        Ok::<_, AppError>(page.render())
    };
    Ok(page(&drawn(&asked.state, rendering).await?))
}

/// `GET /results/{unit}/units.json`
pub(super) async fn json(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    object(&asked, DefaultPeriod::Everything).await
}

/// The comparison as JSON; absent months become `default`.
pub(in crate::web) async fn object(
    asked: &ReportRequest,
    default: DefaultPeriod,
) -> Result<HttpResponse, Failure> {
    let (comparison, _) = published(asked, default).await?;
    Ok(file(JSON, drawn(&asked.state, move || units_json(&comparison)).await?))
}

/// `GET /results/{unit}/units.csv`
pub(super) async fn csv(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let (comparison, _) = published(&asked, DefaultPeriod::Everything).await?;
    Ok(file(CSV, drawn(&asked.state, move || units_csv(&comparison, asked.language)).await?))
}

async fn published(
    asked: &ReportRequest,
    default: DefaultPeriod,
) -> Result<(UnitComparison, Option<Period>), Failure> {
    let query = asked.query(default).await?;
    let (question, edition) = (asked.choice.question(), asked.choice.edition()?);
    Ok(asked.state.app.unit_comparison(&query, question, edition).await?)
}
