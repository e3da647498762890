//! The decision whether a request is let in, before its body is read.

use std::net::IpAddr;

use http::{HeaderMap, Uri, header};

use super::{Answer, Secrets};

/// Headers that a proxy, a tunnel or a browser adds.
const FORWARDED: [&str; 6] = [
    "forwarded",
    "via",
    "x-real-ip",
    "origin",
    "sec-fetch-site",
    "cf-connecting-ip",
];

/// The requests that are let in.
#[derive(Clone, Debug)]
pub(super) enum Admission {
    /// Requests with one of the secrets.
    Secret(Vec<Secrets>),
    /// Requests from this machine that were not forwarded from elsewhere.
    ThisMachine,
    /// All requests.
    Everybody,
}

impl Admission {
    /// Whether requests are let in by their secret.
    pub(super) fn is_by_secret(&self) -> bool {
        matches!(self, Self::Secret(_))
    }

    /// The answer to a request that is not let in. `peer` is its address, if the server tells it.
    pub(super) fn refuse(
        &self,
        peer: Option<IpAddr>,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Option<Answer> {
        match self {
            Self::Secret(secrets) => {
                // All sets are compared, so that the time does not tell which one matched.
                let admitted = secrets.iter().map(|set| set.admit(headers));
                (!admitted.fold(false, |any, one| any | one)).then_some(Answer::Unauthenticated)
            }
            Self::ThisMachine => {
                let from_elsewhere = peer.is_some_and(|address| !address.is_loopback());
                (from_elsewhere || is_forwarded(headers) || !is_for_loopback(uri, headers))
                    .then_some(Answer::Forbidden)
            }
            Self::Everybody => None,
        }
    }
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    headers
        .keys()
        .any(|name| FORWARDED.contains(&name.as_str()) || name.as_str().starts_with("x-forwarded-"))
}

/// Whether the request was addressed to a loopback name. A tunnel sends its own name, and so does a
/// web page whose name resolves to this machine (DNS rebinding).
fn is_for_loopback(uri: &Uri, headers: &HeaderMap) -> bool {
    let host = match headers.get(header::HOST) {
        Some(host) => host.to_str().ok(),
        None => uri.authority().map(http::uri::Authority::as_str),
    };
    host.and_then(|host| host.parse::<http::uri::Authority>().ok())
        .is_some_and(|authority| capturi_api::is_loopback(authority.host()))
}
