//! An axum application that receives webhooks beside a state, other routes and a fallback of its
//! own. Each event is stored in SQLite before it is acknowledged; a worker then fetches its full
//! conversation, and gives it to the application.
//!
//! ```text
//! export CAPTURI_TOKEN=… CAPTURI_WEBHOOK_SECRET=…
//! cargo run -p capturi-inbox --example application
//! ```
//!
//! `tests/application.rs` has its tests, without Capturi.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use capturi_api::Client;
use capturi_inbox::{Event, EventHandler, Hydrate, Inbox, Outcome};
use capturi_webhooks::{
    WebhookPayload,
    receiver::{BuildError, Receiver},
};
use tokio::{net::TcpListener, sync::watch};
use uuid::Uuid;

/// The calls that the application knows: the state that its routes and its handler share.
#[derive(Clone, Default)]
pub(crate) struct Calls(Arc<Mutex<BTreeMap<Uuid, String>>>);

impl Calls {
    fn subject(&self, uid: Uuid) -> Option<String> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.get(&uid).cloned()
    }

    /// Stores a call. An event may be handled twice, so storing the call again must do no harm.
    fn keep(&self, uid: Uuid, subject: String) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.insert(uid, subject);
    }
}

/// The application's routes, with those of the webhooks among them.
pub(crate) fn app(inbox: &Inbox, secret: &str, calls: Calls) -> Result<Router, BuildError> {
    let receiver = Receiver::builder()
        .secret("X-Capturi-Secret", secret)
        .hand_over(inbox.source("capturi"))
        .build()?;
    Ok(Router::new()
        .route("/calls/{uid}", get(call))
        // An older webhook still has this path: the receiver is a service, too.
        .route_service("/hooks/old", receiver.clone())
        .merge(receiver.router("/webhooks/capturi"))
        .fallback(async || (StatusCode::NOT_FOUND, "there is no such page"))
        .with_state(calls))
}

async fn call(State(calls): State<Calls>, Path(uid): Path<Uuid>) -> Result<String, StatusCode> {
    calls.subject(uid).ok_or(StatusCode::NOT_FOUND)
}

/// The handler of events. An identity becomes its full conversation before it gets here.
pub(crate) fn handler(capturi: Client, calls: Calls) -> impl EventHandler {
    Hydrate::new(capturi, move |event: Event| {
        let calls = calls.clone();
        async move {
            if let WebhookPayload::Conversation(call) = event.payload {
                let call = call.entity;
                calls.keep(call.uid, call.subject.unwrap_or_default());
            }
            Outcome::Done
        }
    })
}

#[allow(dead_code)] // the tests include this file without `main`
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let secret = env::var("CAPTURI_WEBHOOK_SECRET")?;
    let inbox = Inbox::open("sqlite:inbox.db").await?;
    let calls = Calls::default();
    let app = app(&inbox, &secret, calls.clone())?;
    let worker = inbox.worker(handler(Client::from_env()?, calls));

    let (stop, stopped) = watch::channel(());
    let until = |mut stopped: watch::Receiver<()>| async move {
        // An error means that the sender is gone, which stops as well.
        let _ = stopped.changed().await;
    };
    // A server of your own does not have the limits of the receiver's: let a proxy stand before it.
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    let serving = axum::serve(listener, app).with_graceful_shutdown(until(stopped.clone()));
    let working = worker.run(until(stopped));
    let stopping = async {
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => {}
            // Deliveries would be refused from now on: end, so that a supervisor starts it anew.
            _ = inbox.failed() => {}
        }
        drop(stop);
    };
    let (served, worked, ()) = tokio::join!(serving.into_future(), working, stopping);
    inbox.close().await;
    worked?;
    Ok(served?)
}
