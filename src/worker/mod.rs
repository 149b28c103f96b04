//! Background loops of a serving process: they publish months, deliver mail, make the tables of the months to come and keep
//! the private cluster alive.

mod guardian;
mod partitioner;
mod postman;
mod publisher;

pub use guardian::guard_cluster;
pub use partitioner::run_partitioner;
pub use postman::{deliver_due, run_postman};
pub use publisher::run_publisher;
