//! A proxy before PostgreSQL that cuts a connection at the worst moment: after a commit but before its
//! acknowledgement, or before the statement that stores a response arrives. The client cannot tell one from
//! the other.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::wire::{Conversation, Message, Opening};

/// The point at which a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Instead of passing on the acknowledgement of a commit.
    Acknowledgement,
    /// Instead of passing on the statement that stores responses.
    Request,
}

#[derive(Debug, Default)]
struct Orders {
    armed: Option<Cut>,
    done: usize,
}

impl Orders {
    /// Carries out the order if it is armed for this point.
    fn obey(orders: &Mutex<Self>, cut: Cut) -> bool {
        let mut orders = orders.lock().unwrap();
        let obeys = orders.armed == Some(cut);
        if obeys {
            orders.armed = None;
            orders.done += 1;
        }
        obeys
    }
}

/// The proxy; it stops when dropped.
pub struct CuttingProxy {
    pub address: SocketAddr,
    orders: Arc<Mutex<Orders>>,
    listening: JoinHandle<()>,
}

impl CuttingProxy {
    /// Starts a proxy that forwards to `server`.
    pub async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let orders = Arc::new(Mutex::new(Orders::default()));
        let listening = tokio::spawn(listen(listener, server, Arc::clone(&orders)));
        Self { address, orders, listening }
    }

    /// Cuts the next connection that reaches this point.
    pub fn arm(&self, cut: Cut) {
        self.orders.lock().unwrap().armed = Some(cut);
    }

    /// The number of connections that were cut.
    pub fn cuts(&self) -> usize {
        self.orders.lock().unwrap().done
    }
}

impl Drop for CuttingProxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn listen(listener: TcpListener, server: SocketAddr, orders: Arc<Mutex<Orders>>) {
    while let Ok((client, _)) = listener.accept().await {
        let orders = Arc::clone(&orders);
        // In either case both sides see a closed connection.
        tokio::spawn(async move { pass_on(client, server, &orders).await });
    }
}

async fn pass_on(mut client: TcpStream, server: SocketAddr, orders: &Mutex<Orders>) -> io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    loop {
        match Opening::read(&mut client).await? {
            Opening::Encryption => client.write_all(b"N").await?,
            Opening::Cancel(bytes) => return server.write_all(&bytes).await,
            Opening::Startup(bytes) => break server.write_all(&bytes).await?,
        }
    }
    let conversation = Mutex::new(Conversation::default());
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    tokio::select! {
        ended = pass_words(from_client, to_server, &conversation, orders) => ended,
        ended = pass_answers(from_server, to_client, &conversation, orders) => ended,
    }
}

async fn pass_words(
    mut client: impl AsyncRead + Unpin,
    mut server: impl AsyncWriteExt + Unpin,
    conversation: &Mutex<Conversation>,
    orders: &Mutex<Orders>,
) -> io::Result<()> {
    loop {
        let message = Message::read(&mut client).await?;
        let writes = conversation.lock().unwrap().hear_client(&message);
        if writes && Orders::obey(orders, Cut::Request) {
            return Ok(());
        }
        server.write_all(&message.0).await?;
    }
}

async fn pass_answers(
    mut server: impl AsyncRead + Unpin,
    mut client: impl AsyncWriteExt + Unpin,
    conversation: &Mutex<Conversation>,
    orders: &Mutex<Orders>,
) -> io::Result<()> {
    // "Done" arrives before its commit; only "ready" confirms the commit.
    let mut held = Vec::new();
    loop {
        let message = Message::read(&mut server).await?;
        let (acknowledges, writing) = {
            let mut conversation = conversation.lock().unwrap();
            (conversation.hear_server(&message), conversation.is_writing())
        };
        if acknowledges && Orders::obey(orders, Cut::Acknowledgement) {
            return Ok(());
        }
        let may_be_it = writing && message.tag() == b'C' || !held.is_empty();
        let ready = message.tag() == b'Z';
        held.extend(message.0);
        if ready || !may_be_it {
            client.write_all(&held).await?;
            held.clear();
        }
    }
}
