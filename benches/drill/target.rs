//! The target that events are forwarded to: it can be away, and records what it was given.

use std::{
    collections::HashSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// The uids of the accepted events, in order.
    taken: Vec<String>,
    poison: HashSet<String>,
}

pub struct Target {
    address: SocketAddr,
    seen: Seen,
    serving: Option<JoinHandle<()>>,
}

impl Target {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut target = Self {
            address: listener.local_addr().unwrap(),
            seen: Seen::default(),
            serving: None,
        };
        target.serve(listener);
        target
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Refuses connections from now on.
    pub async fn go_away(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    pub async fn come_back(&mut self) {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.address).unwrap();
        self.serve(socket.listen(1024).unwrap());
    }

    /// Answers 503 to this event from now on.
    pub fn refuse(&self, uid: &str) {
        self.seen.0.lock().unwrap().poison.insert(uid.to_owned());
    }

    pub fn taken(&self) -> Vec<String> {
        self.seen.0.lock().unwrap().taken.clone()
    }

    fn serve(&mut self, listener: TcpListener) {
        let app = Router::new()
            .route("/hook", post(take))
            .with_state(self.seen.clone());
        self.serving = Some(tokio::spawn(async move {
            axum::serve(listener, app).await.unwrap();
        }));
    }
}

async fn take(State(seen): State<Seen>, body: Bytes) -> StatusCode {
    let event: Value = serde_json::from_slice(&body).unwrap();
    let uid = event["eventUid"].as_str().unwrap().to_owned();
    let mut seen = seen.0.lock().unwrap();
    if seen.poison.contains(&uid) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    seen.taken.push(uid);
    StatusCode::OK
}
