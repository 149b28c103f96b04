//! Charts as files, `/charts/{kind}.{format}`.

use actix_web::{HttpResponse, web};

use crate::charts::{ChartKind, ImageFormat, draw};
use crate::web::State;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{drawn, file};
use crate::web::reader::Reader;

/// `GET /charts/{kind}.{format}`
pub(super) async fn show(
    state: web::Data<State>,
    path: web::Path<(String, String)>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (kind, format) = path.into_inner();
    let kind: ChartKind = kind.parse().map_err(|_| Failure::NotFound)?;
    let format: ImageFormat = format.parse().map_err(|_| Failure::NotFound)?;
    let query = choice.query(&state.app, unit_code(&choice.unit)?).await?;
    let report = choice.report(&state.app, &query).await?;
    let image = drawn(move || draw(kind, &report, reader.language, format)).await?;
    Ok(file(format.content_type(), image))
}
