//! Setting a password with a link from a mail, `/staff/password/{token}`. Mail scanners open links, so opening
//! it changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::narrow_page::narrow_page;
use super::session::prefix_of;
use crate::app::NewPassword;
use crate::domain::Language;
use crate::locale::message;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::own_page::expect_own_page;
use crate::web::pages::{private_page, see_other};
use crate::web::reader::Reader;
use crate::web::view::forms::Notice;
use crate::web::view::layout::with_language;

/// `GET /staff/password/{token}`
pub(super) async fn show(
    state: web::Data<State>,
    reader: Reader,
    token: web::Path<String>,
) -> Result<HttpResponse, Failure> {
    page(&state, &reader, &token, StatusCode::OK, None).await
}

/// The fields of the form.
#[derive(Deserialize)]
pub(super) struct NewPasswordForm {
    #[serde(default)]
    new: SecretString,
}

/// `POST /staff/password/{token}`
pub(super) async fn send(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    token: web::Path<String>,
    sent: web::Form<NewPasswordForm>,
) -> Result<HttpResponse, Failure> {
    expect_own_page(&request)?;
    let Ok(new) = NewPassword::parse(sent.new.expose_secret()) else {
        let notice = Some(Notice::fault(reader.language, "account-password-weak"));
        return page(&state, &reader, &token, StatusCode::UNPROCESSABLE_ENTITY, notice).await;
    };
    if state.app.set_password(&token, new, prefix_of(&request)).await? {
        return Ok(see_other(&with_language("/staff/sign-in?done=password", reader.language)));
    }
    page(&state, &reader, &token, StatusCode::GONE, None).await
}

async fn page(
    state: &State,
    reader: &Reader,
    token: &str,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<HttpResponse, Failure> {
    let owner = state.app.password_link_owner(token).await?;
    let status = if owner.is_none() { StatusCode::GONE } else { status };
    let page = PasswordPage { language: reader.language, token, owner: owner.as_deref(), notice };
    Ok(private_page(status, &page))
}

/// The page that a link opens.
#[derive(Clone, Debug)]
struct PasswordPage<'a> {
    language: Language,
    token: &'a str,
    /// Whose password it sets; `None` if the link does not work any more.
    owner: Option<&'a str>,
    notice: Option<Notice>,
}

impl PasswordPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn form(&self, owner: &str) -> Markup {
        let address = with_language(&format!("/staff/password/{}", self.token), self.language);
        html! {
            p { (self.say("password-link-whose")) " " strong { (owner) } }
            @if let Some(notice) = &self.notice { (notice) }
            form.stack method="post" action=(address) {
                // Password managers need the address to know whose password it is.
                input type="hidden" name="email" value=(owner) autocomplete="username";
                p {
                    label for="new" { (self.say("account-password-new")) }
                    input.field #new type="password" name="new" required
                        minlength=(NewPassword::MIN_LENGTH) maxlength=(NewPassword::MAX_LENGTH)
                        autocomplete="new-password" aria-describedby="password-hint";
                    span.hint #password-hint { (self.say("account-password-hint")) }
                }
                button { (self.say("password-link-send")) }
            }
        }
    }
}

impl Render for PasswordPage<'_> {
    fn render(&self) -> Markup {
        let title = self.say(if self.owner.is_some() { "password-link-title" } else { "password-link-gone" });
        narrow_page(
            self.language,
            &title,
            "",
            &html! {
                @match self.owner {
                    Some(owner) => (self.form(owner)),
                    None => {
                        p { (self.say("password-link-gone-why")) }
                        p { a href=(with_language("/staff/sign-in", self.language)) { (self.say("sign-in-title")) } }
                    }
                }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, tags};

    #[test]
    fn it_has_a_form_while_the_link_works() {
        for language in Language::ALL {
            let notice = Some(Notice::fault(language, "account-password-weak"));
            let page = PasswordPage { language, token: "abc", owner: Some(HOSTILE), notice };
            let gone = PasswordPage { owner: None, ..page.clone() }.render();
            let page = page.render();
            assert_sound(&page);
            assert_sound(&gone);
            assert_eq!((tags(&page.0, "form").len(), tags(&gone.0, "form").len()), (1, 0));
        }
    }
}
