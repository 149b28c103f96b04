//! `GET /results/{unit}/charts/{kind}`

use actix_web::{HttpResponse, web};

use super::view::ChartPage;
use crate::app::{Audience, BriefingRequest};
use crate::charts::ChartKind;
use crate::web::State;
use crate::web::chart_images::page_chart;
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{drawn, page};
use crate::web::reader::Reader;
use crate::web::view::chart_files::chart_query;

/// `GET /results/{unit}/charts/{kind}`
pub(in crate::web::public) async fn show(
    state: web::Data<State>,
    address: web::Path<(String, String)>,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let (unit, kind) = address.into_inner();
    let kind: ChartKind = kind.parse().map_err(|_| Failure::NotFound)?;
    let request = choice.briefing_request(&state.app, unit_code(&unit)?).await?;
    let request = BriefingRequest { compares_units: kind.compares_units(), ..request };
    let briefing = state.app.briefing(&request, Audience::Public).await?;
    let language = reader.language;
    let drawing = move || {
        let query = chart_query(&briefing);
        page_chart(kind, &briefing, language).map(|chart| (chart, query, briefing.report))
    };
    let (chart, query, report) = drawn(drawing).await?;
    let chart = chart.figure();
    Ok(page(&ChartPage { language, report: &report, kind, chart, query: &query }))
}
