//! The middleware that answers public requests from the cache and fills it.

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ContentEncoding, ETAG, EntityTag,
    Header, IfNoneMatch, SET_COOKIE, VARY,
};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};
use tokio::sync::OnceCell;

use super::kept_page::{Fingerprint, tag_in_hand};
use super::{KeptPage, Made, MadeFrom, PageKey, address};
use crate::app::AppError;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::FOR_EVERYBODY;
use crate::web::precompressed::preferred_coding;

/// For addresses that name no edition: browsers revalidate after 10 s, which costs only a conditional request
/// if nothing has changed.
const MAY_CHANGE: &str = "public, max-age=10, must-revalidate";
/// For editions: their figures never change, but the page around them may with a new release.
const STAYS: &str = "public, max-age=3600";

type CachedAnswer = Result<ServiceResponse<BoxBody>, actix_web::Error>;

/// Caches the responses to public requests and serves them again. Wraps the middleware that compresses, so
/// that cached pages are compressed only once.
pub(in crate::web) async fn serve_kept(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> CachedAnswer {
    let state = request.app_data::<web::Data<State>>().cloned();
    match state.filter(|_| address::is_public(request.request())) {
        // Boxed, so that its size does not add to the memory of thousands of waiting form requests.
        Some(state) => Box::pin(serve_public(state, request, next)).await,
        None => pass(request, next).await,
    }
}

async fn serve_public(
    state: web::Data<State>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> CachedAnswer {
    // Without the database the page itself says so.
    let Ok(version) = state.app.data_version().await else { return pass(request, next).await };
    let made_from = MadeFrom(version.to_string());
    let shown = if address::shows_collecting(request.request()) {
        version.with_unpublished_responses()
    } else {
        made_from.0.clone()
    };
    let key = PageKey::of_request(&shown, request.request());
    request.extensions_mut().insert(made_from);
    let reading = AcceptedForm::of(&mut request);
    if let Some(tag) = state.kept.fingerprint(&key).and_then(|known| reading.has(known)) {
        return Ok(request.into_response(reading.unchanged(tag)));
    }
    match state.kept.find(key) {
        Ok(page) => Ok(request.into_response(reading.answer(&state, &page).await)),
        Err(making) => make(request, next, &state, &reading, key, making).await,
    }
}

/// Has the handler make the page unless another request is making it, and shares it with all requests that
/// wait for it. If the client of the making request disconnects, the next waiting request makes it.
async fn make(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    state: &State,
    reading: &AcceptedForm,
    key: PageKey,
    making: Arc<OnceCell<Made>>,
) -> CachedAnswer {
    let (mut asked, mut answered) = (Some((request, next)), None);
    let work = async {
        let Some((request, next)) = asked.take() else { return Made::Unshared };
        let (answer, made) = match pass(request, next).await {
            Ok(answer) => take(answer, |page| state.kept.keep(key, page)).await,
            Err(error) => (Err(error), Made::Unshared),
        };
        answered = Some(answer);
        made
    };
    let made = making.get_or_init(|| work).await.clone();
    // A new request must not be told that the response is not shared: its own may be.
    drop(making);
    match (answered.transpose()?, asked) {
        (Some(answer), _) => match made {
            Made::Page(page) => Ok(answer.into_response(reading.answer(state, &page).await)),
            Made::Unshared => Ok(answer),
            Made::TooMuch => Ok(answer.error_response(busy())),
        },
        (None, Some((request, next))) => match made {
            Made::Page(page) => Ok(request.into_response(reading.answer(state, &page).await)),
            Made::Unshared => pass(request, next).await,
            Made::TooMuch => Ok(request.error_response(busy())),
        },
        (None, None) => Err(busy().into()),
    }
}

fn busy() -> Failure {
    AppError::Busy.into()
}

async fn pass(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> CachedAnswer {
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Takes the page from a good response, of which only the head remains. `keep` returns whether there is
/// memory to send the page.
async fn take(
    answer: ServiceResponse<BoxBody>,
    keep: impl FnOnce(&Arc<KeptPage>) -> bool,
) -> (CachedAnswer, Made) {
    let headers = answer.headers();
    let is_for_everybody = headers.get(CACHE_CONTROL).is_some_and(|control| control == FOR_EVERYBODY);
    let content_type = headers.get(CONTENT_TYPE).cloned();
    let Some(content_type) = content_type.filter(|_| {
        answer.status() == StatusCode::OK && is_for_everybody && !headers.contains_key(SET_COOKIE)
    }) else {
        return (Ok(answer), Made::Unshared);
    };
    let disposition = headers.get(CONTENT_DISPOSITION).cloned();
    let (request, answer) = answer.into_parts();
    let (head, body) = answer.into_parts();
    let bytes = match to_bytes(body).await {
        Ok(bytes) => bytes,
        Err(error) => return (Err(Failure::from(AppError::internal(error)).into()), Made::Unshared),
    };
    let page = Arc::new(KeptPage::new(content_type, disposition, bytes));
    let made = if keep(&page) { Made::Page(page) } else { Made::TooMuch };
    (Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(())))), made)
}

/// The form in which a reader accepts the page.
struct AcceptedForm {
    coding: ContentEncoding,
    in_hand: Option<IfNoneMatch>,
    cache_control: &'static str,
}

impl AcceptedForm {
    /// Reads it from the request and removes `Accept-Encoding`, so that no inner middleware compresses the
    /// response.
    fn of(request: &mut ServiceRequest) -> Self {
        let coding = preferred_coding(request.request());
        request.headers_mut().remove(ACCEPT_ENCODING);
        let has_any = request.headers().contains_key(IfNoneMatch::name());
        Self {
            coding,
            in_hand: has_any.then(|| IfNoneMatch::parse(request).ok()).flatten(),
            cache_control: if address::names_edition(request.request()) { STAYS } else { MAY_CHANGE },
        }
    }

    /// The tag of the page with this fingerprint, if the reader has it in any coding.
    fn has(&self, fingerprint: Fingerprint) -> Option<EntityTag> {
        tag_in_hand(self.in_hand.as_ref()?, fingerprint)
    }

    fn unchanged(&self, tag: EntityTag) -> HttpResponse {
        let mut response = HttpResponse::NotModified();
        response.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, self.cache_control));
        response.insert_header((VARY, "Accept-Encoding")).finish()
    }

    async fn answer(&self, state: &State, page: &Arc<KeptPage>) -> HttpResponse {
        if let Some(tag) = self.has(page.fingerprint()) {
            return self.unchanged(tag);
        }
        page.answer(self.coding, state.app.report_pool(), self.cache_control).await
    }
}
