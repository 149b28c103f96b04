//! Requests as bytes, all of them made before the measurement starts.

/// Requests in one buffer.
#[derive(Debug, Default)]
pub struct Requests {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    next: usize,
    again: bool,
}

impl Requests {
    /// Requests that are sent once each.
    pub fn once(requests: impl Iterator<Item = Vec<u8>>) -> Self {
        let mut made = Self::default();
        for request in requests {
            made.bytes.extend_from_slice(&request);
            made.ends.push(made.bytes.len());
        }
        made
    }

    /// Requests that are sent repeatedly, in turn.
    pub fn in_turn(requests: impl Iterator<Item = Vec<u8>>) -> Self {
        Self { again: true, ..Self::once(requests) }
    }

    /// The next request; `None` when all requests that are sent once have been sent.
    pub(super) fn next(&mut self) -> Option<&[u8]> {
        if self.again && self.next == self.ends.len() {
            self.next = 0;
        }
        let end = *self.ends.get(self.next)?;
        let begin = self.next.checked_sub(1).and_then(|last| self.ends.get(last)).copied().unwrap_or(0);
        self.next += 1;
        self.bytes.get(begin..end)
    }
}
