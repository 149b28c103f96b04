//! Shows a survey and accepts responses to it.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ContentEncoding, RETRY_AFTER, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use maud::Render;
use serde::Deserialize;

use super::ready::ReadyPage;
use super::view::SurveyPage;
use crate::app::{OpenChannel, SubmitError};
use crate::domain::{ChannelCode, Fault, Language, Mode};
use crate::web::State;
use crate::web::citizen::resend::{MAYBE_STORED, ResendPage};
use crate::web::error::Failure;
use crate::web::own_page::is_from_own_page;
use crate::web::pages::{PRIVATE, RETURNING, private_page, returning_page, see_other};
use crate::web::precompressed::preferred_coding;
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

/// The query with a code typed by hand.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
}

/// `GET /k?code=…`: redirects to the survey of a code typed by hand.
pub(crate) async fn find(typed: web::Query<Typed>, reader: Reader) -> Result<HttpResponse, Failure> {
    let code = read_code(&typed.code)?;
    Ok(see_other(&with_language(&format!("/k/{code}"), reader.language)))
}

/// `GET /k/{code}`
pub(crate) async fn show(
    request: HttpRequest,
    state: web::Data<State>,
    code: web::Path<String>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let open = open(&state, &code).await?;
    let form = SubmittedForm { state: &state, open: &open, language: reader.language };
    let Some(ready) = state.pages.find(&open, reader.language) else { return Ok(form.fresh()) };
    if open.channel.mode != Mode::Kiosk
        && let Some(token) = ready.cached_token(&request, &state).await
    {
        let mut unchanged = HttpResponse::NotModified();
        unchanged.insert_header(ready.tag(&token)).insert_header((CACHE_CONTROL, RETURNING));
        return Ok(unchanged.finish());
    }
    Ok(form.ready_made(&request, &ready).unwrap_or_else(|| form.fresh()))
}

/// `POST /k/{code}`
pub(crate) async fn send(
    state: web::Data<State>,
    code: web::Path<String>,
    reader: Reader,
    typed: web::Form<Vec<(String, String)>>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    // A page of another site must not send answers in a reader's name. Old browsers do not say where a form
    // comes from.
    if is_from_own_page(&request) == Some(false) {
        return Err(Failure::ForeignForm);
    }
    let field = |name: &str| typed.iter().find(|(typed, _)| typed == name).map(|(_, value)| value.as_str());
    let token = field("token").unwrap_or_default();
    let resend = |token: &str, error: &SubmitError, illustrative| {
        let address = format!("/k/{}", read_code(&code)?);
        let (language, typed) = (reader.language, typed.as_slice());
        Ok(resend(&ResendPage { language, address: &address, token, typed, error, illustrative }))
    };
    // An earlier attempt may have been stored, whatever the outcome of this one.
    let not_stored = if field(MAYBE_STORED).is_some() { SubmitError::Unknown } else { SubmitError::Busy };
    let open = match open(&state, &code).await {
        Err(failure) if failure.is_outage() => return resend(token, &not_stored, false),
        open => open?,
    };
    let form = SubmittedForm { state: &state, open: &open, language: reader.language };
    match state.app.accept(&open, &state.tokens, token, field).await {
        Ok(id) => Ok(see_other(&with_language(&format!("/r/{}", id.receipt()), reader.language))),
        Err(SubmitError::Invalid(faults)) => Ok(form.again(&typed, &faults, false)),
        Err(SubmitError::ForeignToken) => Ok(form.again(&typed, &[], true)),
        Err(error @ SubmitError::Conflict) => resend(&form.new_token(), &error, open.illustrative),
        Err(SubmitError::Busy) => resend(token, &not_stored, open.illustrative),
        Err(error @ SubmitError::Unknown) => resend(token, &error, open.illustrative),
        Err(SubmitError::Failed(error)) => Err(Failure::App(error)),
    }
}

/// Not compressed, because an overloaded server should not spend time on it.
fn resend(view: &ResendPage<'_>) -> HttpResponse {
    let mut response = if matches!(view.error, SubmitError::Conflict) {
        HttpResponse::Conflict()
    } else {
        let mut response = HttpResponse::ServiceUnavailable();
        response.insert_header((RETRY_AFTER, "5"));
        response
    };
    response
        .insert_header((CACHE_CONTROL, PRIVATE))
        .insert_header(ContentEncoding::Identity)
        .content_type("text/html; charset=utf-8")
        .body(view.render().into_string())
}

fn read_code(typed: &str) -> Result<ChannelCode, Failure> {
    typed.parse().map_err(|why| Failure::MistypedCode(typed.to_owned(), why))
}

async fn open(state: &State, code: &str) -> Result<Arc<OpenChannel>, Failure> {
    let code = read_code(code)?;
    state.app.open_channel(code).await?.ok_or(Failure::UnknownCode(code))
}

struct SubmittedForm<'a> {
    state: &'a State,
    open: &'a OpenChannel,
    language: Language,
}

impl SubmittedForm<'_> {
    /// The precompressed page with a new token in it.
    fn ready_made(&self, request: &HttpRequest, ready: &ReadyPage) -> Option<HttpResponse> {
        let (token, coding) = (self.new_token(), preferred_coding(request));
        let body = ready.body(coding, &token)?;
        let mut response = HttpResponse::Ok();
        response.content_type("text/html; charset=utf-8").insert_header(coding);
        response.insert_header((VARY, "accept-encoding"));
        // On a device of the office the next person must not see what the last one left.
        if self.open.channel.mode == Mode::Kiosk {
            response.insert_header((CACHE_CONTROL, PRIVATE));
        } else {
            // A visitor who returns and sends again gets the same form with the same token, so that it counts
            // once.
            response.insert_header((CACHE_CONTROL, RETURNING)).insert_header(ready.tag(&token));
        }
        Some(response.body(body))
    }

    /// The empty form.
    fn fresh(&self) -> HttpResponse {
        let token = self.new_token();
        let view = SurveyPage::fresh(self.open, self.language, &token);
        if self.open.channel.mode == Mode::Kiosk {
            return private_page(StatusCode::OK, &view);
        }
        returning_page(&view)
    }

    /// The form as it was sent, with its faults. It keeps its token if that is valid for this channel, so
    /// that it still counts once.
    fn again(&self, typed: &[(String, String)], faults: &[Fault], expired: bool) -> HttpResponse {
        let sent = typed.iter().find(|(name, _)| name == "token").map(|(_, value)| value.clone());
        let ours = sent.filter(|token| self.state.tokens.read(token, self.open.channel.id).is_some());
        let token = ours.unwrap_or_else(|| self.new_token());
        let view =
            SurveyPage { typed, faults, expired, ..SurveyPage::fresh(self.open, self.language, &token) };
        private_page(StatusCode::UNPROCESSABLE_ENTITY, &view)
    }

    fn new_token(&self) -> String {
        self.state.tokens.issue(self.open.channel.id, self.state.app.clock())
    }
}
