//! What speaks HTTP and HTML. A page is a handler that asks `app`, and a view that only renders values.

mod api;
mod chart_images;
mod choice;
pub mod citizen;
pub mod error;
mod limits;
mod paced_body;
mod page_cache;
mod pages;
mod precompressed;
pub mod public;
mod reader;
mod server;
pub mod staff;
mod stopping;
pub mod view;

pub use limits::raise_open_files;
pub use server::Server;

use std::sync::Arc;

use crate::app::{App, FormTokens};
use citizen::survey::ReadyPages;
use page_cache::PageCache;

/// What every handler shares.
#[derive(Clone, Debug)]
pub struct State {
    /// The use cases.
    pub app: App,
    /// Makes and reads the tokens of forms.
    pub tokens: FormTokens,
    /// Survey pages that only want a token.
    pub pages: Arc<ReadyPages>,
    /// Public pages and files as they were sent before.
    kept: Arc<PageCache>,
    /// Whether readers reach us by TLS.
    pub secure: bool,
}
