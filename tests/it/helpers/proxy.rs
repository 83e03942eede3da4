//! A wire to a database that is slow: what goes to the server waits, and is counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A proxy before a server.
#[derive(Clone, Debug)]
pub struct SlowWire {
    /// The address of the database behind it, by way of it.
    pub url: String,
    questions: Arc<AtomicU64>,
}

impl SlowWire {
    /// Listens on a free port before the server of this address; each question waits so long.
    pub async fn before(url: &str, wait: Duration) -> Self {
        let server = url
            .split_once('@')
            .and_then(|(_, rest)| rest.split_once('/'))
            .unwrap()
            .0
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().to_string();
        let questions = Arc::new(AtomicU64::new(0));
        let wire = Self {
            url: url.replacen(&server, &own, 1),
            questions: Arc::clone(&questions),
        };
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                let Ok(to) = TcpStream::connect(&server).await else {
                    continue;
                };
                let _ = (from.set_nodelay(true), to.set_nodelay(true));
                let (from, to) = (from.into_split(), to.into_split());
                let questions = Arc::clone(&questions);
                tokio::spawn(carry(from.0, to.1, move || {
                    questions.fetch_add(1, Ordering::Relaxed);
                    wait
                }));
                tokio::spawn(carry(to.0, from.1, || Duration::ZERO));
            }
        });
        wire
    }

    /// How often something was sent to the server: each time somebody waited for the answer.
    pub fn questions(&self) -> u64 {
        self.questions.load(Ordering::Relaxed)
    }
}

async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    wait: impl Fn() -> Duration,
) {
    let mut some = vec![0; 64 * 1024];
    while let Ok(read) = from.read(&mut some).await {
        let wait = wait();
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        if read == 0 || to.write_all(&some[..read]).await.is_err() {
            let _ = to.shutdown().await;
            return;
        }
    }
}
