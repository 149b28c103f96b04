//! Stopping without turning anybody away who was let in.
//!
//! A server that just stops closes connections on which the next request is already under way. So first nobody new is
//! let in, and whoever still asks is answered and told that it was the last time on this connection; only then are the
//! workers stopped.

use std::io;
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::{ServerHandle, ServiceResponse};
use actix_web::http::ConnectionType;
use socket2::Socket;
use tokio::signal::unix::{SignalKind, signal};

/// Busy connections ask again within this time and are told; idle ones are closed after it.
const TIME_TO_TELL: Duration = Duration::from_millis(700);
/// After this the process stops although somebody is still being served.
pub(super) const SECONDS_TO_DRAIN: u64 = 7;

/// Says on every answer, once the time has come, that it is the last one on its connection.
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

/// Waits for SIGTERM or SIGINT and then stops the server in good order.
#[derive(Debug)]
pub(super) struct GracefulStop {
    /// The same socket as the server's.
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

    /// Returns when the server has stopped because the process was asked to. Asked twice, it does not wait.
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
        tracing::info!("asked to stop: nobody new is let in, and what is under way is finished");
        self.last_answers.0.store(true, Ordering::Relaxed);
        // Told first, for else the server would report that its door does not work.
        server.pause().await;
        // Where that fails, the workers' stop closes the door a moment later.
        let _ = self.door.shutdown(Shutdown::Both);
        tokio::select! {
            () = async { tokio::time::sleep(TIME_TO_TELL).await; server.stop(true).await } => {}
            () = asked() => server.stop(false).await,
        }
        Ok(())
    }
}
