//! hailong: citizen satisfaction surveys for one-stop offices.
//!
//! The modules stand on floors, and each imports only from lower floors: 0 `stats`, `config`, `clock` · 1
//! `domain` · 2 `locale`, `typeset` · 3 `store`, `charts` · 4 `documents`, `mail`, `oidc` · 5 `app` · 6 `web`, `worker` · 7
//! `cli`. `tests/architecture.rs` checks this.

pub mod app;
pub mod charts;
pub mod cli;
pub mod clock;
pub mod config;
pub mod documents;
pub mod domain;
pub mod locale;
pub mod mail;
pub mod oidc;
pub mod stats;
pub mod store;
pub mod typeset;
pub mod web;
pub mod worker;
