//! Pages that are compressed once and yet differ in one place for each view.
//!
//! A compressor at high quality takes tens of milliseconds for a page. A [`Splice`] pays that once: each
//! coding's stream is cut around the one place that differs, the slot, and a view gets its value there as
//! bytes that both formats carry uncompressed. Filling the slot is then a matter of copying.
//!
//! As the value is never compressed, the size of a body says nothing about it: what an attacker smuggles
//! into the page cannot be compared with a secret in the slot by watching sizes.

mod brotli;
mod gzip;
mod page;
#[cfg(test)]
mod tests;

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding, Header};

use gzip::Gzip;
use page::{Halves, Page};

/// How a body is coded on its way, as `Content-Encoding` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// The text as it is.
    Identity,
    /// `gzip`, RFC 1952.
    Gzip,
    /// `br`, RFC 7932.
    Brotli,
}

impl Coding {
    /// The coding that a request asks for most.
    pub(crate) fn preferred_by(request: &HttpRequest) -> Self {
        let offered = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        let accepted = AcceptEncoding::parse(request).ok();
        match accepted.and_then(|accepted| accepted.negotiate(offered.iter())) {
            Some(Encoding::Known(ContentEncoding::Brotli)) => Self::Brotli,
            Some(Encoding::Known(ContentEncoding::Gzip)) => Self::Gzip,
            _ => Self::Identity,
        }
    }

    /// As `Content-Encoding` names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }
}

/// A body that differs between views in one place only, compressed beforehand.
#[derive(Debug)]
pub(crate) struct Splice {
    slot: usize,
    identity: Halves,
    gzip: Option<Gzip>,
    brotli: Option<Halves>,
}

impl Splice {
    /// Compresses `text`, which holds `slot` exactly once; whatever is put there has the same length.
    ///
    /// This is slow: some tens of milliseconds for a page of 25 kB, nearly all of it for brotli. In async
    /// code it belongs on a thread that may block.
    ///
    /// A coding is offered only after its cut stream was decompressed again and found right. The compressed
    /// codings take slots of up to 157 bytes; a longer slot is filled in [`Coding::Identity`] only.
    ///
    /// `None` if the slot is empty, absent, or stands more than once.
    #[must_use]
    pub(crate) fn prepare(text: &str, slot: &str) -> Option<Self> {
        let page = Page::around(text, slot)?;
        Some(Self {
            slot: page.slot(),
            identity: page.halves(),
            gzip: Gzip::prepare(&page),
            brotli: brotli::prepare(&page),
        })
    }

    /// The body for `coding` with `value` in the slot, in one allocation without spare room.
    ///
    /// The value is put in as it is: text that HTML would take for markup must have been escaped.
    ///
    /// `None` where the value has another length in bytes than the slot, or where the coding could not be
    /// prepared. [`Coding::Identity`] is always prepared.
    #[must_use]
    pub(crate) fn fill(&self, coding: Coding, value: &str) -> Option<Vec<u8>> {
        if value.len() != self.slot {
            return None;
        }
        match coding {
            Coding::Identity => Some(self.identity.join(value, &[])),
            Coding::Gzip => self.gzip.as_ref().map(|gzip| gzip.fill(value)),
            Coding::Brotli => self.brotli.as_ref().map(|halves| halves.join(value, &[])),
        }
    }
}
