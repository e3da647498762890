//! The flags of a receiver's limits, which `docs/limits.md` explains.

use std::{net::IpAddr, time::Duration};

use capturi_webhooks::receiver::ReceiverBuilder;
use clap::{Args, value_parser};

use crate::{sizes::bytes, times::duration};

#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct Limits {
    /// How many connections may be open at once; by default the limit of descriptors, less 256 or
    /// a quarter for the inbox.
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..))]
    connections: Option<u32>,
    /// A proxy that many senders share: it may have many connections, and its X-Forwarded-For says
    /// which sender failed to authenticate (may be repeated).
    #[arg(long, value_name = "ADDRESS")]
    trusted_proxy: Vec<IpAddr>,
    /// How long the head of a request may take.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10s")]
    header_timeout: Duration,
    /// How long a body may take.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "30s")]
    body_timeout: Duration,
    /// How large a body may be, such as 10M.
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "10M")]
    body_limit: usize,
    /// How many bytes of bodies may be in memory at once; further deliveries wait.
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "256M")]
    bytes_in_flight: usize,
    /// How long a sender may leave its answer unread.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10s")]
    answer_timeout: Duration,
    /// How long a connection that has delivered stays open for the next delivery. Set it longer
    /// than the idle timeout of a proxy in front.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "180s")]
    keep_alive: Duration,
}

impl Limits {
    pub(super) fn apply<T>(&self, receiver: ReceiverBuilder<T>) -> ReceiverBuilder<T> {
        let receiver = receiver
            .header_timeout(self.header_timeout)
            .body_timeout(self.body_timeout)
            .body_limit(self.body_limit)
            .bytes_in_flight(self.bytes_in_flight)
            .answer_timeout(self.answer_timeout)
            .keep_alive(self.keep_alive);
        let receiver = match self.connections {
            Some(connections) => receiver.connections(connections as usize),
            None => receiver,
        };
        self.trusted_proxy
            .iter()
            .fold(receiver, |receiver, proxy| receiver.trusted_proxy(*proxy))
    }
}
