//! Loopback ports that stay free while their owner is down.
//!
//! They lie below the range from which the kernel takes the ports of outgoing connections. A port in that
//! range may be taken by a client while the server is down, and a client that keeps trying to connect to it
//! may even be connected to itself.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// An address without a listener that was not given out before in this process.
pub fn free_address() -> SocketAddr {
    // Concurrent runs on this machine begin at other ports.
    let run = u16::try_from(std::process::id() % u32::from(COUNT)).unwrap();
    for _ in 0..COUNT {
        let port = FIRST + (run + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("no port of {FIRST} to {} is free", FIRST + COUNT);
}
