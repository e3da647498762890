//! The receiver's configuration.

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::{
    HandOver, InProcess, PayloadHandler, Receiver, SecretError, Secrets,
    authentication::Admission,
    service::{Limits, PERMIT_BYTES},
};
use secrecy::SecretString;

/// Configures a [`Receiver`]; made by [`Receiver::builder`].
///
/// `T` takes the deliveries. It is `()` until [`handler`](ReceiverBuilder::handler) or
/// [`hand_over`](ReceiverBuilder::hand_over) sets it.
#[derive(Clone, Debug)]
#[must_use]
pub struct ReceiverBuilder<T = ()> {
    pairs: Vec<(String, SecretString)>,
    secrets: Vec<Secrets>,
    allow_unauthenticated: bool,
    limits: Limits,
    trusted_proxies: Vec<IpAddr>,
    bytes_in_flight: usize,
    target: T,
}

/// The error of a receiver that could not be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A secret was refused.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The limit of one body is larger than that of all bodies in flight.
    #[error("the limit of a body is larger than that of all bodies in flight")]
    BodyLimit,
}

impl Default for ReceiverBuilder {
    fn default() -> Self {
        Self {
            pairs: Vec::new(),
            secrets: Vec::new(),
            allow_unauthenticated: false,
            limits: Limits {
                body: 10 * 1024 * 1024,
                body_timeout: Duration::from_secs(30),
                header_timeout: Duration::from_secs(10),
                answer_timeout: Duration::from_secs(10),
                keep_alive: Duration::from_secs(180),
                capacity_timeout: Duration::from_secs(20),
                stop_grace: Duration::from_secs(5),
                shutdown_timeout: Duration::from_secs(8),
                connections: None,
            },
            trusted_proxies: Vec::new(),
            bytes_in_flight: 256 * 1024 * 1024,
            target: (),
        }
    }
}

impl<T> ReceiverBuilder<T> {
    /// Lets in requests that have this secret in this header. Call it again for further pairs;
    /// several secrets may share a header.
    ///
    /// A receiver without secrets listens on loopback alone and refuses requests that were
    /// forwarded to it.
    pub fn secret(mut self, header: &str, secret: impl Into<String>) -> Self {
        self.pairs.push((header.to_owned(), secret.into().into()));
        self
    }

    /// Also lets in requests that have one of these secrets. Keep a clone to replace the secrets
    /// later, or to see which are in use. Empty secrets let in no request.
    pub fn secrets(mut self, secrets: Secrets) -> Self {
        self.secrets.push(secrets);
        self
    }

    /// Lets in every request if no secret is set. Anyone who finds the address can then send you
    /// events.
    pub fn allow_unauthenticated(mut self, allow: bool) -> Self {
        self.allow_unauthenticated = allow;
        self
    }

    /// The largest body, in bytes; 10 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// The time limit for a body to arrive; 30 s unless set.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.limits.body_timeout = timeout;
        self
    }

    /// The time limit for the head of a request to arrive; 10 s unless set.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.header_timeout = timeout;
        self
    }

    /// The longest pause in which the sender reads nothing of its answer; 10 s unless set.
    pub fn answer_timeout(mut self, timeout: Duration) -> Self {
        self.limits.answer_timeout = timeout;
        self
    }

    /// The time for which a connection that has delivered stays open for the next delivery; 180 s
    /// unless set. Let it be longer than your proxy (without one, Capturi) keeps an idle
    /// connection: a connection that is closed just as a delivery comes loses that delivery.
    pub fn keep_alive(mut self, timeout: Duration) -> Self {
        self.limits.keep_alive = timeout;
        self
    }

    /// The most connections that [`serve`](Receiver::serve) has open at once. Unless set, it is the
    /// number of descriptors that the process may have, less 256 (or a quarter) for the rest of the
    /// process; 10,000 at most. Up to 16 more are open while others are being closed for them.
    pub fn connections(mut self, connections: usize) -> Self {
        self.limits.connections = Some(connections.max(1));
        self
    }

    /// Trusts the proxy at this address, which many senders share: it may have many connections, and
    /// failed authentications count for the sender that it names in `X-Forwarded-For`. Loopback is
    /// always trusted so.
    pub fn trusted_proxy(mut self, address: IpAddr) -> Self {
        self.trusted_proxies.push(address.to_canonical());
        self
    }

    /// The most bytes of bodies in flight; 256 MiB unless set. Deliveries that were let in beyond
    /// that wait for room.
    pub fn bytes_in_flight(mut self, bytes: usize) -> Self {
        self.bytes_in_flight = bytes;
        self
    }

    /// The time for which a delivery waits for room before it is answered 503; 20 s unless set.
    pub fn capacity_timeout(mut self, timeout: Duration) -> Self {
        self.limits.capacity_timeout = timeout;
        self
    }

    /// The time for which idle connections stay open after a shutdown began, so that a request on
    /// its way is answered; 5 s unless set, and never longer than the shutdown time-out. A
    /// connection that has never delivered stays open for 1 s at most.
    pub fn stop_grace(mut self, grace: Duration) -> Self {
        self.limits.stop_grace = grace;
        self
    }

    /// The time for which open requests may go on after a shutdown began; 8 s unless set.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.limits.shutdown_timeout = timeout;
        self
    }

    /// Handles events in this process, while Capturi waits for the answer.
    pub fn handler<H: PayloadHandler>(self, handler: H) -> ReceiverBuilder<InProcess<H>> {
        self.hand_over(InProcess::new(handler))
    }

    /// Hands deliveries to `target`: let in, with their bodies read but not parsed.
    pub fn hand_over<N: HandOver>(self, target: N) -> ReceiverBuilder<N> {
        ReceiverBuilder {
            pairs: self.pairs,
            secrets: self.secrets,
            allow_unauthenticated: self.allow_unauthenticated,
            limits: self.limits,
            trusted_proxies: self.trusted_proxies,
            bytes_in_flight: self.bytes_in_flight,
            target,
        }
    }
}

impl<T: HandOver> ReceiverBuilder<T> {
    /// Builds the receiver.
    ///
    /// # Errors
    ///
    /// If a secret was refused, or the limits contradict each other.
    pub fn build(self) -> Result<Receiver<T>, BuildError> {
        let mut secrets = self.secrets;
        if !self.pairs.is_empty() {
            secrets.push(Secrets::of(self.pairs)?);
        }
        if self.limits.body > self.bytes_in_flight {
            return Err(BuildError::BodyLimit);
        }
        let admission = match (secrets.is_empty(), self.allow_unauthenticated) {
            (false, _) => Admission::Secret(secrets),
            (true, false) => Admission::ThisMachine,
            (true, true) => Admission::Everybody,
        };
        let permits = self.bytes_in_flight.div_ceil(PERMIT_BYTES);
        let permits = u32::try_from(permits).unwrap_or(u32::MAX);
        Ok(Receiver::new(
            admission,
            self.limits,
            self.trusted_proxies,
            permits,
            Arc::new(self.target),
        ))
    }
}
