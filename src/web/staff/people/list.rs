//! The list of people, and the form that invites somebody.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::app::{Actor, AppError, Invitation, PersonState, StaffPerson};
use crate::clock::Clock;
use crate::domain::{EmailAddress, Language, Permission, Role, UnitMatch};
use crate::locale::{integer, message, message_with};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::staff::frame::{Section, StaffFrame};
use crate::web::staff::session::Person;
use crate::web::staff::typed_unit::TypedUnit;
use crate::web::view::forms::{Notice, RoleAndUnit};
use crate::web::view::layout::with_language;

/// What was done before the page is shown again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct ListParameters {
    removed: String,
}

/// `GET /staff/people`
pub(in crate::web::staff) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    asked: web::Query<ListParameters>,
) -> Result<HttpResponse, Failure> {
    let removed = Some(&asked.removed).filter(|email| !email.is_empty());
    let notice = removed.map(|email| Notice::done_with(reader.language, "people-removed", "person", email));
    page(&state, &person, &reader, StatusCode::OK, notice, &InvitationForm::default(), &[]).await
}

/// The fields of the form that invites somebody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct InvitationForm {
    csrf: String,
    email: Parameter<EmailAddress>,
    name: String,
    role: Parameter<Role>,
    unit: String,
}

/// `POST /staff/people`
pub(in crate::web::staff) async fn invite(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    sent: web::Form<InvitationForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let (app, language) = (&state.app, reader.language);
    let again = async |key: &str, units: &[UnitMatch]| {
        let notice = Some(Notice::fault(language, key));
        page(&state, &person, &reader, StatusCode::UNPROCESSABLE_ENTITY, notice, &sent, units).await
    };
    let Ok(Some(email)) = sent.email.value() else { return again("people-no-address", &[]).await };
    let Ok(Some(&role)) = sent.role.value() else { return again("people-no-role", &[]).await };
    let unit = match TypedUnit::read(app, &person.member, Permission::ManageStaff, &sent.unit).await? {
        TypedUnit::Unit(unit) => unit,
        TypedUnit::Offered(units) if units.is_empty() => return again("unit-not-found", &[]).await,
        TypedUnit::Offered(units) => return again("unit-several", &units).await,
    };
    let actor = Actor::Member(&person.member);
    let invitation = Invitation { email: email.clone(), name: sent.name.clone(), role, unit };
    match app.invite(actor, &invitation).await {
        Ok(id) => {
            app.mail_password_link(actor, id, language).await?;
            let address = format!("/staff/people/{}?done=invited", id.0);
            Ok(see_other(&with_language(&address, language)))
        }
        Err(AppError::StaffRefused(refusal)) => {
            again(&format!("people-refused-{}", refusal.name()), &[]).await
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
    form: &InvitationForm,
    units: &[UnitMatch],
) -> Result<HttpResponse, Failure> {
    let page = PeoplePage {
        frame: StaffFrame::of(person, reader.language, Section::People),
        people: &state.app.people(Actor::Member(&person.member)).await?,
        notice,
        form,
        units,
        clock: state.app.clock(),
    };
    Ok(private_page(status, &page))
}

/// The page with all people.
#[derive(Clone, Debug)]
pub(in crate::web::staff) struct PeoplePage<'a> {
    frame: StaffFrame,
    people: &'a [StaffPerson],
    notice: Option<Notice>,
    /// What was typed before.
    form: &'a InvitationForm,
    /// The units that the typed one may mean.
    units: &'a [UnitMatch],
    clock: Clock,
}

impl PeoplePage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    fn row(&self, person: &StaffPerson) -> Markup {
        let address = with_language(&format!("/staff/people/{}", person.id.0), self.language());
        let last =
            person.last_sign_in_at.map(|moment| self.clock.wall_time(moment).format("%d/%m/%Y").to_string());
        html! {
            tr {
                th scope="row" {
                    div {
                        a href=(address) { (if person.name.is_empty() { &person.email } else { &person.name }) }
                        @if !person.name.is_empty() { small { (person.email) } }
                    }
                }
                td data-label=(self.say("account-roles")) {
                    div {
                        @for grant in &person.grants {
                            div { (self.say(&format!("role-{}", grant.role.name()))) ": " (grant.unit.name) }
                        }
                        @if person.grants.is_empty() { "–" }
                    }
                }
                td data-label=(self.say("people-state")) { (self.say(&format!("person-{}", person.state.name()))) }
                td data-label=(self.say("people-last-sign-in")) { (last.as_deref().unwrap_or("–")) }
            }
        }
    }

    fn table(&self) -> Markup {
        let heads = ["people-who", "account-roles", "people-state", "people-last-sign-in"];
        html! {
            table.log {
                thead { tr { @for head in heads { th scope="col" { (self.say(head)) } } } }
                tbody { @for person in self.people { (self.row(person)) } }
            }
        }
    }

    fn invitation(&self) -> Markup {
        let language = self.language();
        html! {
            h2 { (self.say("people-invite")) }
            p { (self.say("people-invite-what")) }
            form.stack.short method="post" action=(with_language("/staff/people", language)) {
                input type="hidden" name="csrf" value=(self.frame.csrf);
                p {
                    label for="email" { (self.say("sign-in-email")) }
                    input.field #email type="email" name="email" value=(self.form.email.text()) required autocomplete="off";
                }
                p {
                    label for="name" { (self.say("people-name")) }
                    input.field #name name="name" value=(self.form.name) maxlength="80" autocomplete="off";
                }
                (RoleAndUnit {
                    language,
                    role: self.form.role.value().ok().flatten().copied(),
                    unit: &self.form.unit,
                    units: self.units,
                })
                button { (self.say("people-invite-send")) }
            }
        }
    }
}

impl Render for PeoplePage<'_> {
    fn render(&self) -> Markup {
        let waiting = self.people.iter().filter(|person| person.state == PersonState::Invited).count();
        let counted = |key, number: usize| {
            message_with(self.language(), key, [("number", integer(self.language(), number as u64).into())])
        };
        self.frame.page(&self.say("section-people"), "/staff/people", &html! {
            h1 { (self.say("section-people")) }
            @if let Some(notice) = &self.notice { (notice) }
            p { (counted("people-count", self.people.len())) @if waiting > 0 { " " (counted("people-waiting", waiting)) } }
            (self.table())
            (self.invitation())
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Ho_Chi_Minh;

    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::staff::people::person::samples::person;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, attributes, tags};

    #[test]
    fn it_lists_people_and_keeps_what_was_typed() {
        let people = [person(PersonState::Invited), person(PersonState::Active)];
        let form = InvitationForm {
            name: HOSTILE.to_owned(),
            unit: HOSTILE.to_owned(),
            ..InvitationForm::default()
        };
        let units = [UnitMatch {
            unit: people[0].grants[0].unit.clone(),
            former: Some(HOSTILE.to_owned()),
            is_exact: false,
        }];
        for language in Language::ALL {
            for (units, fields) in [(&units[..0], 5), (&units[..], 4)] {
                let notice = Some(Notice::fault(language, "unit-several"));
                let (frame, people, form) = (frame(language, Section::People), &people[..], &form);
                let clock = Clock::system(Ho_Chi_Minh);
                let page = PeoplePage { frame, people, notice, form, units, clock }.render();
                assert_sound(&page);
                assert!(attributes(&page.0, "href").iter().any(|link| link.starts_with("/staff/people/7")));
                // The hidden fields of both forms, address, name, and the unit unless it is chosen from a list.
                assert_eq!(tags(&page.0, "input").len(), fields);
            }
        }
    }
}
