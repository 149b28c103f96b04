//! Posters as a file, `/staff/posters.pdf`.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::session::Person;
use crate::app::{PosterOrder, PosterScope};
use crate::documents::PosterSize;
use crate::domain::{Permission, UnitCode};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::download;
use crate::web::parameter::Parameter;

/// The query for posters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PosterQuery {
    unit: Parameter<UnitCode>,
    size: Parameter<PosterSize>,
    bilingual: Parameter<bool>,
}

/// `GET /staff/posters.pdf?unit=…&size=…&bilingual=…`
pub(super) async fn show(
    state: web::Data<State>,
    person: Person,
    asked: web::Query<PosterQuery>,
) -> Result<HttpResponse, Failure> {
    let code = asked.unit.required(Failure::NotFound)?;
    let (app, today) = (&state.app, state.app.clock().today());
    app.expect_permission(&person.member, Permission::PrintPosters, code, NaiveDate::MIN, today).await?;
    let unknown_size = || Failure::UnknownSize(asked.size.text().chars().take(40).collect());
    let size = asked.size.value().map_err(|_| unknown_size())?.copied().unwrap_or_default();
    let bilingual = asked.bilingual.get(Failure::BadRequest)?.unwrap_or_default();
    let order = PosterOrder { size, bilingual, ..PosterOrder::of(PosterScope::Unit(code.clone())) };
    let pdf = app.posters(&order).await?;
    let language = if order.bilingual { "-vi-en" } else { "" };
    let name = format!("hailong-posters-{code}-{}{language}.pdf", order.size);
    Ok(download("application/pdf", &name, pdf))
}
