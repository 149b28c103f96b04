//! Background loops of a serving process: they deliver mail, make the tables of the months to come and keep the
//! private cluster alive.

mod guardian;
mod partitioner;
mod postman;

pub use guardian::guard_cluster;
pub use partitioner::run_partitioner;
pub use postman::{deliver_due, run_postman};
