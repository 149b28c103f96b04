//! HTTP and HTML. A page consists of a handler, which calls `app`, and a view, which only renders values.

mod api;
mod assets;
mod chart_images;
mod choice;
pub mod citizen;
pub mod error;
mod limits;
mod own_page;
mod paced_body;
mod page_cache;
mod pages;
mod parameter;
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

/// The state that all handlers share.
#[derive(Clone, Debug)]
pub struct State {
    /// The use cases.
    pub app: App,
    /// Makes and reads the tokens of forms.
    pub tokens: FormTokens,
    /// Precompressed survey pages, in which only the token is missing.
    pub pages: Arc<ReadyPages>,
    /// The cache of public pages and files.
    kept: Arc<PageCache>,
    /// Whether readers use TLS.
    pub secure: bool,
}
