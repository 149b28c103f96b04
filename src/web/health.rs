//! For those who watch the process: does it live, can it serve.

use actix_web::{HttpResponse, web};

use super::State;

/// `GET /healthz`: the process lives.
pub(super) async fn lives() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: the database answers and its schema is ours.
pub(super) async fn is_ready(state: web::Data<State>) -> HttpResponse {
    if state.app.is_ready().await {
        return HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n");
    }
    HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("not ready\n")
}
