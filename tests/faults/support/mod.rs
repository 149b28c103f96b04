//! Shared parts of the fault tests: processes that can be killed, citizens who send responses, and the
//! journal of their answers.
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
mod responses;
mod server;
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
pub use processes::unprivileged_user;
pub use responses::{Counter, SentResponse};
pub use server::Server;
pub use stage::Stage;
pub use stored::{connect, execute, number, stored_responses};
pub use waiting::{eventually, until};
