//! What the faults share: processes that can be killed, citizens who send sheets, and a journal of what they were told.
#![expect(unreachable_pub, reason = "a test binary exports nothing")]

mod counts;
mod cutting_proxy;
mod http;
mod journal;
mod load;
mod pooler;
mod ports;
mod postgres;
mod processes;
mod server;
mod sheets;
mod stage;
mod stored;
mod verdict;
mod waiting;
mod wire;

pub use cutting_proxy::{Cut, CuttingProxy};
pub use http::{Exchange, Line, Outcome};
pub use journal::{Entry, Journal};
pub use load::{Load, Style, send};
pub use pooler::Pooler;
pub use server::Server;
pub use sheets::{Counter, SentSheet};
pub use stage::Stage;
pub use stored::{connect, stored_sheets};
pub use waiting::{eventually, until};
