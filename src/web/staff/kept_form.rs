//! A form that was sent after its session had ended. The browser keeps it in a cookie while the person signs
//! in again; then `/staff/continue` shows it and sends it, if the person says so. Another person who signs in
//! with the same browser does not see it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};
use data_encoding::BASE64URL_NOPAD;
use maud::{Markup, Render, html};
use serde::{Deserialize, Serialize};

use super::frame::{Section, StaffFrame};
use super::session::{BROWSER, Person, SessionHolder, cookie, cookie_value, same_secret};
use crate::app::AppError;
use crate::domain::Language;
use crate::locale::message;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::own_page::is_from_own_page;
use crate::web::pages::{private_page, see_other};
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

/// The cookie with the form.
const KEPT: &str = "hailong_kept";
/// How long the form is kept.
const LIFETIME: Duration = Duration::minutes(30);
/// The maximum length of the cookie's value; browsers refuse cookies of more than 4,096 bytes.
const MAX_LENGTH: usize = 3_600;
/// Forms that are not kept: they have secrets, or mean nothing later.
const NOT_KEPT: [&str; 5] =
    ["/staff/account/", "/staff/code", "/staff/oidc", "/staff/password/", "/staff/sign-"];

/// A form, and where it was sent.
#[derive(Debug, Deserialize, Serialize)]
struct KeptForm {
    /// The cookie by which the browser is known to the account that signed in last.
    browser: String,
    path: String,
    /// Names and values, without the CSRF token.
    fields: Vec<(String, String)>,
}

/// Leads to the sign-in page if a form is sent without a session, and keeps the form.
///
/// # Errors
///
/// Fails if the next service fails without a response of its own.
pub async fn keep_forms(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let path = request.path();
    let is_kept = path.starts_with("/staff/") && NOT_KEPT.iter().all(|start| !path.starts_with(start));
    if is_kept && request.method() == Method::POST && is_from_own_page(request.request()) == Some(true) {
        let session = request.extract::<SessionHolder>().await;
        if matches!(session, Err(Failure::SignInFirst))
            && let Some(cookie) = kept_form_of(&mut request).await
        {
            let language = Reader::of(request.request()).language;
            let mut lead = see_other(&with_language("/staff/sign-in?done=kept", language));
            lead.add_cookie(&cookie)?;
            return Ok(request.into_response(lead));
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// The cookie that keeps the form of a request; `None` if it cannot be read or is too long.
async fn kept_form_of(request: &mut ServiceRequest) -> Option<Cookie<'static>> {
    let state = request.app_data::<web::Data<State>>().cloned()?;
    let (path, browser) =
        (request.path().to_owned(), cookie_value(request.request(), BROWSER, state.secure)?);
    let fields = request.extract::<web::Form<Vec<(String, String)>>>().await.ok()?.into_inner();
    let fields = fields.into_iter().filter(|(name, _)| name != "csrf").collect();
    let form = BASE64URL_NOPAD.encode(&serde_json::to_vec(&KeptForm { browser, path, fields }).ok()?);
    let value = format!("{form}.{}", state.tokens.form_secret("kept form", &form));
    (value.len() <= MAX_LENGTH).then(|| cookie(KEPT, value, state.secure).max_age(LIFETIME).finish())
}

fn kept(request: &HttpRequest, state: &State) -> Option<KeptForm> {
    let value = cookie_value(request, KEPT, state.secure)?;
    let (form, proof) = value.split_once('.')?;
    if !same_secret(&state.tokens.form_secret("kept form", form), proof) {
        return None;
    }
    let form: KeptForm = serde_json::from_slice(&BASE64URL_NOPAD.decode(form.as_bytes()).ok()?).ok()?;
    let browser = cookie_value(request, BROWSER, state.secure)?;
    same_secret(&form.browser, &browser).then_some(form)
}

/// Where a person goes after signing in: to the form that was kept, or to the first page.
pub(super) fn first_page(request: &HttpRequest, state: &State, language: Language) -> HttpResponse {
    let address = if kept(request, state).is_some() { "/staff/continue" } else { "/staff/" };
    see_other(&with_language(address, language))
}

/// `GET /staff/continue`
pub(super) async fn show(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let Some(form) = kept(&request, &state) else {
        return Ok(see_other(&with_language("/staff/", reader.language)));
    };
    let page =
        KeptFormPage { frame: StaffFrame::of(&person, reader.language, Section::Account), form: &form };
    let mut response = private_page(StatusCode::OK, &page);
    // It is offered once, so that it cannot be sent by mistake later.
    response.add_cookie(&forgotten(&state)).map_err(AppError::internal)?;
    Ok(response)
}

fn forgotten(state: &State) -> Cookie<'static> {
    cookie(KEPT, String::new(), state.secure).max_age(Duration::ZERO).finish()
}

/// The page that shows what was typed.
#[derive(Debug)]
struct KeptFormPage<'a> {
    frame: StaffFrame,
    form: &'a KeptForm,
}

impl Render for KeptFormPage<'_> {
    fn render(&self) -> Markup {
        let language = self.frame.language;
        let say = |key: &str| message(language, key);
        let typed = self.form.fields.iter().map(|(_, value)| value).filter(|value| !value.is_empty());
        let back = self.form.path.clone();
        self.frame.page(
            &say("kept-title"),
            "",
            &html! {
                h1 { (say("kept-title")) }
                p { (say("kept-what")) }
                ul.notes { @for value in typed { li { (value) } } }
                form.stack.short method="post" action=(with_language(&self.form.path, language)) {
                    input type="hidden" name="csrf" value=(self.frame.csrf);
                    @for (name, value) in &self.form.fields {
                        input type="hidden" name=(name) value=(value);
                    }
                    button { (say("kept-send")) }
                }
                p { a href=(with_language(&back, language)) { (say("kept-leave")) } }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, tags};

    #[test]
    fn it_shows_what_was_typed_and_sends_it_again() {
        let fields = vec![("name".to_owned(), HOSTILE.to_owned()), ("note".to_owned(), String::new())];
        let form = KeptForm { browser: HOSTILE.to_owned(), path: "/staff/people".to_owned(), fields };
        for language in Language::ALL {
            let page = KeptFormPage { frame: frame(language, Section::Account), form: &form }.render();
            assert_sound(&page);
            // Sign out, the CSRF token, and both fields.
            assert_eq!(tags(&page.0, "input").len(), 4);
        }
    }
}
