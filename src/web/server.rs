//! The HTTP server: its limits, its headers, and which handler has which address.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::dev::Server as ActixServer;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::{App as ActixApp, HttpServer, web};

use super::error::{form_failure, no_such_page, render_failures};
use super::pages::reading;
use super::view::style::content_security_policy;
use super::{State, citizen, health, public, staff};
use crate::app::{App, FormTokens};
use crate::config::ServerSettings;

/// More than any form holds.
const LARGEST_FORM: usize = 64 * 1024;
/// After this the process stops although somebody is still being served.
const SECONDS_TO_DRAIN: u64 = 8;

/// A bound server.
pub struct Server {
    app: App,
    addresses: Vec<SocketAddr>,
    running: ActixServer,
}

impl Server {
    /// Binds the address. Requests are answered once [`Self::run`] is awaited.
    pub fn bind(settings: &ServerSettings, app: App, tokens: FormTokens) -> io::Result<Self> {
        let secure = settings.is_secure();
        app.start_accepting()?;
        let state = web::Data::new(State { app: app.clone(), tokens, pages: Arc::default(), secure });
        let server = HttpServer::new(move || {
            ActixApp::new()
                .app_data(state.clone())
                .app_data(
                    web::FormConfig::default()
                        .limit(LARGEST_FORM)
                        .error_handler(|error, _| form_failure(&error).into()),
                )
                .wrap(Compress::default())
                .wrap(from_fn(render_failures))
                .wrap(headers(secure))
                .configure(routes)
                .default_service(web::to(no_such_page))
        });
        let server = server.shutdown_timeout(SECONDS_TO_DRAIN).bind(settings.bind).map_err(|error| {
            io::Error::new(error.kind(), format!("{} cannot be listened on: {error}", settings.bind))
        })?;
        Ok(Self { app, addresses: server.addrs(), running: server.run() })
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Serves until the process is asked to stop; what is being answered then is answered.
    pub async fn run(self) -> io::Result<()> {
        let ended = self.running.await;
        self.app.stop_accepting().await;
        ended
    }
}

fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/healthz", reading().to(health::lives))
        .route("/readyz", reading().to(health::is_ready))
        .configure(citizen::routes)
        .configure(public::routes)
        .configure(staff::routes);
}

fn headers(secure: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Content-Security-Policy", content_security_policy()))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), geolocation=(), microphone=()"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"));
    if secure { headers.add(("Strict-Transport-Security", "max-age=31536000")) } else { headers }
}
