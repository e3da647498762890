//! The endpoint that Capturi delivers to: its address, its secret and its limits.

use std::{collections::BTreeMap, future::Future, io, net::SocketAddr, sync::Arc};

use capturi_webhooks::receiver::{HandOver, Receiver, Secrets};
use clap::Args;
use listenfd::ListenFd;
use tokio::net::TcpListener;

use super::{limits::Limits, secret::Secret};

use crate::{failure::Failure, lines::say, system};

const PATH: &str = "/webhooks/capturi";

#[derive(Args)]
pub(crate) struct Endpoint {
    /// Address to listen on; anything but loopback needs a secret. A socket from systemd
    /// (LISTEN_FDS) is used instead.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: String,
    #[command(flatten)]
    secret: Secret,
    /// Accept deliveries without a secret, from anywhere.
    #[arg(long)]
    allow_unauthenticated: bool,
    #[command(flatten)]
    limits: Box<Limits>,
}

/// A receiver that listens.
pub(crate) struct Served<R> {
    pub(crate) address: SocketAddr,
    /// The future that receives until its shutdown completes.
    pub(crate) receiving: R,
    pub(crate) watched: Watched,
}

/// What monitoring sees of a receiver.
pub(crate) struct Watched {
    pub(crate) secrets: Secrets,
    counts: Arc<Counts>,
}

type ByStatus = BTreeMap<u16, u64>;
type Counts = dyn Fn() -> (ByStatus, ByStatus) + Send + Sync;

impl Watched {
    /// The requests that were refused by their heads, and the deliveries that were let in and not
    /// taken, by status.
    pub(crate) fn counts(&self) -> (ByStatus, ByStatus) {
        (self.counts)()
    }
}

impl Endpoint {
    /// Listens. Returns the address, and a future that hands deliveries over until `shutdown`
    /// completes.
    pub(crate) async fn serve<T: HandOver, S: Future<Output = ()> + Send>(
        &self,
        target: T,
        shutdown: S,
    ) -> Result<Served<impl Future<Output = ()> + Send + use<T, S>>, Failure> {
        let mut receiver = self
            .limits
            .apply(Receiver::builder())
            .allow_unauthenticated(self.allow_unauthenticated)
            .hand_over(target);
        let secrets = self.secret.secrets()?;
        if self.secret.header().is_some() {
            receiver = receiver.secrets(secrets.clone());
        }
        let refused = |error: &dyn std::error::Error| Failure::configuration(error.to_string());
        let receiver = receiver.build().map_err(|error| refused(&error))?;
        let counting = receiver.clone();
        let watched = Watched {
            secrets,
            counts: Arc::new(move || (counting.refused(), counting.not_taken())),
        };
        system::take_all_descriptors();
        let listener = match handed_over()? {
            Some(listener) => listener,
            None => TcpListener::bind(&self.listen).await.map_err(|error| {
                Failure::failed(format!("can't listen on {}", self.listen)).because(error)
            })?,
        };
        let address = listener.local_addr()?;
        let receiving = receiver.serve(listener, PATH, shutdown).map_err(|error| {
            refused(&error).help("name a secret with --secret-header, or listen on 127.0.0.1")
        })?;
        Ok(Served {
            address,
            receiving: Box::pin(receiving),
            watched,
        })
    }

    /// Reads the secrets again when they change.
    pub(crate) fn keep_up_to_date(&self, watched: &Watched) -> Result<(), Failure> {
        let kept = self.secret.clone().keep_up_to_date(watched.secrets.clone());
        Ok(kept?)
    }

    /// Says on which address the endpoint listens, and which requests it accepts.
    pub(crate) fn introduce(&self, address: SocketAddr) {
        let who = match (self.secret.header(), self.allow_unauthenticated) {
            (Some(header), _) => format!("requests with the secret in {header}"),
            (None, false) => "this machine alone, as no secret is configured".to_owned(),
            (None, true) => "ANYBODY, as no secret is configured".to_owned(),
        };
        say!("Listening on http://{address}{PATH} for {who}.");
    }

    /// Prints a command that sends a test delivery to this endpoint.
    pub(super) fn suggest(&self, address: SocketAddr) {
        let flags = self.secret.as_flags();
        say!(
            "\nTry it from another terminal:\n\n  \
             capturi webhook send --full{flags} --to http://{address}{PATH}\n"
        );
    }
}

/// The socket that systemd passes to us, so that no connection is refused while we restart.
fn handed_over() -> Result<Option<TcpListener>, Failure> {
    let take = || -> io::Result<Option<TcpListener>> {
        let Some(listener) = ListenFd::from_env().take_tcp_listener(0)? else {
            return Ok(None);
        };
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener).map(Some)
    };
    take().map_err(|error| {
        Failure::configuration("the socket that was handed over (LISTEN_FDS) can't be used")
            .because(error)
            .help("systemd's ListenStream= takes an address and a port")
    })
}
