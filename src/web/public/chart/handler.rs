//! `GET /results/{unit}/charts/{kind}`

use actix_web::{HttpResponse, web};
use maud::Render;

use super::view::ChartPage;
use crate::app::{Audience, BriefingRequest};
use crate::charts::{ChartError, ChartKind};
use crate::web::State;
use crate::web::chart_images::{DrawnPictures, page_chart};
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::page_cache::MadeFrom;
use crate::web::pages::{drawn, rendered_page};
use crate::web::reader::Reader;
use crate::web::view::chart_files::chart_query;

/// `GET /results/{unit}/charts/{kind}`
pub(in crate::web::public) async fn show(
    state: web::Data<State>,
    address: web::Path<(String, String)>,
    choice: web::Query<Choice>,
    reader: Reader,
    made_from: Option<MadeFrom>,
) -> Result<HttpResponse, Failure> {
    let (unit, kind) = address.into_inner();
    let kind: ChartKind = kind.parse().map_err(|_| Failure::NotFound)?;
    let request = choice.briefing_request(&state.app, unit_code(&unit)?).await?;
    let request = BriefingRequest { compares_units: kind.compares_units(), ..request };
    let briefing = state.app.briefing(&request, Audience::Public).await?;
    let language = reader.language;
    let drawing = move || {
        let query = chart_query(&briefing);
        let chart = page_chart(kind, &briefing, language)?;
        let (report, figure) = (&briefing.report, chart.figure());
        let page = ChartPage { language, report, kind, chart: figure, query: &query }.render();
        Ok::<_, ChartError>((page, DrawnPictures::of(vec![chart], made_from.as_ref(), language)))
    };
    let (page, pictures) = drawn(&state, drawing).await?;
    pictures.keep(&state);
    Ok(rendered_page(&page))
}
