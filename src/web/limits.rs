//! Limits on the resources and the time that one client may use.

use std::cell::Cell;
use std::io::ErrorKind;
use std::rc::Rc;
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use futures_util::{StreamExt, stream};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::time::{Instant, timeout_at};

/// Maximum bytes of a form's body; more than any form of ours needs.
pub(super) const LARGEST_FORM: usize = 64 * 1024;
/// Connections that the kernel queues while the workers are busy.
pub(super) const BACKLOG: i32 = 1024;
/// Maximum connections of all workers together. An idle one takes about 10 kB; a hall of citizens opens
/// hundreds.
const MAX_CONNECTIONS: usize = 8_192;
/// Maximum new connections that one worker sets up at the same time.
pub(super) const MAX_NEW_CONNECTIONS: usize = 256;
/// Timeout from the first byte of a request to the end of its head.
pub(super) const TIME_FOR_HEAD: Duration = Duration::from_secs(8);
/// Timeout from the head to the end of the body: a form has a few hundred bytes.
const TIME_FOR_BODY: Duration = Duration::from_secs(10);
/// Timeout of an idle connection that waits for its next request.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// The kernel closes the connection of a client that reads nothing of its response for this long.
pub(super) const TIME_WITHOUT_READING: Duration = Duration::from_secs(30);
/// Open files reserved for the database, the log and the listening socket.
const OTHER_FILES: usize = 256;

/// Maximum connections of each of `workers`.
pub(super) fn connections_of_a_worker(workers: usize) -> usize {
    let files = getrlimit(Resource::RLIMIT_NOFILE).map_or(1024, |(soft, _)| soft);
    let files = usize::try_from(files).unwrap_or(usize::MAX);
    let connections = MAX_CONNECTIONS.min(files.saturating_sub(OTHER_FILES)).max(64);
    (connections / workers.max(1)).max(16)
}

/// Raises the limit of open files to the hard limit. The default of 1,024 exists only for programs that use
/// `select`.
pub fn raise_open_files() {
    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, hard)| setrlimit(Resource::RLIMIT_NOFILE, hard, hard));
    if let Err(error) = raised {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

/// Aborts bodies that do not arrive within the time limit, and closes the connection after the response.
pub(super) async fn time_bodies(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let end = Instant::now() + TIME_FOR_BODY;
    let is_late = Rc::new(Cell::new(false));
    let late = is_late.clone();
    // Most bodies arrive together with their heads, so that no timer is started.
    let timed = stream::unfold(request.take_payload(), move |mut payload| {
        let late = late.clone();
        async move {
            let part = timeout_at(end, payload.next()).await.unwrap_or_else(|_| {
                late.set(true);
                Some(Err(PayloadError::Io(ErrorKind::TimedOut.into())))
            });
            part.map(|part| (part, payload))
        }
    });
    request.set_payload(Payload::Stream { payload: Box::pin(timed) });
    let mut answer = next.call(request).await?.map_into_boxed_body();
    if is_late.get() {
        answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}
