//! Showing the first page.

use actix_web::{HttpResponse, web};

use super::view::HomePage;
use crate::app::BUILT_IN_SURVEY;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::page;
use crate::web::reader::Reader;
use crate::web::view::units::UnitEntry;

/// `GET /`
pub(crate) async fn show(state: web::Data<State>, reader: Reader) -> Result<HttpResponse, Failure> {
    let (provinces, illustrative) = state.app.provinces_with_results(BUILT_IN_SURVEY).await?;
    let units: Vec<UnitEntry<'_>> = provinces.iter().map(UnitEntry::from).collect();
    Ok(page(&HomePage { language: reader.language, units: &units, illustrative }))
}
