//! A server on loopback whose answers may be broken in any way.
#![allow(dead_code, unreachable_pub)] // each test file uses a part
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use capturi_api::{Client, ClientBuilder, RetryPolicy};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

pub const TOKEN: &str = "a-token-that-nobody-may-see";
pub const UID: &str = "0b7d6a1c-92b6-4d5e-8f0a-5d1c1a4f2e11";

/// A step of the server on a connection, once it has read the request.
#[derive(Clone)]
pub enum Step {
    Write(Vec<u8>),
    Wait(Duration),
    /// Closes the connection so that the client sees a reset.
    Reset,
}

/// A whole answer: status line, header lines that each end in CRLF, body.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<Step> {
    vec![Step::Write(raw_answer(status, headers, body))]
}

pub fn raw_answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A 200 with this JSON.
pub fn ok(json: &str) -> Vec<Step> {
    answer(
        "200 OK",
        "Content-Type: application/json\r\n",
        json.as_bytes(),
    )
}

/// A server that plays one script for each connection, the last one again for all further ones.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub async fn start(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let script = scripts[number.min(scripts.len() - 1)].clone();
                tokio::spawn(play(stream, script, seen.clone()));
            }
        });
        Self { address, requests }
    }

    /// The requests that were received, each as text.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client with short pauses.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn builder(&self) -> ClientBuilder {
        let quick = RetryPolicy::default().first_pause(Duration::from_millis(10));
        Client::builder()
            .token(TOKEN)
            .base_url(self.url())
            .retry(quick)
    }
}

/// The example of this name, which `cargo test` has built beside the tests.
pub fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let example = test.ancestors().nth(2).unwrap().join("examples").join(name);
    assert!(
        example.exists(),
        "`cargo test` builds the examples, `cargo test --test` does not: run `cargo build --examples`"
    );
    example
}

async fn play(mut stream: TcpStream, script: Vec<Step>, seen: Arc<Mutex<Vec<String>>>) {
    let request = read_request(&mut stream).await;
    seen.lock().unwrap().push(request);
    for step in script {
        match step {
            Step::Write(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::Reset => {
                let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
                return;
            }
        }
    }
    let _ = stream.shutdown().await;
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")
                    .map(str::to_owned)
            });
            if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
                return text;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return text,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}
