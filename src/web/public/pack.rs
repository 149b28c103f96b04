//! All charts, tables and ready sentences about a unit as one file, `/results/{unit}/pack.zip`.

use actix_web::{HttpResponse, web};

use crate::documents::{file_stem, pack};
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{download, drawn};
use crate::web::reader::Reader;

/// `GET /results/{unit}/pack.zip`
pub(super) async fn show(
    state: web::Data<State>,
    unit: web::Path<String>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let request = choice.briefing_request(&state.app, unit_code(&unit)?).await?;
    let (briefing, comments) = state.app.monthly_report(&request).await?;
    let name = format!("{}.zip", file_stem(&briefing.report));
    let (origin, language) = (state.app.base_url().to_owned(), reader.language);
    let packed = drawn(&state, move || pack(&briefing, comments, &origin, language)).await?;
    Ok(download("application/zip", &name, packed))
}
