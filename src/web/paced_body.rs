//! Sends large bodies in portions: a connection buffers one portion, and all readers of the same body share
//! its bytes.
//!
//! actix asks a body for its next portion once the last one was handed to the kernel, so that a reader who
//! does not read occupies little memory. The kernel closes the connection of a reader who stops entirely
//! (`TCP_USER_TIMEOUT`, set in `server.rs`); [`paced_body`] ends that of a reader who takes a few bytes at a
//! time.

use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, SizedStream};
use actix_web::web::Bytes;
use futures_util::stream;

/// Bytes of a portion: as much as actix buffers for a connection.
const PORTION: usize = 32 * 1024;
/// Time that a reader may pause in all, in addition to the time at the lowest speed.
const GRACE: Duration = Duration::from_mins(1);
/// Lowest speed of a reader, in bytes per second: half that of the slowest mobile networks.
const SLOWEST: f64 = 1024.0;

/// The reader is too slow; the connection is closed.
#[derive(Debug, thiserror::Error)]
#[error("the reader is too slow")]
struct TooSlow;

/// A body that sends these shared bytes to one reader.
pub(super) fn paced_body(bytes: Bytes) -> BoxBody {
    if bytes.len() <= PORTION {
        return BoxBody::new(bytes);
    }
    let (length, begun) = (bytes.len() as u64, Instant::now());
    BoxBody::new(SizedStream::new(length, stream::iter(portions(bytes, move || begun.elapsed()))))
}

/// The portions of a body; `elapsed` returns the time since its start whenever the next portion is requested.
fn portions(bytes: Bytes, elapsed: impl Fn() -> Duration) -> impl Iterator<Item = Result<Bytes, TooSlow>> {
    (0..bytes.len()).step_by(PORTION).map(move |sent| {
        if elapsed() > GRACE + Duration::from_secs_f64(sent as f64 / SLOWEST) {
            return Err(TooSlow);
        }
        Ok(bytes.slice(sent..bytes.len().min(sent + PORTION)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_are_sent_in_portions_without_copies() {
        let body = Bytes::from(vec![7; 100_000]);
        let sent = portions(body.clone(), || Duration::from_secs(1)).collect::<Result<Vec<_>, _>>().unwrap();
        assert!(sent.iter().all(|portion| portion.len() <= PORTION));
        assert_eq!(sent.iter().map(Bytes::len).sum::<usize>(), 100_000);
        assert_eq!(sent.first().unwrap().as_ptr(), body.as_ptr());
    }

    #[test]
    fn a_reader_who_takes_a_few_bytes_at_a_time_is_cut_off() {
        let elapsed = std::cell::Cell::new(Duration::from_secs(59));
        let mut body = portions(Bytes::from(vec![7; 10 * PORTION]), || elapsed.get());
        assert!(body.next().unwrap().is_ok());
        elapsed.set(Duration::from_secs(91));
        assert!(body.next().unwrap().is_ok(), "1 kB a second is enough");
        elapsed.set(Duration::from_mins(10));
        assert!(body.next().unwrap().is_err());
    }
}
