//! The HTTP server: its limits, its headers, and its routes.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::dev::{Server as ActixServer, Service};
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use socket2::{Domain, Protocol, Socket, Type};

use super::error::{form_failure, no_such_page, render_failures};
use super::limits::{self, BACKLOG, LARGEST_FORM, time_bodies};
use super::page_cache::serve_kept;
use super::pages::reading;
use super::staff::kept_form::keep_forms;
use super::stopping::{GracefulStop, SECONDS_TO_DRAIN};
use super::view::style::content_security_policy;
use super::{State, api, assets, citizen, public, staff};
use crate::app::{App, FormTokens};
use crate::config::ServerSettings;

/// A bound server.
pub struct Server {
    app: App,
    addresses: Vec<SocketAddr>,
    running: ActixServer,
    stop: GracefulStop,
}

impl Server {
    /// Binds the address. Requests are answered once [`Self::run`] is awaited.
    ///
    /// # Errors
    ///
    /// Fails if the threads that store responses cannot start, or if the address cannot be bound.
    pub fn bind(settings: &ServerSettings, app: App, tokens: FormTokens) -> io::Result<Self> {
        app.start_accepting()?;
        let secure = settings.is_secure();
        let state = web::Data::new(State {
            app: app.clone(),
            tokens,
            pages: Arc::default(),
            kept: Arc::default(),
            secure,
        });
        let listener = listen(settings.bind).map_err(|error| {
            io::Error::new(error.kind(), format!("{} cannot be listened on: {error}", settings.bind))
        })?;
        let stop = GracefulStop::of(&listener)?;
        let last_answers = stop.last_answers();
        let server = HttpServer::new(move || {
            let last_answers = last_answers.clone();
            ActixApp::new()
                .app_data(state.clone())
                .app_data(forms())
                .wrap(Compress::default())
                .wrap(from_fn(keep_forms))
                .wrap(from_fn(serve_kept))
                .wrap(from_fn(time_bodies))
                .wrap(from_fn(render_failures))
                .wrap(headers(secure))
                .wrap_fn(move |request, service| {
                    let answer = service.call(request);
                    let last_answers = last_answers.clone();
                    async move { Ok(last_answers.mark(answer.await?)) }
                })
                .configure(routes)
                .default_service(web::to(no_such_page))
        });
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let server = server
            .workers(workers)
            .max_connections(limits::connections_of_a_worker(workers))
            .max_connection_rate(limits::MAX_NEW_CONNECTIONS)
            .client_request_timeout(limits::TIME_FOR_HEAD)
            .keep_alive(limits::KEEP_ALIVE)
            // Stops working on a request whose client has disconnected.
            .h1_allow_half_closed(false);
        let server = server.disable_signals().shutdown_timeout(SECONDS_TO_DRAIN).listen(listener.into())?;
        Ok(Self { app, addresses: server.addrs(), running: server.run(), stop })
    }

    /// The addresses on which the server listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Serves until the process is asked to stop. When it returns, requests in progress are answered and
    /// accepted responses are on disk.
    ///
    /// # Errors
    ///
    /// Fails if the listener fails or the signal handlers cannot be installed.
    pub async fn run(self) -> io::Result<()> {
        let stopping = self.stop.when_asked(self.running.handle());
        let ended = tokio::select! {
            ended = self.running => ended,
            asked = stopping => asked,
        };
        self.app.stop_accepting().await;
        ended
    }
}

fn forms() -> web::FormConfig {
    web::FormConfig::default().limit(LARGEST_FORM).error_handler(|error, _| form_failure(&error).into())
}

fn listen(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A restarted server can bind while connections of the last process are in TIME_WAIT.
    socket.set_reuse_address(true)?;
    // Connections inherit this. It is the only time limit on writing: actix has none.
    socket.set_tcp_user_timeout(Some(limits::TIME_WITHOUT_READING))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket)
}

fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/healthz", reading().to(lives))
        .route("/readyz", reading().to(is_ready))
        .configure(citizen::routes)
        .configure(public::routes)
        .configure(api::routes)
        .configure(assets::routes)
        .configure(staff::routes);
}

/// `GET /healthz`: the process runs.
async fn lives() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: the database answers and has the expected schema.
async fn is_ready(state: web::Data<State>) -> HttpResponse {
    if state.app.is_ready().await {
        return HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n");
    }
    HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("not ready\n")
}

fn headers(secure: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Content-Security-Policy", content_security_policy()))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), geolocation=(), microphone=()"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"));
    if secure {
        headers.add(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    } else {
        headers
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service};

    use super::*;

    #[actix_web::test]
    async fn every_response_has_the_security_headers_and_hsts_only_behind_tls() {
        for secure in [true, false] {
            let app = ActixApp::new().wrap(headers(secure)).route("/healthz", reading().to(lives));
            let app = init_service(app).await;
            for path in ["/healthz", "/nothing"] {
                let response = call_service(&app, TestRequest::get().uri(path).to_request()).await;
                let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
                let year_with_subdomains = "max-age=31536000; includeSubDomains";
                assert_eq!(header("strict-transport-security"), secure.then_some(year_with_subdomains));
                assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
                assert!(header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
            }
        }
    }
}
