//! A receiver on loopback, and requests written by hand, as some of them are not valid HTTP.
#![allow(dead_code, unreachable_pub)] // each test file uses a part
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use capturi_webhooks::{
    WebhookPayload,
    receiver::{HandOver, PayloadHandler, Receiver, ReceiverBuilder},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

pub const PATH: &str = "/webhooks/capturi";
pub const HEADER: &str = "X-Capturi-Secret";
pub const SECRET: &str = "a-secret-of-32-bytes-for-testing";

/// A running receiver.
pub struct Server {
    pub address: SocketAddr,
    shutdown: Option<oneshot::Sender<()>>,
    pub running: JoinHandle<()>,
}

impl Server {
    pub async fn start<T: HandOver>(receiver: Receiver<T>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shutdown, stopped) = oneshot::channel::<()>();
        let serving = receiver.serve(listener, PATH, async {
            let _ = stopped.await;
        });
        let running = tokio::spawn(serving.unwrap());
        Self {
            address,
            shutdown: Some(shutdown),
            running,
        }
    }

    /// Begins the shutdown.
    pub fn stop(&mut self) {
        let _ = self.shutdown.take().unwrap().send(());
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes and reads the answer.
    pub async fn send(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect().await;
        // The server may answer, and close, before it has read everything.
        let _ = stream.write_all(request).await;
        Answer::read(&mut stream).await
    }

    /// POSTs a body with these further header lines.
    pub async fn post(&self, headers: &str, body: &[u8]) -> Answer {
        self.send(&request("POST", PATH, headers, body)).await
    }
}

/// A request; `headers` are lines that each end in CRLF.
pub fn request(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let host = if headers.to_ascii_lowercase().contains("host:") {
        ""
    } else {
        "Host: localhost\r\n"
    };
    let head = format!(
        "{method} {path} HTTP/1.1\r\n{host}Content-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// The header line with the right secret.
pub fn secret() -> String {
    format!("{HEADER}: {SECRET}\r\n")
}

/// An answer, as text.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            }
            if complete(&bytes) {
                break;
            }
        }
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("no answer: {text:?}"));
        Self {
            status: head[9..12].parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    pub fn problem(&self) -> serde_json::Value {
        assert!(
            self.head.contains("content-type: application/problem+json"),
            "{self:?}"
        );
        let problem: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["status"], self.status);
        problem
    }
}

/// Whether all of an answer has come: its head, and as much body as it declares.
fn complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| body.len() >= length.trim().parse().unwrap())
}

/// The payloads that a handler was given.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<WebhookPayload>>>);

impl Seen {
    /// A handler that keeps what it is given.
    pub fn handler(&self) -> impl PayloadHandler + use<> {
        let seen = self.clone();
        move |payload: WebhookPayload| {
            seen.0.lock().unwrap().push(payload);
            async { Ok::<_, std::io::Error>(()) }
        }
    }

    /// A handler that does the same after a delay.
    pub fn slow_handler(&self, delay: Duration) -> impl PayloadHandler + use<> {
        self.handler_after(move || tokio::time::sleep(delay))
    }

    /// A handler that does the same after `first` has completed.
    pub fn handler_after<F, R>(&self, first: F) -> impl PayloadHandler + use<F, R>
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        let seen = self.clone();
        move |payload: WebhookPayload| {
            let (seen, first) = (seen.clone(), first());
            async move {
                first.await;
                seen.0.lock().unwrap().push(payload);
                Ok::<_, std::io::Error>(())
            }
        }
    }

    pub fn payloads(&self) -> Vec<WebhookPayload> {
        self.0.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// A receiver with the secret, and the record of its handler's payloads.
pub fn guarded() -> (ReceiverBuilder, Seen) {
    (Receiver::builder().secret(HEADER, SECRET), Seen::default())
}
