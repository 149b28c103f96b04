//! The staff's first page, `/staff/`: a unit's results, their certainty, and open tasks.

mod tasks;
pub mod view;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::Render;

use super::frame::{Section, StaffFrame};
use super::scope::PermittedReport;
use super::session::Person;
use super::unit_bar::UnitBar;
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;
use crate::web::pages::{drawn, private_page, see_other};
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;
use view::OverviewPage;

/// `GET /staff`: redirects to the page's own address.
pub(super) async fn redirect(reader: Reader) -> HttpResponse {
    see_other(&with_language("/staff/", reader.language))
}

/// `GET /staff/`
pub(super) async fn show(person: Person, mut asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let PermittedReport { query, permissions, audience } = PermittedReport::of(&person, &mut asked).await?;
    let app = &asked.state.app;
    let overview = app.overview(&person.member, &permissions, &query, audience).await?;
    let frame = StaffFrame::of(&person, asked.language, Section::Overview);
    let bar = UnitBar::of(app, &person.member, &frame, &overview.report, overview.months, audience).await?;
    let next_publication = app.next_publication();
    let rendering = move || {
        let page = OverviewPage { frame: &frame, bar: &bar, overview: &overview, next_publication };
        Ok::<_, std::convert::Infallible>(page.render())
    };
    let page = drawn(&asked.state, rendering).await?;
    Ok(private_page(StatusCode::OK, &page))
}
