//! The page of one person: roles, a new link to set the password, suspending and removing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::app::{Actor, AppError, Grant, MAX_REASON_LENGTH, PersonState, StaffChange, StaffPerson};
use crate::clock::Clock;
use crate::domain::{Language, Permission, Role, StaffId, UnitMatch};
use crate::locale::message;
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

/// Something that the page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(in crate::web::staff) enum Step {
    /// The person was invited.
    Invited,
    /// Send another link.
    SendLink,
    /// Remove the second factor.
    ResetCode,
    /// Give a role.
    AddRole,
    /// Take a role away.
    RemoveRole,
    /// Suspend.
    Suspend,
    /// End the suspension.
    Resume,
    /// Remove.
    Remove,
}

/// What was done before the page is shown again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct PersonParameters {
    done: Parameter<Step>,
}

/// `GET /staff/people/{id}`
pub(in crate::web::staff) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    id: web::Path<i32>,
    asked: web::Query<PersonParameters>,
) -> Result<HttpResponse, Failure> {
    let notice = asked.done.value().ok().flatten().map(|&done| {
        let name: &str = done.into();
        // Without a mail server, the person at the server prints links.
        let suffix = if matches!(done, Step::Invited | Step::SendLink) && !state.app.sends_mail() {
            "-file"
        } else {
            ""
        };
        Notice::done(reader.language, &format!("person-done-{name}{suffix}"))
    });
    page(&state, &person, &reader, StaffId(*id), StatusCode::OK, notice, &[]).await
}

/// The fields of all forms of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct PersonForm {
    csrf: String,
    step: Parameter<Step>,
    role: Parameter<Role>,
    unit: String,
    /// The box that confirms a removal.
    sure: String,
    /// Why somebody is suspended or removed; may be empty.
    reason: String,
}

/// `POST /staff/people/{id}`
pub(in crate::web::staff) async fn change(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    id: web::Path<i32>,
    sent: web::Form<PersonForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let (app, language, id) = (&state.app, reader.language, StaffId(*id));
    let again = async |key: &str, units: &[UnitMatch]| {
        let notice = Some(Notice::fault(language, key));
        page(&state, &person, &reader, id, StatusCode::UNPROCESSABLE_ENTITY, notice, units).await
    };
    let &step = sent.step.required(Failure::BadRequest)?;
    let unit = match step {
        Step::AddRole => TypedUnit::read(app, &person.member, Permission::ManageStaff, &sent.unit).await?,
        Step::RemoveRole => TypedUnit::Unit(sent.unit.parse().map_err(|_| Failure::BadRequest)?),
        _ => TypedUnit::Offered(Vec::new()),
    };
    let actor = Actor::Member(&person.member);
    let email = app.person(actor, id).await?.email;
    let change = match (step, unit) {
        (Step::AddRole, TypedUnit::Unit(unit)) => StaffChange::AddRole(role(&sent)?, unit),
        (Step::RemoveRole, TypedUnit::Unit(unit)) => StaffChange::RemoveRole(role(&sent)?, unit),
        (Step::AddRole, TypedUnit::Offered(units)) if !units.is_empty() => {
            return again("unit-several", &units).await;
        }
        (Step::AddRole | Step::RemoveRole, _) => return again("unit-not-found", &[]).await,
        (Step::Suspend, _) => StaffChange::Suspend(sent.reason.clone()),
        (Step::Resume, _) => StaffChange::Resume,
        (Step::Remove, _) if sent.sure.is_empty() => return again("person-remove-sure", &[]).await,
        (Step::Remove, _) => StaffChange::Remove(sent.reason.clone()),
        (Step::ResetCode, _) => StaffChange::ResetCode,
        (Step::Invited | Step::SendLink, _) => {
            app.mail_password_link(actor, id, language).await?;
            return Ok(done(id, Step::SendLink, language));
        }
    };
    match app.change_staff(actor, id, &change).await {
        Ok(()) if step == Step::Remove => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("removed", &email);
            Ok(see_other(&with_language(&format!("/staff/people?{}", query.finish()), language)))
        }
        // Without the role, the actor may no longer see the people below their own unit, or this person.
        Ok(()) if step == Step::RemoveRole && id == person.member.id => {
            Ok(see_other(&with_language("/staff/account", language)))
        }
        Ok(()) if step == Step::RemoveRole && app.person(actor, id).await.is_err() => {
            Ok(see_other(&with_language("/staff/people", language)))
        }
        Ok(()) => Ok(done(id, step, language)),
        Err(AppError::StaffRefused(refusal)) => {
            again(&format!("people-refused-{}", refusal.name()), &[]).await
        }
        Err(error) => Err(error.into()),
    }
}

fn role(sent: &PersonForm) -> Result<Role, Failure> {
    sent.role.required(Failure::BadRequest).copied()
}

/// Leads back to the page, so that reloading it sends nothing again.
fn done(id: StaffId, step: Step, language: Language) -> HttpResponse {
    let name: &str = step.into();
    see_other(&with_language(&format!("/staff/people/{}?done={name}", id.0), language))
}

async fn page(
    state: &State,
    person: &Person,
    reader: &Reader,
    id: StaffId,
    status: StatusCode,
    notice: Option<Notice>,
    units: &[UnitMatch],
) -> Result<HttpResponse, Failure> {
    let page = PersonPage {
        frame: StaffFrame::of(person, reader.language, Section::People),
        person: &state.app.person(Actor::Member(&person.member), id).await?,
        notice,
        units,
        clock: state.app.clock(),
    };
    Ok(private_page(status, &page))
}

/// The page of one person.
#[derive(Clone, Debug)]
pub(in crate::web::staff) struct PersonPage<'a> {
    frame: StaffFrame,
    person: &'a StaffPerson,
    notice: Option<Notice>,
    /// The units that the typed one may mean.
    units: &'a [UnitMatch],
    clock: Clock,
}

impl PersonPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    fn address(&self) -> String {
        format!("/staff/people/{}", self.person.id.0)
    }

    /// A form with these contents that takes a step.
    fn form(&self, step: Step, contents: &Markup) -> Markup {
        self.frame.action_form(&self.address(), step.into(), contents)
    }

    fn facts(&self) -> Markup {
        let person = self.person;
        let last = person
            .last_sign_in_at
            .map(|moment| self.clock.wall_time(moment).format("%d/%m/%Y %H:%M").to_string());
        html! {
            dl.facts {
                div { dt { (self.say("people-state")) } dd { (self.say(&format!("person-{}", person.state.name()))) } }
                div { dt { (self.say("people-last-sign-in")) } dd { (last.as_deref().unwrap_or("–")) } }
            }
        }
    }

    fn grant(&self, grant: &Grant) -> Markup {
        html! {
            li {
                span { (self.say(&format!("role-{}", grant.role.name()))) ": " (grant.unit.name) }
                @if self.person.is_manageable {
                    (self.form(Step::RemoveRole, &html! {
                        input type="hidden" name="role" value=(grant.role.name());
                        input type="hidden" name="unit" value=(grant.unit.code);
                        button.quiet { (self.say("person-remove-role")) }
                    }))
                }
            }
        }
    }

    fn roles(&self) -> Markup {
        html! {
            h2 { (self.say("account-roles")) }
            @if self.person.grants.is_empty() { p { (self.say("person-no-roles")) } }
            ul.grants { @for grant in &self.person.grants { (self.grant(grant)) } }
            @if self.person.is_manageable {
                details.adding open[!self.units.is_empty()] {
                    summary { (self.say("person-add-role")) }
                    (self.form(Step::AddRole, &html! {
                        (RoleAndUnit { language: self.language(), role: None, unit: "", units: self.units })
                        button { (self.say("person-add-role-send")) }
                    }))
                }
            }
        }
    }

    fn reason(&self, id: &str) -> Markup {
        html! {
            p {
                label for=(id) { (self.say("person-reason")) }
                input.field #(id) name="reason" maxlength=(MAX_REASON_LENGTH) autocomplete="off";
            }
        }
    }

    /// The steps that concern the whole person.
    fn steps(&self) -> Markup {
        let is_suspended = self.person.state == PersonState::Suspended;
        html! {
            @if is_suspended {
                h2 { (self.say("person-resume")) }
                (self.form(Step::Resume, &html! { button { (self.say("person-resume")) } }))
            } @else {
                h2 { (self.say("person-link")) }
                p { (self.say("person-link-what")) }
                (self.form(Step::SendLink, &html! { button { (self.say("person-link-send")) } }))
                h2 { (self.say("person-reset-code")) }
                p { (self.say("person-reset-code-what")) }
                (self.form(Step::ResetCode, &html! { button.quiet { (self.say("person-reset-code-send")) } }))
                h2 { (self.say("person-suspend")) }
                p { (self.say("person-suspend-what")) }
                (self.form(Step::Suspend, &html! {
                    (self.reason("suspend-reason"))
                    button.quiet { (self.say("person-suspend-send")) }
                }))
            }
            h2 { (self.say("person-remove")) }
            p { (self.say("person-remove-what")) }
            (self.form(Step::Remove, &html! {
                p {
                    input #sure type="checkbox" name="sure" value="1" required;
                    " " label.check for="sure" { (self.say("person-remove-confirm")) }
                }
                (self.reason("remove-reason"))
                button.quiet { (self.say("person-remove-send")) }
            }))
        }
    }
}

impl Render for PersonPage<'_> {
    fn render(&self) -> Markup {
        let person = self.person;
        let title = if person.name.is_empty() { &person.email } else { &person.name };
        self.frame.page(title, &self.address(), &html! {
            p.up { a href=(with_language("/staff/people", self.language())) { "‹ " (self.say("section-people")) } }
            h1 { (title) }
            @if !person.name.is_empty() { p.hint { (person.email) } }
            @if let Some(notice) = &self.notice { (notice) }
            (self.facts())
            (self.roles())
            @if person.is_manageable { (self.steps()) } @else { p { (self.say("person-not-manageable")) } }
        })
    }
}

#[cfg(test)]
pub(in crate::web::staff) mod samples {
    //! A person for the tests of the pages about people.

    use super::*;
    use crate::domain::{Unit, UnitId, UnitKind};
    use crate::web::view::samples::HOSTILE;

    /// A person in whose page every text must be escaped.
    pub(in crate::web::staff) fn person(state: PersonState) -> StaffPerson {
        let unit = Unit {
            id: UnitId(1),
            code: "12049".parse().unwrap(),
            name: HOSTILE.to_owned(),
            kind: UnitKind::Commune,
            parent: None,
            valid_from: None,
            valid_to: None,
        };
        StaffPerson {
            id: StaffId(7),
            email: HOSTILE.to_owned(),
            name: HOSTILE.to_owned(),
            grants: vec![Grant::of(Role::Manager, unit)],
            state,
            last_sign_in_at: None,
            is_manageable: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Ho_Chi_Minh;

    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::view::tests::{assert_sound, tags};

    #[test]
    fn it_offers_what_can_be_done_with_a_person() {
        // Sign out; each role, another role, then what concerns the whole person.
        for (state, is_manageable, forms) in [
            (PersonState::Active, true, 7),
            (PersonState::Invited, true, 7),
            (PersonState::Suspended, true, 5),
            (PersonState::Active, false, 1),
        ] {
            for language in Language::ALL {
                let person = StaffPerson { is_manageable, ..samples::person(state) };
                let notice = Some(Notice::done(language, "person-done-suspend"));
                let frame = frame(language, Section::People);
                let clock = Clock::system(Ho_Chi_Minh);
                let page = PersonPage { frame, person: &person, notice, units: &[], clock }.render();
                assert_sound(&page);
                assert_eq!(tags(&page.0, "form").len(), forms, "{state:?}");
            }
        }
    }
}
