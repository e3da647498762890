//! A server for the receiver, and its router for applications that have one.

use std::{
    convert::Infallible,
    future::{Future, Ready, ready},
    io,
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use bytes::Bytes;
use futures_util::future::Either;
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::{body::Incoming, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::TcpListener,
    task::JoinSet,
    time::{Instant, timeout_at},
};

use super::{
    Answer, HandOver, Receiver,
    answer::request_id,
    service::{Answering, Limits},
};

/// After an error of `accept`, such as too many open files: it would come again at once.
const PAUSE_AFTER_ACCEPT_ERROR: Duration = Duration::from_millis(100);

/// Why a receiver could not be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Without a secret, only a loopback address may be listened on.
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
    Listener(#[source] io::Error),
}

impl<T: HandOver> Receiver<T> {
    /// A router that receives at `path` and answers 404 elsewhere.
    ///
    /// If no secret is configured, the server that runs it has to listen on loopback, or to give
    /// the sender's address along (`into_make_service_with_connect_info::<SocketAddr>()`): what is
    /// in a header, a stranger can write.
    pub fn router(self, path: &str) -> Router {
        Router::new()
            .route_service(&absolute(path), self)
            .fallback(async |uri: Uri| not_found(&uri))
    }

    /// A future that receives at `path` until `shutdown` completes; then open requests may go on
    /// for the shutdown time-out, and what is still open after that is cut off.
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
        let limits = self.limits();
        let receiver = self.clone();
        let service = AtPath {
            path: absolute(path).into(),
            receiver: self,
        };
        let accepting = accept(listener, service, limits, shutdown);
        Ok(async move {
            let cut_off = accepting.await;
            // Handing over goes on when its sender hangs up: it is no connection's business.
            if timeout_at(cut_off, receiver.idle()).await.is_err() {
                tracing::warn!("an event was still being handled and has been abandoned");
            }
        })
    }
}

/// What a server without other routes serves: cheaper than a router, which boxes what it routes.
struct AtPath<T> {
    path: Arc<str>,
    receiver: Receiver<T>,
}

impl<T: HandOver> Service<Request<Incoming>> for AtPath<T> {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Either<Answering, Ready<Result<Self::Response, Infallible>>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        match request.uri().path() == &*self.path {
            true => Either::Left(self.receiver.answer(request)),
            false => Either::Right(ready(Ok(not_found(request.uri())))),
        }
    }
}

impl<T> Clone for AtPath<T> {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            receiver: self.receiver.clone(),
        }
    }
}

fn absolute(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

fn not_found(uri: &Uri) -> Response<Full<Bytes>> {
    // Perhaps a webhook whose URL has a slip of the pen.
    tracing::warn!(path = uri.path(), status = 404, "refused");
    Answer::NotFound.into_response(request_id())
}

async fn accept<T: HandOver>(
    listener: TcpListener,
    service: AtPath<T>,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> Instant {
    let mut server = hyper::server::conn::http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout);
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let stream = tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE_AFTER_ACCEPT_ERROR).await;
                    continue;
                }
            },
        };
        // An answer is one small packet: there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        let connection = server.serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
        });
    }
    drop(listener);
    tracing::info!("shutting down");
    let cut_off = Instant::now() + limits.shutdown_timeout;
    if timeout_at(cut_off, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open and have been cut off");
    }
    connections.shutdown().await;
    cut_off
}
