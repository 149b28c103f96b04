//! Posters as a file, `/staff/posters.pdf`.

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;

use super::session::Person;
use crate::app::PosterScope;
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::file;

/// `GET /staff/posters.pdf?unit=…`
pub(super) async fn show(
    state: web::Data<State>,
    person: Person,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    let code = unit_code(&choice.unit)?;
    state.app.expect_in_scope(&person.signed_in, &code, NaiveDate::MIN, state.app.clock().today()).await?;
    let pdf = state.app.posters(&PosterScope::Unit(code.clone())).await?;
    let mut response = file("application/pdf", pdf);
    let name = format!("attachment; filename=\"hailong-posters-{code}.pdf\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
