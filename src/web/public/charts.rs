//! Charts as files, `/charts/{kind}.{format}`.

use actix_web::{HttpResponse, web};

use crate::app::{Audience, ReportContextRequest};
use crate::charts::ChartKind;
use crate::documents::{ChartFormat, ChartStyle, chart_file};
use crate::web::State;
use crate::web::choice::{ReportParameters, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{drawn, file};
use crate::web::reader::Reader;

/// `GET /charts/{kind}.{format}`
pub(super) async fn show(
    state: web::Data<State>,
    path: web::Path<(String, String)>,
    choice: web::Query<ReportParameters>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (kind, format) = path.into_inner();
    let kind: ChartKind = kind.parse().map_err(|_| Failure::NotFound)?;
    let format: ChartFormat = format.parse().map_err(|_| Failure::NotFound)?;
    let request = choice.context_request(&state.app, unit_code(&choice.unit)?).await?;
    let request = ReportContextRequest { compares_units: kind.compares_units(), ..request };
    let context = state.app.report_context(&request, Audience::Public).await?;
    let style = ChartStyle {
        language: reader.language,
        shape: choice.shape()?,
        format,
        resolution: choice.resolution()?,
    };
    let image = drawn(&state, move || chart_file(kind, &context, style)).await?;
    Ok(file(format.content_type(), image))
}
