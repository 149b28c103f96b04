//! Showing a survey and taking it in.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::view::{Notice, SurveyPage};
use crate::app::{OpenChannel, Refusal, Submission};
use crate::domain::{ChannelCode, Fault, Mode};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, returning_page, see_other};
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

/// A code typed by hand.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
}

/// `GET /k?code=…`: leads to the survey of a code typed by hand.
pub(crate) async fn find(typed: web::Query<Typed>, reader: Reader) -> Result<HttpResponse, Failure> {
    let code = read_code(&typed.code)?;
    Ok(see_other(&with_language(&format!("/k/{code}"), reader.language)))
}

/// `GET /k/{code}`
pub(crate) async fn show(
    state: web::Data<State>,
    code: web::Path<String>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let open = open(&state, &code).await?;
    Ok(Form { state: &state, open: &open, reader: &reader }.page(StatusCode::OK, &[], &[], None))
}

/// `POST /k/{code}`
pub(crate) async fn send(
    state: web::Data<State>,
    code: web::Path<String>,
    reader: Reader,
    typed: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let open = open(&state, &code).await?;
    let form = Form { state: &state, open: &open, reader: &reader };
    let field = |name: &str| typed.iter().find(|(typed, _)| typed == name).map(|(_, value)| value.as_str());
    let submission = Submission { token: field("token").unwrap_or_default(), field: &field };
    match state.app.accept(&open, &state.tokens, &submission).await {
        Ok(id) => Ok(see_other(&with_language(&format!("/r/{}", id.receipt()), reader.language))),
        Err(Refusal::Faults(faults)) => {
            Ok(form.page(StatusCode::UNPROCESSABLE_ENTITY, &typed, &faults, None))
        }
        Err(Refusal::ForeignToken) => {
            Ok(form.page(StatusCode::UNPROCESSABLE_ENTITY, &typed, &[], Some(Notice::Expired)))
        }
        Err(Refusal::SentBefore) => Err(Failure::Conflict),
        Err(Refusal::Failed(error)) if error.is_outage() => {
            tracing::error!(%error, "a sheet could not be stored");
            let mut response =
                form.page(StatusCode::SERVICE_UNAVAILABLE, &typed, &[], Some(Notice::NotSaved));
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
            Ok(response)
        }
        Err(Refusal::Failed(error)) => Err(Failure::App(error)),
    }
}

fn read_code(typed: &str) -> Result<ChannelCode, Failure> {
    typed.parse().map_err(|why| Failure::MistypedCode(typed.to_owned(), why))
}

async fn open(state: &State, code: &str) -> Result<OpenChannel, Failure> {
    let code = read_code(code)?;
    state.app.open_channel(code).await?.ok_or(Failure::UnknownCode(code))
}

struct Form<'a> {
    state: &'a State,
    open: &'a OpenChannel,
    reader: &'a Reader,
}

impl Form<'_> {
    /// The form; one that is shown again keeps its token where that is ours, so that it still counts once.
    fn page(
        &self,
        status: StatusCode,
        typed: &[(String, String)],
        faults: &[Fault],
        notice: Option<Notice>,
    ) -> HttpResponse {
        let OpenChannel { channel, survey, unit, former, illustrative, .. } = self.open;
        let sent = typed.iter().find(|(name, _)| name == "token").map(|(_, value)| value.clone());
        let ours = sent.filter(|token| self.state.tokens.read(token, channel.id).is_some());
        let token = ours.unwrap_or_else(|| self.state.tokens.issue(channel.id, self.state.app.clock()));
        let view = SurveyPage {
            language: self.reader.language,
            code: &channel.code,
            unit_name: &unit.name,
            // A unit that kept its name through a reform is no news to anybody.
            former_unit_name: former
                .as_ref()
                .map(|former| former.name.as_str())
                .filter(|&name| name != unit.name),
            label: &channel.label,
            survey,
            token: &token,
            typed,
            faults,
            notice,
            illustrative: *illustrative,
        };
        // Who comes back and sends again has the same form with the same token, so that it counts once. On a device
        // of the office the next person must not find it.
        if status == StatusCode::OK && channel.mode != Mode::Kiosk {
            return returning_page(&view);
        }
        private_page(status, &view)
    }
}
