//! The log's view of a request: its route, never its reader's address, browser or form.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Begins a span for each request. Unlike the library's own it keeps no IP address and no user agent.
pub(super) struct AnonymousSpan;

impl RootSpanBuilder for AnonymousSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        use actix_web::HttpMessage;

        let number = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        // The pattern, not the path: a path may hold a receipt.
        let route = request.match_pattern().unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), route, number)
    }

    fn on_request_end<B: MessageBody>(_: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        if let Ok(response) = outcome {
            tracing::debug!(status = response.status().as_u16(), "answered");
        }
    }
}
