//! Sending long answers in portions: a connection holds one portion, and the rest is shared with all who are sent the same.
//!
//! actix asks a body for its next portion when the last one was handed to the kernel, so that a reader who does not read
//! holds little. A reader who stops altogether is cut off by the kernel (`TCP_USER_TIMEOUT`, set in `server.rs`); one who
//! takes a few bytes at a time, by [`PacedBody`].

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

/// As much as actix buffers for a connection.
const PORTION: usize = 32 * 1024;
/// A reader may pause for this long in all,
const GRACE: Duration = Duration::from_mins(1);
/// and reads at least so many bytes a second otherwise: the slowest mobile networks carry twice as much.
const SLOWEST: f64 = 1024.0;

/// Shared bytes on their way to one reader.
pub(super) struct PacedBody {
    rest: Bytes,
    sent: usize,
    begun: Instant,
}

/// The reader took too long; the connection is closed.
#[derive(Debug, thiserror::Error)]
#[error("the reader is too slow")]
struct TooSlow;

impl PacedBody {
    /// A body of these bytes.
    pub(super) fn of(bytes: Bytes) -> BoxBody {
        if bytes.len() <= PORTION {
            return BoxBody::new(bytes);
        }
        BoxBody::new(Self { rest: bytes, sent: 0, begun: Instant::now() })
    }

    fn next_portion(&mut self, elapsed: Duration) -> Option<Result<Bytes, TooSlow>> {
        if self.rest.is_empty() {
            return None;
        }
        if elapsed > GRACE + Duration::from_secs_f64(self.sent as f64 / SLOWEST) {
            return Some(Err(TooSlow));
        }
        let portion = self.rest.split_to(self.rest.len().min(PORTION));
        self.sent += portion.len();
        Some(Ok(portion))
    }
}

impl MessageBody for PacedBody {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.rest.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let elapsed = self.begun.elapsed();
        Poll::Ready(self.next_portion(elapsed).map(|portion| portion.map_err(Into::into)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: usize) -> PacedBody {
        PacedBody { rest: Bytes::from(vec![7; bytes]), sent: 0, begun: Instant::now() }
    }

    #[test]
    fn all_bytes_are_sent_in_portions_without_copies() {
        let mut body = body(100_000);
        let first = body.rest.as_ptr();
        let mut sent = Vec::new();
        while let Some(portion) = body.next_portion(Duration::from_secs(1)) {
            let portion = portion.unwrap();
            assert!(portion.len() <= PORTION);
            sent.push(portion);
        }
        assert_eq!(sent.iter().map(Bytes::len).sum::<usize>(), 100_000);
        assert_eq!(sent.first().unwrap().as_ptr(), first);
    }

    #[test]
    fn a_reader_who_takes_a_few_bytes_at_a_time_is_cut_off() {
        let mut body = body(10 * PORTION);
        assert!(body.next_portion(Duration::from_secs(59)).unwrap().is_ok());
        assert!(body.next_portion(Duration::from_secs(91)).unwrap().is_ok(), "1 kB a second is enough");
        assert!(body.next_portion(Duration::from_mins(10)).unwrap().is_err());
    }
}
