//! Charts as files, `/charts/{kind}.{format}`.

use actix_web::{HttpResponse, web};

use crate::app::{Audience, BriefingRequest};
use crate::charts::ChartKind;
use crate::documents::{ChartFormat, ChartStyle, chart_file};
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
    let format: ChartFormat = format.parse().map_err(|_| Failure::NotFound)?;
    let request = choice.briefing_request(&state.app, unit_code(&choice.unit)?).await?;
    let request = BriefingRequest { compares_units: kind.compares_units(), ..request };
    let briefing = state.app.briefing(&request, Audience::Public).await?;
    let style = ChartStyle {
        language: reader.language,
        shape: choice.shape()?,
        format,
        resolution: choice.resolution()?,
    };
    let image = drawn(&state, move || chart_file(kind, &briefing, style)).await?;
    Ok(file(format.content_type(), image))
}
