//! Signing in and out.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use data_encoding::BASE64URL_NOPAD;
use rand::Rng;
use secrecy::SecretString;
use serde::Deserialize;

use super::view::{SignInFault, SignInPage};
use crate::app::SignInOutcome;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::guard::{expect_own_page, same_secret};
use crate::web::pages::{private_page, see_other};
use crate::web::reader::Reader;
use crate::web::staff::session::{Person, cookie, ended_session_cookie, session_cookie};
use crate::web::view::layout::with_language;

/// Ties the sign-in form to the browser that asked for it, so that nobody is signed in by another site.
const VISITOR: &str = "hailong_visitor";

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
}

/// `GET /staff/sign-in`
pub(crate) async fn show(state: web::Data<State>, request: HttpRequest, reader: Reader) -> HttpResponse {
    form(&state, &request, &reader, StatusCode::OK, "", None)
}

/// `POST /staff/sign-in`
pub(crate) async fn send(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    credentials: web::Form<Credentials>,
) -> Result<HttpResponse, Failure> {
    expect_own_page(&request)?;
    let Credentials { csrf, email, password } = credentials.into_inner();
    let again = |status, fault| Ok(form(&state, &request, &reader, status, &email, Some(fault)));
    let visitor = request.cookie(VISITOR).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    if visitor.is_empty() || !same_secret(&state.tokens.form_secret("visitor", &visitor), &csrf) {
        return again(StatusCode::FORBIDDEN, SignInFault::Expired);
    }
    match state.app.sign_in(&email, password).await? {
        SignInOutcome::Refused => again(StatusCode::UNAUTHORIZED, SignInFault::Refused),
        SignInOutcome::TooMany => again(StatusCode::TOO_MANY_REQUESTS, SignInFault::TooManyAttempts),
        SignInOutcome::SignedIn(token) => {
            let mut response = see_other(&with_language("/staff/", reader.language));
            // The value is base64url, which every cookie can carry.
            response
                .add_cookie(&session_cookie(token, state.secure))
                .map_err(crate::app::AppError::internal)?;
            Ok(response)
        }
    }
}

/// What the sign-out form sends.
#[derive(Deserialize)]
pub(crate) struct SignOut {
    #[serde(default)]
    csrf: String,
}

/// `POST /staff/sign-out`
pub(crate) async fn leave(
    state: web::Data<State>,
    request: HttpRequest,
    reader: Reader,
    person: Person,
    sent: web::Form<SignOut>,
) -> Result<HttpResponse, Failure> {
    let token = person.expect_own_form(&request, &sent.csrf)?;
    state.app.sign_out(token).await?;
    let mut response = see_other(&with_language("/staff/sign-in", reader.language));
    response.add_cookie(&ended_session_cookie(state.secure)).map_err(crate::app::AppError::internal)?;
    Ok(response)
}

fn form(
    state: &State,
    request: &HttpRequest,
    reader: &Reader,
    status: StatusCode,
    email: &str,
    fault: Option<SignInFault>,
) -> HttpResponse {
    let known =
        request.cookie(VISITOR).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty());
    let visitor = known.clone().unwrap_or_else(|| {
        let mut bytes = [0_u8; 16];
        rand::rng().fill_bytes(&mut bytes);
        BASE64URL_NOPAD.encode(&bytes)
    });
    let csrf = state.tokens.form_secret("visitor", &visitor);
    let mut response =
        private_page(status, &SignInPage { language: reader.language, email, csrf: &csrf, fault });
    if known.is_none() {
        // A cookie that cannot be set shows as a form that expired.
        let _ = response.add_cookie(&cookie(VISITOR, visitor, state.secure).finish());
    }
    response
}
