//! A server for the receiver, and a router for applications that have their own server.

pub(super) mod connection;
mod io;

use std::{
    convert::Infallible,
    future::Future,
    io::ErrorKind,
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::Router;
use futures_util::FutureExt as _;
use http::{HeaderValue, Request, Response, header};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinSet, unconstrained},
    time::{Instant, MissedTickBehavior, interval, sleep, timeout_at},
};

use super::{
    HandOver, Receiver,
    refusals::{TELL_EVERY, quietly},
    service::Limits,
    system,
};
use connection::{Connection, Connections};
use io::Watched;

/// The largest head of a request, in bytes.
const HEAD_LIMIT: usize = 32 * 1024;
/// The descriptors that connections leave to the store, the handlers and the rest of the process;
/// at most a quarter of all.
const DESCRIPTORS_KEPT: u64 = 256;
/// The most connections, however many descriptors there are.
const MOST_CONNECTIONS: usize = 10_000;
/// The longest interval between two looks for connections whose time is up.
const LOOK_AT_CONNECTIONS: Duration = Duration::from_secs(1);
/// The most connections above the limit, while others are being closed for them.
const MOST_SPARE: usize = 16;
/// The interval at which to look whether a connection can be closed for another.
const LOOK_FOR_ROOM: Duration = Duration::from_millis(20);
/// The time for which connections that have never delivered stay open after a shutdown began.
const STRANGERS_GRACE: Duration = Duration::from_secs(1);
/// The pause after an error of `accept`, such as too many open files, which would come again at
/// once.
const PAUSE_AFTER_ACCEPT_ERROR: Duration = Duration::from_millis(100);

/// The error of a receiver that could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The receiver has no secret, and the listener's address is not loopback.
    #[error(
        "{address} can be reached from other machines: configure a secret, \
         or allow unauthenticated deliveries explicitly"
    )]
    NotLoopback {
        /// The listener's address.
        address: SocketAddr,
    },
    /// The listener has no address.
    #[error("the listener has no address")]
    Listener(#[source] std::io::Error),
}

impl<T: HandOver> Receiver<T> {
    /// A router that receives at `path`, to be merged into the router of an application. It has no
    /// fallback, so the application handles all other paths.
    ///
    /// ```
    /// use axum::{Router, routing::get};
    /// # use capturi_webhooks::{WebhookPayload, receiver::Receiver};
    ///
    /// # #[derive(Clone)] struct AppState;
    /// # fn app(receiver: Receiver<impl capturi_webhooks::receiver::HandOver>) -> Router {
    /// Router::new()
    ///     .route("/", get(async || "an application"))
    ///     .merge(receiver.router("/webhooks/capturi"))
    ///     .fallback(async || (http::StatusCode::NOT_FOUND, "its own 404"))
    ///     .with_state(AppState)
    /// # }
    /// ```
    ///
    /// If no secret is configured, your server must listen on loopback, or pass on the sender's
    /// address (`into_make_service_with_connect_info::<SocketAddr>()`): any sender can forge
    /// headers.
    pub fn router<S: Clone + Send + Sync + 'static>(self, path: &str) -> Router<S> {
        Router::new().route_service(&absolute(path), self)
    }

    /// A future that receives at `path` until `shutdown` completes. From then on it accepts no
    /// connections. An idle connection stays open for the
    /// [`stop_grace`](super::ReceiverBuilder::stop_grace), as its sender may not know of the
    /// shutdown; the answer to a request on it closes the connection. Open requests may go on for
    /// the [`shutdown_timeout`](super::ReceiverBuilder::shutdown_timeout), and are cut off then.
    ///
    /// # Errors
    ///
    /// At once, if no secret is configured, unauthenticated deliveries are not allowed, and the
    /// listener can be reached from other machines.
    pub fn serve<S: Future<Output = ()> + Send>(
        self,
        listener: TcpListener,
        path: &str,
        shutdown: S,
    ) -> Result<impl Future<Output = ()> + Send + use<T, S>, ServeError> {
        let address = listener.local_addr().map_err(ServeError::Listener)?;
        if self.needs_loopback() && !address.ip().is_loopback() {
            return Err(ServeError::NotLoopback { address });
        }
        let receiver = self.clone();
        let server = Server::new(self, path);
        Ok(async move {
            let cut_off = server.run(listener, shutdown).await;
            // A hand-over goes on after its sender hung up, so no connection waits for it.
            if timeout_at(cut_off, receiver.idle()).await.is_err() {
                quietly(|| {
                    tracing::warn!("an event was still being handled and has been abandoned");
                });
            }
        })
    }
}

/// Accepts connections, and serves each in a task of its own.
struct Server<T> {
    http: http1::Builder,
    path: Arc<str>,
    receiver: Receiver<T>,
    connections: Arc<Connections>,
    connection_limit: usize,
    tasks: JoinSet<()>,
    /// The number of connections closed for others since that was last logged.
    closed: usize,
    /// The number of connections that could not be accepted since that was last logged.
    not_accepted: u64,
    is_stopping: Arc<AtomicBool>,
}

impl<T: HandOver> Server<T> {
    fn new(receiver: Receiver<T>, path: &str) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            // `Connections` has the time limits, which are not the same for all connections.
            .header_read_timeout(None)
            .max_buf_size(HEAD_LIMIT)
            // A sender may close its side after its request, and still wait for the answer.
            .half_close(true);
        let limit = receiver.limits().connections;
        Self {
            http,
            path: absolute(path).into(),
            receiver,
            connections: Arc::default(),
            connection_limit: limit.unwrap_or_else(connections_by_descriptors),
            tasks: JoinSet::new(),
            closed: 0,
            not_accepted: 0,
            is_stopping: Arc::default(),
        }
    }

    /// Serves until `shutdown` completes and open requests are answered or cut off; returns the end
    /// of the time for hand-overs that still go on.
    async fn run(mut self, listener: TcpListener, shutdown: impl Future<Output = ()>) -> Instant {
        let limits = self.receiver.limits();
        let mut shutdown = pin!(shutdown);
        let often = limits.header_timeout.min(limits.keep_alive) / 4;
        let mut look = interval(often.clamp(Duration::from_millis(10), LOOK_AT_CONNECTIONS));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tell = interval(TELL_EVERY);
        loop {
            // If no connection may be closed for another, new ones wait to be accepted.
            let spare = (self.connection_limit / 8).clamp(1, MOST_SPARE);
            let has_room = self.connections.len() < self.connection_limit + spare;
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                // The ticks are rare, and must not starve while connections pour in.
                _ = look.tick() => {
                    let closed = self.connections.close_overdue(limits);
                    if closed > 0 {
                        quietly(|| tracing::debug!(closed, "connections were too slow or idle"));
                    }
                    let open = self.connections.len();
                    if open > self.connection_limit {
                        self.close_for_others(open - self.connection_limit);
                    }
                }
                _ = tell.tick() => self.tell(),
                Some(_) = self.tasks.join_next() => {}
                accepted = listener.accept(), if has_room => match accepted {
                    Ok((stream, peer)) => {
                        self.make_room();
                        self.serve(stream, peer.ip());
                    }
                    Err(error) => self.heed(&error).await,
                },
                () = sleep(LOOK_FOR_ROOM), if !has_room => self.make_room(),
            }
        }
        self.stop(listener, limits).await
    }

    async fn stop(mut self, listener: TcpListener, limits: Limits) -> Instant {
        quietly(|| tracing::info!("shutting down"));
        let began = Instant::now();
        let cut_off = began + limits.shutdown_timeout;
        // Connections that wait in the listener's queue are served before it is closed.
        for _ in 0..self.connection_limit {
            match unconstrained(listener.accept()).now_or_never() {
                Some(Ok((stream, peer))) => self.serve(stream, peer.ip()),
                Some(Err(_)) | None => break,
            }
        }
        drop(listener);
        self.is_stopping.store(true, Ordering::Relaxed);
        let idle_until = cut_off.min(began + limits.stop_grace);
        let tasks = &mut self.tasks;
        // A sender that has just connected has time to send its request.
        end_until(idle_until.min(began + STRANGERS_GRACE), tasks).await;
        self.connections.close_strangers();
        end_until(idle_until, tasks).await;
        self.connections.close_idle();
        end_until(cut_off, tasks).await;
        let open = tasks.len();
        if open > 0 {
            quietly(|| tracing::warn!(open, "connections were still open and have been cut off"));
        }
        tasks.shutdown().await;
        self.tell();
        cut_off
    }

    /// Closes connections for a new one, if the limit is reached.
    fn make_room(&mut self) {
        let open = self.connections.len();
        if open >= self.connection_limit {
            self.close_for_others(open + 1 - self.connection_limit);
        }
    }

    fn close_for_others(&mut self, how_many: usize) {
        // Several at once: looking at all connections for each new one would cost too much.
        let how_many = how_many.max(self.connection_limit / 100);
        let proxies = self.receiver.trusted_proxies();
        let may_have_many = |peer: IpAddr| peer.is_loopback() || proxies.contains(&peer);
        self.closed += self.connections.close_for_others(how_many, may_have_many);
    }

    /// Handles an error of `accept`.
    async fn heed(&mut self, error: &std::io::Error) {
        self.not_accepted += 1;
        let is_the_peers = [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset];
        if is_the_peers.contains(&error.kind()) {
            return;
        }
        // The rest of the process needs more descriptors than expected, or the system has no more,
        // so connections give some of theirs back.
        let open = self.connections.len();
        self.connection_limit = self.connection_limit.min(open - open / 8).max(1);
        self.close_for_others(1 + open / 8);
        sleep(PAUSE_AFTER_ACCEPT_ERROR).await;
    }

    /// Logs the counts since they were last logged.
    fn tell(&mut self) {
        self.receiver.refusals().tell();
        let (closed, limit) = (std::mem::take(&mut self.closed), self.connection_limit);
        if closed > 0 {
            quietly(|| {
                tracing::warn!(
                    closed,
                    limit,
                    "all connections were taken; some were closed for new ones"
                );
            });
        }
        let failed = std::mem::take(&mut self.not_accepted);
        if failed > 0 {
            quietly(|| tracing::warn!(failed, limit, "connections could not be accepted"));
        }
    }

    fn serve(&mut self, stream: TcpStream, peer: IpAddr) {
        // An answer is one small packet, which need not wait for more data.
        let _ = stream.set_nodelay(true);
        let slot = self.connections.add(peer);
        let connection = slot.connection.clone();
        let limit = self.receiver.limits().answer_timeout;
        let watched = Watched::new(stream, connection.clone(), limit);
        let service = AtPath {
            path: self.path.clone(),
            receiver: self.receiver.clone(),
            connection,
            is_stopping: self.is_stopping.clone(),
        };
        let serving = self.http.serve_connection(TokioIo::new(watched), service);
        self.tasks.spawn(async move {
            let connection = &slot.connection;
            let ended = tokio::select! {
                biased;
                ended = serving => ended,
                () = connection.has_to_go() => Ok(()),
            };
            if let Err(error) = ended
                && connection.has_delivered()
            {
                quietly(|| tracing::debug!(%error, "a connection broke off"));
            }
        });
    }
}

/// Waits until all tasks have ended, but not beyond `time`.
async fn end_until(time: Instant, tasks: &mut JoinSet<()>) {
    let _ = timeout_at(time, async { while tasks.join_next().await.is_some() {} }).await;
}

/// The service of one connection, for a server without other routes. It is cheaper than a router,
/// which boxes its services.
struct AtPath<T> {
    path: Arc<str>,
    receiver: Receiver<T>,
    connection: Arc<Connection>,
    is_stopping: Arc<AtomicBool>,
}

impl<T: HandOver> Service<Request<Incoming>> for AtPath<T> {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.connection.requested();
        let (connection, is_stopping) = (self.connection.clone(), self.is_stopping.clone());
        let is_at_path = request.uri().path() == &*self.path;
        let answering = self.receiver.answer(request, Some(&connection), is_at_path);
        Box::pin(async move {
            let mut response = answering.await?;
            let was_let_in = connection.answered();
            // The sender of a refused request does not need the connection, and others want its
            // slot.
            if !was_let_in || is_stopping.load(Ordering::Relaxed) {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(header::CONNECTION, close);
            }
            Ok(response)
        })
    }
}

/// The number of descriptors that the process may have, less those for the rest of the process.
fn connections_by_descriptors() -> usize {
    let descriptors = system::descriptors();
    let kept = DESCRIPTORS_KEPT.min(descriptors / 4);
    usize::try_from(descriptors - kept)
        .unwrap_or(usize::MAX)
        .clamp(1, MOST_CONNECTIONS)
}

fn absolute(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}
