//! One's own account, `/staff/account`: roles, name and language, password and sessions.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::frame::{Section, StaffFrame};
use super::session::{BareForm, Person};
use crate::app::{Grant, NewPassword, OwnSession, PasswordChange};
use crate::clock::Clock;
use crate::domain::Language;
use crate::locale::{message, message_with};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::view::forms::Notice;
use crate::web::view::layout::with_language;

/// What was done before the page is shown again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AccountParameters {
    done: Parameter<Done>,
}

/// A change that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Done {
    /// The password was changed.
    Password,
    /// Name and language were changed.
    Profile,
    /// The other sessions were ended.
    Sessions,
}

/// `GET /staff/account`
pub(super) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    asked: web::Query<AccountParameters>,
) -> Result<HttpResponse, Failure> {
    let done = asked.done.value().ok().flatten().copied();
    let notice = done.map(|done| {
        let name: &str = done.into();
        Notice::done(reader.language, &format!("account-done-{name}"))
    });
    page(&state, &person, &reader, StatusCode::OK, notice).await
}

/// The fields of the form that changes the password.
#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    current: SecretString,
    #[serde(default)]
    new: SecretString,
}

/// `POST /staff/account/password`
pub(super) async fn change_password(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    sent: web::Form<PasswordForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let PasswordForm { current, new, .. } = sent.into_inner();
    let again = async |status, key| {
        let fault = Some(Notice::fault(reader.language, key));
        page(&state, &person, &reader, status, fault).await
    };
    let Ok(new) = NewPassword::parse(new.expose_secret()) else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "account-password-weak").await;
    };
    match state.app.change_password(&person.member, current, new).await? {
        PasswordChange::Changed => Ok(done(&reader, Done::Password)),
        PasswordChange::WrongPassword => again(StatusCode::FORBIDDEN, "account-password-wrong").await,
        PasswordChange::Busy => again(StatusCode::SERVICE_UNAVAILABLE, "sign-in-too-many").await,
    }
}

/// The fields of the form with name and language.
#[derive(Deserialize)]
pub(super) struct ProfileForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: Parameter<Language>,
}

/// `POST /staff/account/profile`
pub(super) async fn change_profile(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    mut reader: Reader,
    sent: web::Form<ProfileForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let language = sent.language.get(Failure::BadRequest)?;
    state.app.change_profile(&person.member, &sent.name, language).await?;
    reader.language = language.unwrap_or(reader.language);
    Ok(done(&reader, Done::Profile))
}

/// `POST /staff/account/sessions`
pub(super) async fn end_other_sessions(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    sent: web::Form<BareForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    state.app.end_other_sessions(&person.member).await?;
    Ok(done(&reader, Done::Sessions))
}

/// Leads back to the page, so that reloading it sends nothing again.
fn done(reader: &Reader, done: Done) -> HttpResponse {
    let name: &str = done.into();
    see_other(&with_language(&format!("/staff/account?done={name}"), reader.language))
}

/// The page with a notice.
pub(super) async fn page(
    state: &State,
    person: &Person,
    reader: &Reader,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<HttpResponse, Failure> {
    let page = AccountPage {
        frame: StaffFrame::of(person, reader.language, Section::Account),
        name: &person.member.name,
        preferred: person.member.language,
        grants: &person.member.grants,
        sessions: &state.app.sessions(&person.member).await?,
        recovery_codes: state.app.recovery_codes_left(&person.member).await?,
        notice,
        clock: state.app.clock(),
    };
    Ok(private_page(status, &page))
}

/// The page of one's own account.
#[derive(Clone, Debug)]
pub struct AccountPage<'a> {
    /// The frame.
    pub frame: StaffFrame,
    /// The name; empty if it is not known.
    pub name: &'a str,
    /// The language in which the pages open after signing in.
    pub preferred: Option<Language>,
    /// The roles.
    pub grants: &'a [Grant],
    /// The open sessions.
    pub sessions: &'a [OwnSession],
    /// The recovery codes that are left; `None` without a second factor.
    pub recovery_codes: Option<i64>,
    /// What the page says about the last change.
    pub notice: Option<Notice>,
    /// The clock, which knows the zone of the times.
    pub clock: Clock,
}

impl AccountPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    fn roles(&self) -> Markup {
        html! {
            h2 { (self.say("account-roles")) }
            @if self.grants.is_empty() { p { (self.say("account-no-roles")) } }
            ul {
                @for grant in self.grants {
                    li { (self.say(&format!("role-{}", grant.role.name()))) ": " (grant.unit.name) }
                }
            }
        }
    }

    fn profile(&self) -> Markup {
        html! {
            h2 { (self.say("account-profile")) }
            form.stack.short method="post" action=(with_language("/staff/account/profile", self.language())) {
                input type="hidden" name="csrf" value=(self.frame.csrf);
                p {
                    label for="name" { (self.say("people-name")) }
                    input.field #name name="name" value=(self.name) maxlength="80" autocomplete="name";
                }
                p {
                    label for="language" { (self.say("account-language")) }
                    select.field #language name="language" {
                        option value="" { (self.say("account-language-any")) }
                        @for language in Language::ALL {
                            option lang=(language) value=(language) selected[self.preferred == Some(language)] {
                                (message(language, &format!("language-{language}")))
                            }
                        }
                    }
                }
                button { (self.say("account-profile-save")) }
            }
        }
    }

    fn second_factor(&self) -> Markup {
        let language = self.language();
        html! {
            h2 { (self.say("account-code")) }
            @match self.recovery_codes {
                Some(left) => {
                    p { (message_with(language, "account-code-on", [("number", left.to_string().into())])) }
                    (self.new_recovery_codes())
                }
                None => {
                    p { (self.say("account-code-off")) }
                    p { a href=(with_language("/staff/code", language)) { (self.say("account-code-set-up")) } }
                }
            }
        }
    }

    fn new_recovery_codes(&self) -> Markup {
        let address = with_language("/staff/account/recovery-codes", self.language());
        html! {
            details.adding {
                summary { (self.say("account-recovery")) }
                form.stack.short method="post" action=(address) {
                    input type="hidden" name="csrf" value=(self.frame.csrf);
                    p { (self.say("account-recovery-what")) }
                    p {
                        label for="code" { (self.say("code-field")) }
                        input.field #code name="code" required autocomplete="one-time-code" inputmode="numeric" maxlength="40";
                    }
                    button { (self.say("account-recovery-send")) }
                }
            }
        }
    }

    fn password(&self) -> Markup {
        let described = matches!(self.notice, Some(Notice::Fault(_))).then_some("fault");
        html! {
            h2 { (self.say("account-password")) }
            form.stack.short method="post" action=(with_language("/staff/account/password", self.language())) {
                input type="hidden" name="csrf" value=(self.frame.csrf);
                // Password managers need the address to know whose password it is.
                input type="hidden" name="email" value=(self.frame.email) autocomplete="username";
                p {
                    label for="current" { (self.say("account-password-current")) }
                    input.field #current type="password" name="current" required
                        autocomplete="current-password" aria-describedby=[described];
                }
                p {
                    label for="new" { (self.say("account-password-new")) }
                    input.field #new type="password" name="new" required
                        minlength=(NewPassword::MIN_LENGTH) maxlength=(NewPassword::MAX_LENGTH)
                        autocomplete="new-password" aria-describedby="password-hint";
                    span.hint #password-hint { (self.say("account-password-hint")) }
                }
                button { (self.say("account-password-change")) }
            }
        }
    }

    fn sessions(&self) -> Markup {
        let time = |moment| self.clock.wall_time(moment).format("%d/%m/%Y %H:%M").to_string();
        let heads = ["session-browser", "session-network", "session-began", "session-last-seen"];
        html! {
            h2 { (self.say("account-sessions")) }
            p { (self.say("account-sessions-what")) }
            table.log {
                thead { tr { @for head in heads { th scope="col" { (self.say(head)) } } } }
                tbody {
                    @for session in self.sessions {
                        tr {
                            th scope="row" {
                                (session.agent)
                                @if session.is_current { " " strong { (self.say("session-current")) } }
                            }
                            td data-label=(self.say("session-network")) { (session.prefix.as_deref().unwrap_or("–")) }
                            td data-label=(self.say("session-began")) { (time(session.began_at)) }
                            td data-label=(self.say("session-last-seen")) { (time(session.last_seen_at)) }
                        }
                    }
                }
            }
            @if self.sessions.len() > 1 {
                form.stack.short method="post" action=(with_language("/staff/account/sessions", self.language())) {
                    input type="hidden" name="csrf" value=(self.frame.csrf);
                    button { (self.say("account-sessions-end")) }
                }
            }
        }
    }
}

impl Render for AccountPage<'_> {
    fn render(&self) -> Markup {
        self.frame.page(
            &self.say("account-title"),
            "/staff/account",
            &html! {
                h1 { (self.say("account-title")) }
                @if let Some(notice) = &self.notice { (notice) }
                (self.roles())
                (self.profile())
                (self.second_factor())
                (self.password())
                (self.sessions())
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Asia::Ho_Chi_Minh;

    use super::*;
    use crate::domain::Role;
    use crate::web::staff::frame::samples::frame;
    use crate::web::view::samples::{HOSTILE, report};
    use crate::web::view::tests::{assert_sound, tags};

    #[test]
    fn it_shows_roles_and_sessions_and_offers_to_end_the_others() {
        let unit = report([1; 5]).unit;
        let unit = crate::domain::Unit {
            id: crate::domain::UnitId(1),
            code: unit.code,
            name: HOSTILE.to_owned(),
            kind: unit.kind,
            parent: None,
            valid_from: None,
            valid_to: None,
        };
        let grants = [Grant::of(Role::Manager, unit)];
        let session = OwnSession {
            began_at: DateTime::from_timestamp(1_732_000_000, 0).unwrap(),
            last_seen_at: DateTime::from_timestamp(1_732_000_060, 0).unwrap(),
            prefix: None,
            agent: HOSTILE.to_owned(),
            is_current: true,
        };
        let other = OwnSession { is_current: false, ..session.clone() };
        for language in Language::ALL {
            let both = [session.clone(), other.clone()];
            let mut page = AccountPage {
                frame: frame(language, Section::Account),
                name: HOSTILE,
                preferred: Some(Language::En),
                grants: &grants,
                sessions: &both,
                recovery_codes: Some(10),
                notice: Some(Notice::done(language, "account-done-sessions")),
                clock: Clock::system(Ho_Chi_Minh),
            };
            let rendered = page.render();
            assert_sound(&rendered);
            assert!(rendered.0.contains("19/11/2024 14:07"));
            assert_eq!(tags(&rendered.0, "form").len(), 5);
            page.notice = Some(Notice::fault(language, "account-password-wrong"));
            assert_sound(&page.render());
            (page.sessions, page.recovery_codes) = (&both[..1], None);
            assert_eq!(tags(&page.render().0, "form").len(), 3);
        }
    }
}
