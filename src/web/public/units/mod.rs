//! How the units within another one compare, `/results/{unit}/units`, as a page and as files.

pub mod view;

use actix_web::HttpResponse;

use crate::app::{Audience, DefaultPeriod};
use crate::documents::{units_csv, units_json};
use crate::domain::UnitComparison;
use crate::locale::evidence;
use crate::web::choice::Asked;
use crate::web::error::Failure;
use crate::web::pages::{csv_file, json_file, page};
use view::UnitsPage;

/// `GET /results/{unit}/units`
pub(super) async fn show(asked: Asked) -> Result<HttpResponse, Failure> {
    let comparison = published(&asked, DefaultPeriod::Opening).await?;
    let above = &comparison.above;
    let months = asked.state.app.months_with_responses(&above.survey, &above.unit.code).await?;
    Ok(page(&UnitsPage {
        language: asked.language,
        comparison: &comparison,
        evidence: &evidence(above, asked.language).facts.join(" · "),
        months,
    }))
}

/// `GET /results/{unit}/units.json`
pub(super) async fn json(asked: Asked) -> Result<HttpResponse, Failure> {
    object(&asked, DefaultPeriod::Everything).await
}

/// The comparison as JSON; for months that were left out, that of `default`.
pub(in crate::web) async fn object(asked: &Asked, default: DefaultPeriod) -> Result<HttpResponse, Failure> {
    json_file(units_json(&published(asked, default).await?))
}

/// `GET /results/{unit}/units.csv`
pub(super) async fn csv(asked: Asked) -> Result<HttpResponse, Failure> {
    csv_file(units_csv(&published(&asked, DefaultPeriod::Everything).await?, asked.language))
}

async fn published(asked: &Asked, default: DefaultPeriod) -> Result<UnitComparison, Failure> {
    let query = asked.query(default).await?;
    Ok(asked.state.app.unit_comparison(&query, asked.choice.question(), Audience::Public).await?)
}
