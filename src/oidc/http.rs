//! The HTTP client for requests to the provider. It follows no redirects, which could lead to addresses that only
//! this machine reaches, and limits the time and the length of answers.

use std::error::Error;
use std::io::Cursor;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use openidconnect::{HttpRequest, HttpResponse};

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a request may take with its answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(6);
/// The maximum length of an answer in bytes. Discovery documents and sets of keys have some thousand.
const MAX_ANSWER: usize = 256 * 1024;

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpFault {
    /// The provider did not answer in time.
    #[error("no answer within {} s", REQUEST_TIMEOUT.as_secs())]
    Timeout,
    /// The connection failed.
    #[error("the connection failed")]
    Connection(#[from] hyper_util::client::legacy::Error),
    /// The answer broke off, or is too long.
    #[error("the answer cannot be read")]
    Answer(#[source] Box<dyn Error + Send + Sync>),
}

/// Sends requests to the provider.
#[derive(Debug)]
pub(super) struct ProviderClient(Client<HttpsConnector<HttpConnector>, Full<Cursor<Vec<u8>>>>);

impl ProviderClient {
    /// A client that trusts the certificates of the system. `is_local` also admits addresses without TLS.
    ///
    /// # Errors
    ///
    /// Fails if the system has no certificates.
    pub(super) fn new(is_local: bool) -> std::io::Result<Self> {
        let mut tcp = HttpConnector::new();
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        tcp.enforce_http(false);
        let builder = HttpsConnectorBuilder::new().with_native_roots()?;
        let builder = if is_local { builder.https_or_http() } else { builder.https_only() };
        let connector = builder.enable_http1().wrap_connector(tcp);
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// The answer to a request.
    ///
    /// # Errors
    ///
    /// Fails if the provider does not answer in time or answers too much.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFault> {
        let answer = async {
            let response = self.0.request(request.map(|body| Full::new(Cursor::new(body)))).await?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(HttpFault::Answer)?;
            Ok(HttpResponse::from_parts(head, body.to_bytes().to_vec()))
        };
        tokio::time::timeout(REQUEST_TIMEOUT, answer).await.map_err(|_| HttpFault::Timeout)?
    }
}
