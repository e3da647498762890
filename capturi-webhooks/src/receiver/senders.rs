//! The addresses of senders, and how often each of them failed to authenticate.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::extract::ConnectInfo;
use http::{Extensions, HeaderMap};

/// The failures that a sender may have in one [`WINDOW`] before it is told that they are too many.
const MOST_FAILURES: u32 = 60;
const WINDOW: Duration = Duration::from_secs(60);
/// The most senders to count the failures of.
const MOST_SENDERS: usize = 4096;

/// The failed authentications of each sender. They do not decide whether a request is let in: a right
/// secret always is, as a refused delivery would be lost.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<HashMap<IpAddr, Failed>>);

#[derive(Debug)]
struct Failed {
    since: Instant,
    times: u32,
}

impl Failures {
    /// Counts a failure; returns the time after which the sender may try again, if it has failed too
    /// often.
    pub(super) fn count(&self, sender: IpAddr) -> Option<Duration> {
        let mut senders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = network(sender);
        // Forgetting all of them is cheap, and frees a sender of nothing but a 429.
        if senders.len() >= MOST_SENDERS && !senders.contains_key(&sender) {
            senders.clear();
        }
        let new = || Failed {
            since: Instant::now(),
            times: 0,
        };
        let failed = senders.entry(sender).or_insert_with(new);
        if failed.since.elapsed() >= WINDOW {
            *failed = new();
        }
        failed.times = failed.times.saturating_add(1);
        let left = WINDOW.saturating_sub(failed.since.elapsed());
        (failed.times > MOST_FAILURES).then_some(left)
    }
}

/// The address of the peer, if the server passes it on with the request.
pub(super) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    let ConnectInfo(address) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(address.ip())
}

/// The address that a request came from: its peer, or what a trusted proxy says. Of several
/// forwarded addresses the last counts that is not a trusted proxy's: a sender can invent those
/// before it.
pub(super) fn sender(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let is_proxy = |address: IpAddr| address.is_loopback() || proxies.contains(&address);
    let peer = peer.to_canonical();
    if !is_proxy(peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().rev();
    let forwarded = forwarded.flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','));
    let addresses = forwarded.map_while(|text| {
        let address: IpAddr = std::str::from_utf8(text).ok()?.trim().parse().ok()?;
        Some(address.to_canonical())
    });
    let mut nearest = peer;
    for address in addresses {
        nearest = address;
        if !is_proxy(address) {
            break;
        }
    }
    nearest
}

/// The address that stands for a sender: of IPv6 the network (/64), as one host may have all of it.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(network))
        }
        address => address,
    }
}
