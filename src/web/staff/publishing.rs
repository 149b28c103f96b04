//! Publishing, `/staff/publishing`: which months are ready, what an edition would show, and publishing it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::frame::{Section, StaffFrame};
use super::session::Person;
use crate::app::{AppError, BUILT_IN_SURVEY, MonthToPublish};
use crate::domain::{Language, Month};
use crate::locale::{capitalised, day, integer, message, message_with, month as month_name};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::view::forms::Notice;
use crate::web::view::layout::with_language;

/// The maximum length of a note in characters.
const MAX_NOTE_LENGTH: usize = 200;

/// What was done before the page is shown again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PublishingParameters {
    /// The month that was published.
    month: Parameter<Month>,
    /// Its edition; absent if there was nothing new.
    edition: Parameter<u32>,
}

/// `GET /staff/publishing`
pub(super) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    asked: web::Query<PublishingParameters>,
) -> Result<HttpResponse, Failure> {
    let language = reader.language;
    let notice = asked.month.value().ok().flatten().map(|&month| {
        let edition = asked.edition.value().ok().flatten();
        let key = if edition.is_some() { "publishing-done" } else { "publishing-nothing" };
        let edition = edition.copied().unwrap_or_default().to_string();
        let arguments = [("month", month_name(language, month).into()), ("edition", edition.into())];
        Notice::Done(message_with(language, key, arguments))
    });
    page(&state, &person, &reader, StatusCode::OK, notice).await
}

/// The fields of the form of a month.
#[derive(Deserialize)]
pub(super) struct PublishingForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    month: Parameter<Month>,
    #[serde(default)]
    note: String,
}

/// `POST /staff/publishing`
pub(super) async fn publish(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    sent: web::Form<PublishingForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let &month = sent.month.required(Failure::BadRequest)?;
    let note: String = sent.note.trim().chars().take(MAX_NOTE_LENGTH).collect();
    match state.app.publish_by_member(&person.member, &note, BUILT_IN_SURVEY, month).await {
        Ok(done) => {
            let new = done.iter().find(|done| done.month == month && done.is_new);
            let edition = new.map(|done| format!("&edition={}", done.number)).unwrap_or_default();
            let address = format!("/staff/publishing?month={month}{edition}");
            Ok(see_other(&with_language(&address, reader.language)))
        }
        Err(AppError::Refused(_)) => {
            let fault = Some(Notice::fault(reader.language, "publishing-refused"));
            page(&state, &person, &reader, StatusCode::CONFLICT, fault).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    state: &State,
    person: &Person,
    reader: &Reader,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<HttpResponse, Failure> {
    let language = reader.language;
    let next = state.app.next_publication().map(|next| day(language, next));
    let page = PublishingPage {
        frame: StaffFrame::of(person, language, Section::Publishing),
        months: &state.app.months_to_publish(&person.member, BUILT_IN_SURVEY).await?,
        next,
        notice,
    };
    Ok(private_page(status, &page))
}

/// The page.
#[derive(Clone, Debug)]
struct PublishingPage<'a> {
    frame: StaffFrame,
    /// The months, newest first.
    months: &'a [MonthToPublish],
    /// The day on which the next month is published; `None` if months are published by hand.
    next: Option<String>,
    notice: Option<Notice>,
}

impl PublishingPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    fn count(&self, number: usize) -> String {
        integer(self.language(), number as u64)
    }

    /// What can be done with a month, and why not.
    fn step(&self, month: &MonthToPublish) -> Markup {
        let language = self.language();
        html! {
            @if !month.is_over {
                p { (self.say("publishing-running")) }
            } @else if month.responses == 0 {
                p { (self.say("publishing-empty")) }
            } @else {
                details.adding {
                    summary {
                        (self.say(if month.edition.is_some() { "publishing-again" } else { "publishing-open" }))
                    }
                    form.stack.short method="post" action=(with_language("/staff/publishing", language)) {
                        input type="hidden" name="csrf" value=(self.frame.csrf);
                        input type="hidden" name="month" value=(month.month);
                        @if month.edition.is_some() { p { (self.say("publishing-again-what")) } }
                        p {
                            label for={ "note-" (month.month) } { (self.say("publishing-note")) }
                            input.field #{ "note-" (month.month) } name="note" maxlength=(MAX_NOTE_LENGTH) autocomplete="off";
                        }
                        button { (self.say("publishing-send")) }
                    }
                }
            }
        }
    }

    fn month(&self, month: &MonthToPublish) -> Markup {
        let language = self.language();
        let state = match month.edition {
            Some(edition) => {
                message_with(language, "publishing-published", [("edition", edition.to_string().into())])
            }
            None => self.say("publishing-unpublished"),
        };
        let facts = [
            ("publishing-responses", integer(language, month.responses)),
            ("publishing-units", self.count(month.units)),
            ("publishing-below", self.count(month.units_below)),
            ("publishing-no-dossiers", self.count(month.units_without_dossiers)),
        ];
        html! {
            section.month {
                h2 { (capitalised(&month_name(language, month.month))) }
                p { strong { (state) } }
                @if month.responses > 0 {
                    dl.facts { @for (key, fact) in &facts { div { dt { (self.say(key)) } dd { (fact) } } } }
                }
                @if month.edition.is_none() && month.is_over && month.units_without_dossiers > 0 {
                    p.hint { (self.say("publishing-dossiers-what")) }
                }
                (self.step(month))
            }
        }
    }
}

impl Render for PublishingPage<'_> {
    fn render(&self) -> Markup {
        self.frame.page(&self.say("section-publishing"), "/staff/publishing", &html! {
            h1 { (self.say("section-publishing")) }
            @if let Some(notice) = &self.notice { (notice) }
            p { (self.say("publishing-what")) }
            @match &self.next {
                Some(next) => p { (message_with(self.language(), "publishing-next", [("day", next.as_str().into())])) },
                None => p { (self.say("publishing-by-hand")) }
            }
            @for month in self.months { (self.month(month)) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::view::tests::{assert_sound, tags};

    #[test]
    fn months_that_are_over_and_have_responses_can_be_published() {
        let month = MonthToPublish {
            month: "2024-11".parse().unwrap(),
            is_over: true,
            responses: 3_854,
            units: 140,
            units_below: 2,
            units_without_dossiers: 1,
            edition: None,
        };
        let running = MonthToPublish { month: "2024-12".parse().unwrap(), is_over: false, ..month.clone() };
        let empty = MonthToPublish { month: "2024-10".parse().unwrap(), responses: 0, ..month.clone() };
        let published =
            MonthToPublish { month: "2024-09".parse().unwrap(), edition: Some(2), ..month.clone() };
        for language in Language::ALL {
            let months = [running.clone(), month.clone(), empty.clone(), published.clone()];
            let notice = Some(Notice::fault(language, "publishing-refused"));
            let frame = frame(language, Section::Publishing);
            let page = PublishingPage { frame, months: &months, next: Some("5".to_owned()), notice }.render();
            assert_sound(&page);
            // Sign out, and the two months.
            assert_eq!(tags(&page.0, "form").len(), 3);
        }
    }
}
