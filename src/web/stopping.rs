//! Graceful shutdown: every connection that was accepted is served.
//!
//! A server that stops at once closes connections on which the next request is already under way. So the
//! server first refuses new connections and marks each further response as the last one of its connection;
//! only then does it stop the workers.

use std::io;
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::{ServerHandle, ServiceResponse};
use actix_web::http::ConnectionType;
use socket2::Socket;
use tokio::signal::unix::{SignalKind, signal};

/// Time for busy connections to send another request and learn that it is the last one. Idle connections are
/// closed after it.
const TIME_TO_TELL: Duration = Duration::from_millis(700);
/// Seconds after which the process stops although requests are still in progress.
pub(super) const SECONDS_TO_DRAIN: u64 = 7;

/// Once set, marks every response as the last one on its connection.
#[derive(Clone, Debug, Default)]
pub(super) struct LastAnswers(Arc<AtomicBool>);

impl LastAnswers {
    pub(super) fn mark<B>(&self, mut answer: ServiceResponse<B>) -> ServiceResponse<B> {
        if self.0.load(Ordering::Relaxed) {
            answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
        answer
    }
}

/// Waits for SIGTERM or SIGINT and then stops the server gracefully.
#[derive(Debug)]
pub(super) struct GracefulStop {
    /// A second handle of the server's listening socket.
    door: Socket,
    last_answers: LastAnswers,
}

impl GracefulStop {
    pub(super) fn of(listener: &Socket) -> io::Result<Self> {
        Ok(Self { door: listener.try_clone()?, last_answers: LastAnswers::default() })
    }

    pub(super) fn last_answers(&self) -> LastAnswers {
        self.last_answers.clone()
    }

    /// Returns once the process was asked to stop and the server has stopped. A second signal stops it
    /// without waiting.
    pub(super) async fn when_asked(self, server: ServerHandle) -> io::Result<()> {
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let mut asked = async || {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        asked().await;
        tracing::info!("asked to stop: new connections are refused, and requests in progress are finished");
        self.last_answers.0.store(true, Ordering::Relaxed);
        // Pauses the server first: otherwise it would report errors of its listening socket.
        server.pause().await;
        // If this fails, stopping the workers closes the socket a moment later.
        let _ = self.door.shutdown(Shutdown::Both);
        tokio::select! {
            () = async { tokio::time::sleep(TIME_TO_TELL).await; server.stop(true).await } => {}
            () = asked() => server.stop(false).await,
        }
        Ok(())
    }
}
