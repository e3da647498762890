//! `--status-listen`: what monitoring asks of a running receiver or worker, on a port of its own.

mod metrics;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};
use capturi_inbox::Inbox;
use clap::Args;
use tokio::{
    net::TcpListener,
    sync::Mutex,
    time::{Instant, sleep, timeout},
};

use crate::{failure::Failure, lines::say, webhook::Watched};
use metrics::Recorder;

/// The longest time that reading the numbers of the inbox may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest time that it may take to find out whether a delivery could be stored: longer than a
/// delivery waits.
const READY_PATIENCE: Duration = Duration::from_secs(10);
/// How long the answer to that question is valid, so that many askers cost no more than one.
const READY_FOR: Duration = Duration::from_secs(1);

/// The pause before an address that could not be had is tried again.
const LISTEN_AGAIN: Duration = Duration::from_secs(5);

#[derive(Args)]
pub(crate) struct StatusFlags {
    /// Serve /metrics (Prometheus), /healthz and /readyz on this address. It has no authentication:
    /// use loopback, or a network that only monitoring reaches.
    #[arg(long, value_name = "ADDRESS", help_heading = "Status")]
    status_listen: Option<SocketAddr>,
}

/// The status of this process, once it was asked for.
pub(crate) struct Status {
    address: SocketAddr,
    recorder: Recorder,
}

/// What monitoring looks at.
struct Looked {
    recorder: Recorder,
    inbox: Inbox,
    /// The receiver, unless this process only works.
    receiver: Option<Watched>,
    is_stopping: AtomicBool,
    /// When it was last found out whether a delivery could be stored, and why not.
    readiness: Mutex<Option<(Instant, Result<(), String>)>>,
}

/// The status that is served. It says that the process is stopping once it is told so.
pub(crate) struct Serving(Option<Arc<Looked>>);

impl StatusFlags {
    /// Starts to record metrics, if they were asked for: before anything that counts.
    pub(crate) fn start(&self) -> Result<Option<Status>, Failure> {
        let start = |address| {
            Ok(Status {
                address,
                recorder: Recorder::install()?,
            })
        };
        self.status_listen.map(start).transpose()
    }
}

impl Status {
    /// Serves the status until the process ends. An address that can't be had costs no delivery: it is
    /// tried again.
    pub(crate) fn serve(status: Option<Self>, inbox: &Inbox, receiver: Option<Watched>) -> Serving {
        let Some(Self { address, recorder }) = status else {
            return Serving(None);
        };
        let looked = Arc::new(Looked {
            recorder,
            inbox: inbox.clone(),
            receiver,
            is_stopping: AtomicBool::new(false),
            readiness: Mutex::default(),
        });
        let routes = Router::new()
            .route("/metrics", get(scrape))
            .route("/healthz", get(async || "ok\n"))
            .route("/readyz", get(readiness))
            .with_state(looked.clone());
        tokio::spawn(async move {
            let listener = listen(address).await;
            if let Ok(address) = listener.local_addr() {
                say!("Status: http://{address}/metrics.");
            }
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the status is no longer served");
            }
        });
        Serving(Some(looked))
    }
}

async fn listen(address: SocketAddr) -> TcpListener {
    let mut is_told = false;
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return listener,
            Err(error) if !is_told => {
                is_told = true;
                tracing::error!(%address, %error, "the status can't be served; it is tried again");
            }
            Err(_) => {}
        }
        sleep(LISTEN_AGAIN).await;
    }
}

impl Serving {
    /// From now on, no new delivery should be sent here.
    pub(crate) fn is_stopping(&self) {
        if let Some(looked) = &self.0 {
            looked.is_stopping.store(true, Ordering::Relaxed);
        }
    }
}

async fn scrape(State(looked): State<Arc<Looked>>) -> impl IntoResponse {
    let stats = timeout(PATIENCE, looked.inbox.stats()).await;
    let stats = stats.ok().and_then(Result::ok);
    let text = metrics::text(
        &looked.recorder,
        stats.as_ref(),
        looked.inbox.disk(),
        looked.receiver.as_ref(),
    );
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

/// Fails only when a delivery could not be stored. A backlog, an open circuit breaker or dead events
/// do not make it fail: a load balancer that takes the receiver out because of them loses deliveries.
async fn readiness(State(looked): State<Arc<Looked>>) -> (StatusCode, String) {
    let unready = |why: String| (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n"));
    if looked.is_stopping.load(Ordering::Relaxed) {
        return unready("stopping".to_owned());
    }
    let mut readiness = looked.readiness.lock().await;
    let is_known = |(found, _): &(Instant, _)| found.elapsed() < READY_FOR;
    if !readiness.as_ref().is_some_and(is_known) {
        let is_ready = can_store(&looked.inbox).await;
        *readiness = Some((Instant::now(), is_ready));
    }
    match readiness.as_ref() {
        Some((_, Err(why))) => unready(format!("a delivery could not be stored: {why}")),
        _ => (StatusCode::OK, "ok\n".to_owned()),
    }
}

async fn can_store(inbox: &Inbox) -> Result<(), String> {
    match timeout(READY_PATIENCE, inbox.can_store()).await {
        Ok(stored) => stored.map_err(|error| {
            let reason = error.reason();
            reason
                .map_or("other", capturi_inbox::Reason::as_str)
                .to_owned()
        }),
        Err(_) => Err("no answer in time".to_owned()),
    }
}
