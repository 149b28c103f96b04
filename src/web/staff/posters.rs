//! Posters as a file, `/staff/posters.pdf`.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::session::Person;
use crate::app::{PosterOrder, PosterScope};
use crate::documents::PosterSize;
use crate::web::State;
use crate::web::choice::unit_code;
use crate::web::error::Failure;
use crate::web::pages::download;

/// The query for posters as it was sent; an empty parameter counts as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PosterQuery {
    unit: String,
    size: String,
    bilingual: String,
}

impl PosterQuery {
    fn order(&self) -> Result<PosterOrder, Failure> {
        let size = match self.size.as_str() {
            "" => PosterSize::default(),
            name => name.parse().map_err(|_| Failure::UnknownSize(name.chars().take(40).collect()))?,
        };
        let bilingual = match self.bilingual.as_str() {
            "" => false,
            truth => truth.parse().map_err(|_| Failure::BadRequest)?,
        };
        let scope = PosterScope::Unit(unit_code(&self.unit)?);
        Ok(PosterOrder { size, bilingual, ..PosterOrder::of(scope) })
    }
}

/// `GET /staff/posters.pdf?unit=…&size=…&bilingual=…`
pub(super) async fn show(
    state: web::Data<State>,
    person: Person,
    asked: web::Query<PosterQuery>,
) -> Result<HttpResponse, Failure> {
    let code = unit_code(&asked.unit)?;
    state.app.expect_in_scope(&person.signed_in, &code, NaiveDate::MIN, state.app.clock().today()).await?;
    let order = asked.order()?;
    let pdf = state.app.posters(&order).await?;
    let language = if order.bilingual { "-vi-en" } else { "" };
    let name = format!("hailong-posters-{code}-{}{language}.pdf", order.size);
    Ok(download("application/pdf", &name, pdf))
}
