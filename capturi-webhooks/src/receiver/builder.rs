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
/// `T` is what deliveries are handed to; `()` as long as nothing was named.
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

/// Why a receiver could not be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A secret was refused.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A single body may be larger than all bodies together.
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
    /// Lets in requests that have this secret in this header. Call it again for further pairs; several
    /// secrets may share a header.
    ///
    /// Without any, a receiver listens on loopback alone and refuses what was forwarded to it.
    pub fn secret(mut self, header: &str, secret: impl Into<String>) -> Self {
        self.pairs.push((header.to_owned(), secret.into().into()));
        self
    }

    /// Lets in requests that have one of these secrets, too. Keep a clone of them to replace them later
    /// or to see which are in use; as long as they are empty, they let in nobody.
    pub fn secrets(mut self, secrets: Secrets) -> Self {
        self.secrets.push(secrets);
        self
    }

    /// Without secrets, lets in everybody. Anyone who finds the address can then send you events.
    pub fn allow_unauthenticated(mut self, allow: bool) -> Self {
        self.allow_unauthenticated = allow;
        self
    }

    /// The largest body, in bytes; 10 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// How long a body may take to arrive; 30 s unless set.
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.limits.body_timeout = timeout;
        self
    }

    /// How long the head of a request may take to arrive; 10 s unless set.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.header_timeout = timeout;
        self
    }

    /// How long the other side may read nothing of its answer; 10 s unless set.
    pub fn answer_timeout(mut self, timeout: Duration) -> Self {
        self.limits.answer_timeout = timeout;
        self
    }

    /// How long a connection that has delivered stays open for the next delivery; 180 s unless set.
    /// Let it be longer than the sender, or the proxy before it, keeps an idle connection: one that
    /// is closed just as a delivery comes loses it.
    pub fn keep_alive(mut self, timeout: Duration) -> Self {
        self.limits.keep_alive = timeout;
        self
    }

    /// How many connections [`serve`](Receiver::serve) has open at once. Unless set, as many as the
    /// process may open descriptors, less 256 or a quarter for the rest of it, and 10,000 at most. There
    /// may be up to 16 more while others are being closed for them.
    pub fn connections(mut self, connections: usize) -> Self {
        self.limits.connections = Some(connections.max(1));
        self
    }

    /// A proxy that many senders share, so that it may have many connections. Loopback always may.
    pub fn trusted_proxy(mut self, address: IpAddr) -> Self {
        self.trusted_proxies.push(address.to_canonical());
        self
    }

    /// How many bytes of bodies may be in flight; 256 MiB unless set. Authenticated deliveries
    /// beyond that wait.
    pub fn bytes_in_flight(mut self, bytes: usize) -> Self {
        self.bytes_in_flight = bytes;
        self
    }

    /// How long a delivery waits for room before it is answered 503; 20 s unless set.
    pub fn capacity_timeout(mut self, timeout: Duration) -> Self {
        self.limits.capacity_timeout = timeout;
        self
    }

    /// How long idle connections stay open after a shutdown began, so that a request that is on its
    /// way is answered; 5 s unless set, and never longer than the shutdown time-out.
    pub fn stop_grace(mut self, grace: Duration) -> Self {
        self.limits.stop_grace = grace;
        self
    }

    /// How long open requests may go on after a shutdown began; 8 s unless set.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.limits.shutdown_timeout = timeout;
        self
    }

    /// Handles events in this process, while their sender waits.
    pub fn handler<H: PayloadHandler>(self, handler: H) -> ReceiverBuilder<InProcess<H>> {
        self.hand_over(InProcess::new(handler))
    }

    /// Hands deliveries, authenticated and read but not looked into, to `target`.
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
