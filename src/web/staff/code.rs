//! The second factor, `/staff/code`: setting up an authenticator app, sending its code after the password, and
//! new recovery codes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::account;
use super::kept_form;
use super::narrow_page::narrow_page;
use super::session::{Person, SessionHolder};
use crate::app::{AppError, CodeOutcome, OfferedSecret, SecondFactor};
use crate::documents::QrSymbol;
use crate::domain::Language;
use crate::locale::message;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::reader::Reader;
use crate::web::view::forms::Notice;
use crate::web::view::layout::with_language;

/// `GET /staff/code`
pub(super) async fn show(
    state: web::Data<State>,
    holder: SessionHolder,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    page(&state, &holder, &reader, StatusCode::OK, None, None).await
}

/// The fields of both forms.
#[derive(Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
    /// The offered secret, if an app is set up.
    secret: Option<String>,
}

/// `POST /staff/code`
pub(super) async fn send(
    state: web::Data<State>,
    request: HttpRequest,
    holder: SessionHolder,
    reader: Reader,
    sent: web::Form<CodeForm>,
) -> Result<HttpResponse, Failure> {
    let person = &holder.0;
    person.expect_own_form(&request, &sent.csrf)?;
    let (app, member, language) = (&state.app, &person.member, reader.language);
    let wrong = async |secret: Option<&str>| {
        let fault = Some(Notice::fault(language, "code-wrong"));
        page(&state, &holder, &reader, StatusCode::FORBIDDEN, fault, secret).await
    };
    if let Some(secret) = &sent.secret {
        return match app.set_up_second_factor(member, secret, &sent.code).await? {
            Some(codes) => Ok(private_page(StatusCode::OK, &RecoveryCodesPage { language, codes: &codes })),
            None => wrong(Some(secret)).await,
        };
    }
    match app.send_code(member, &sent.code).await? {
        CodeOutcome::Accepted => {
            Ok(kept_form::first_page(&request, &state, member.language.unwrap_or(language)))
        }
        CodeOutcome::Wrong => wrong(None).await,
        CodeOutcome::Ended => Ok(see_other(&with_language("/staff/sign-in?done=ended", language))),
    }
}

/// `POST /staff/account/recovery-codes`
pub(super) async fn renew(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    sent: web::Form<CodeForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let language = reader.language;
    let Some(codes) = state.app.renew_recovery_codes(&person.member, &sent.code).await? else {
        let fault = Some(Notice::fault(language, "code-wrong"));
        return account::page(&state, &person, &reader, StatusCode::FORBIDDEN, fault).await;
    };
    Ok(private_page(StatusCode::OK, &RecoveryCodesPage { language, codes: &codes }))
}

async fn page(
    state: &State,
    holder: &SessionHolder,
    reader: &Reader,
    status: StatusCode,
    notice: Option<Notice>,
    offered: Option<&str>,
) -> Result<HttpResponse, Failure> {
    let (app, person) = (&state.app, &holder.0);
    let (language, csrf) = (reader.language, &person.csrf);
    if person.member.second_factor == SecondFactor::CodeNeeded {
        return Ok(private_page(status, &CodePage { language, csrf, notice }));
    }
    if app.recovery_codes_left(&person.member).await?.is_some() {
        return Ok(see_other(&with_language("/staff/account", language)));
    }
    let secret = &app.offer_secret(&person.member, offered)?;
    let symbol = &QrSymbol::encode(&secret.address).map_err(AppError::internal)?;
    let is_required = person.member.second_factor == SecondFactor::SetupNeeded;
    Ok(private_page(status, &SetupPage { language, csrf, notice, secret, symbol, is_required }))
}

/// The field for a code. Phones offer the code of the app, or a number pad.
fn code_field(language: Language, has_fault: bool, takes_recovery_codes: bool) -> Markup {
    let mode = if takes_recovery_codes { "text" } else { "numeric" };
    html! {
        p {
            label for="code" { (message(language, "code-field")) }
            input.field #code name="code" required autocomplete="one-time-code" inputmode=(mode) maxlength="40"
                autocapitalize="none" spellcheck="false" autofocus[takes_recovery_codes] aria-describedby=[has_fault.then_some("fault")];
        }
        button { (message(language, "code-send")) }
    }
}

/// The page that asks for a code after the password.
#[derive(Clone, Debug)]
struct CodePage<'a> {
    language: Language,
    csrf: &'a str,
    notice: Option<Notice>,
}

impl Render for CodePage<'_> {
    fn render(&self) -> Markup {
        let say = |key: &str| message(self.language, key);
        narrow_page(
            self.language,
            &say("code-title"),
            "/staff/code",
            &html! {
                p { (say("code-what")) }
                @if let Some(notice) = &self.notice { (notice) }
                form.stack method="post" action=(with_language("/staff/code", self.language)) {
                    input type="hidden" name="csrf" value=(self.csrf);
                    (code_field(self.language, self.notice.is_some(), true))
                }
                p.hint { (say("code-recovery")) }
            },
        )
    }
}

/// The page that sets up an authenticator app.
#[derive(Clone, Debug)]
struct SetupPage<'a> {
    language: Language,
    csrf: &'a str,
    notice: Option<Notice>,
    secret: &'a OfferedSecret,
    symbol: &'a QrSymbol,
    /// Whether nothing else is possible before.
    is_required: bool,
}

impl Render for SetupPage<'_> {
    fn render(&self) -> Markup {
        let say = |key: &str| message(self.language, key);
        let (symbol, width) = (self.symbol, self.symbol.width_with_quiet_zone());
        narrow_page(
            self.language,
            &say("code-setup-title"),
            "/staff/code",
            &html! {
                @if self.is_required { p { (say("code-setup-required")) } }
                ol { li { (say("code-setup-app")) } li { (say("code-setup-scan")) } li { (say("code-setup-type")) } }
                svg.qr viewBox={ "0 0 " (width) " " (width) } role="img" aria-label=(say("code-setup-qr")) {
                    path d=(symbol.svg_path()) {}
                }
                p.hint { a href=(self.secret.address) { (say("code-setup-link")) } }
                p.hint { (say("code-setup-secret")) " " code.secret { (self.secret.text) } }
                @if let Some(notice) = &self.notice { (notice) }
                form.stack method="post" action=(with_language("/staff/code", self.language)) {
                    input type="hidden" name="csrf" value=(self.csrf);
                    input type="hidden" name="secret" value=(self.secret.text);
                    (code_field(self.language, self.notice.is_some(), false))
                }
            },
        )
    }
}

/// The page that shows the recovery codes, once.
#[derive(Clone, Copy, Debug)]
struct RecoveryCodesPage<'a> {
    language: Language,
    codes: &'a [String],
}

impl Render for RecoveryCodesPage<'_> {
    fn render(&self) -> Markup {
        let say = |key: &str| message(self.language, key);
        narrow_page(
            self.language,
            &say("recovery-title"),
            "/staff/code",
            &html! {
                p { (say("recovery-what")) }
                ul.codes { @for code in self.codes { li { code { (code) } } } }
                p { a href=(with_language("/staff/", self.language)) { (say("recovery-next")) } }
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
    fn the_pages_are_sound() {
        let secret =
            OfferedSecret { text: HOSTILE.to_owned(), address: "otpauth://totp/x?secret=A".to_owned() };
        let symbol = QrSymbol::encode(&secret.address).unwrap();
        for language in Language::ALL {
            for notice in [None, Some(Notice::fault(language, "code-wrong"))] {
                assert_sound(&CodePage { language, csrf: HOSTILE, notice: notice.clone() }.render());
                let (csrf, secret, symbol, is_required) = (HOSTILE, &secret, &symbol, true);
                let page = SetupPage { language, csrf, notice, secret, symbol, is_required }.render();
                assert_sound(&page);
                assert_eq!(tags(&page.0, "input").len(), 3);
            }
            let codes = [HOSTILE.to_owned()];
            assert_sound(&RecoveryCodesPage { language, codes: &codes }.render());
        }
    }
}
