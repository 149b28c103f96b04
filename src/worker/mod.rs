//! Background loops of a serving process: they deliver mail and keep the private cluster alive.

mod guardian;
mod postman;

pub use guardian::guard_cluster;
pub use postman::{deliver_due, run_postman};
