//! Showing the dashboard.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use maud::Render;

use super::view::DashboardPage;
use crate::app::{Audience, BriefingRequest};
use crate::charts::ChartError;
use crate::domain::Boundaries;
use crate::locale::evidence;
use crate::web::State;
use crate::web::chart_images::{figures, page_charts};
use crate::web::choice::{Choice, unit_code};
use crate::web::error::Failure;
use crate::web::pages::{drawn, private_page, see_other};
use crate::web::reader::Reader;
use crate::web::staff::session::Person;
use crate::web::view::filter::UnitChoice;
use crate::web::view::layout::with_language;

/// `GET /staff`: leads to the dashboard's own address.
pub(crate) async fn lead(reader: Reader) -> HttpResponse {
    see_other(&with_language("/staff/", reader.language))
}

/// `GET /staff/`
pub(in crate::web::staff) async fn show(
    state: web::Data<State>,
    person: Person,
    choice: web::Query<Choice>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let app = &state.app;
    let code = match choice.unit.as_str() {
        "" => person.signed_in.unit.code.clone(),
        text => unit_code(text)?,
    };
    let query = choice.query(app, code).await?;
    let (first, last) = match query.boundaries {
        Boundaries::Historic => (query.period.first_day(), query.period.last_day()),
        Boundaries::Current => (NaiveDate::MIN, app.clock().today()),
    };
    app.expect_in_scope(&person.signed_in, &query.unit, first, last).await?;
    // Staff could recognise the few people behind a figure better than anybody: below analysts the public's rules hold.
    let audience =
        if person.signed_in.role.sees_every_figure() { Audience::Analysts } else { Audience::Public };
    let report = app.report(&query, None, audience).await?;
    let units = app.units_in_scope(&person.signed_in, first, last).await?;
    // What leaves the house follows the public's rules, whoever takes it.
    let briefing = app.briefing(&BriefingRequest::from(query.clone()), Audience::Public).await?;
    let months = app.months_with_responses(&query.survey, &query.unit).await?;
    let (language, email, csrf) = (reader.language, person.signed_in.email.clone(), person.csrf.clone());
    let drawing = move || {
        let charts = page_charts(&briefing, language)?;
        let choices: Vec<_> =
            units.iter().map(|unit| UnitChoice { code: &unit.code, name: &unit.name }).collect();
        let page = DashboardPage {
            language,
            email: &email,
            csrf: &csrf,
            units: &choices,
            months,
            report: &report,
            // The notes stand below it in whole sentences.
            evidence: &evidence(&report, language).facts.join(" · "),
            charts: &figures(&charts),
        };
        Ok::<_, ChartError>(page.render())
    };
    let page = drawn(&state, drawing).await?;
    Ok(private_page(StatusCode::OK, &page))
}
