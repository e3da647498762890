//! The check whether a host is this machine.

use std::net::IpAddr;

/// Whether a host, as it stands in a URL or a `Host` header without its port, is this machine:
/// `localhost` or a loopback address. Requests to it do not leave the machine, so they need no TLS.
///
/// ```
/// use capturi_api::is_loopback;
///
/// assert!(is_loopback("localhost") && is_loopback("127.0.0.2") && is_loopback("[::1]"));
/// assert!(!is_loopback("localhost.example.com") && !is_loopback("10.0.0.1"));
/// ```
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
