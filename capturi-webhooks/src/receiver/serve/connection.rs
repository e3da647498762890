//! The connections of a server: the phase of each, its time limit, and the choice of the
//! connections to close when there are too many.

use std::{
    cmp::Reverse,
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::receiver::{senders::network, service::Limits};

/// The time before which a connection is not closed for another.
const TIME_TO_SPEAK: Duration = Duration::from_millis(100);

/// The phase of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No byte of a request has come since the connection opened or the last request ended.
    Idle,
    /// The head of a request is arriving.
    Head,
    /// The head is complete and is being checked.
    Request,
    /// An authenticated delivery is under way: nothing closes the connection before its answer.
    Delivery,
}

/// The state of one connection, as its IO and its service report it.
#[derive(Debug)]
pub(crate) struct Connection {
    peer: IpAddr,
    opened: Instant,
    standing: Mutex<Standing>,
    closing: Notify,
}

#[derive(Clone, Copy, Debug)]
struct Standing {
    phase: Phase,
    since: Instant,
    /// Whether the connection has delivered before: its sender knows the secret.
    has_delivered: bool,
    /// Whether the connection is to be closed, unless a delivery has begun on it by now.
    is_closing: bool,
}

impl Connection {
    fn new(peer: IpAddr) -> Self {
        Self {
            peer,
            opened: Instant::now(),
            standing: Mutex::new(Standing {
                phase: Phase::Idle,
                since: Instant::now(),
                has_delivered: false,
                is_closing: false,
            }),
            closing: Notify::new(),
        }
    }

    /// Notes that bytes have come.
    pub(super) fn received(&self) {
        let mut standing = self.standing();
        if standing.phase == Phase::Idle {
            standing.begin(Phase::Head);
        }
    }

    /// Notes that the head of a request is complete.
    pub(super) fn requested(&self) {
        self.standing().begin(Phase::Request);
    }

    /// Notes that the request is an authenticated delivery.
    pub(crate) fn admitted(&self) {
        let mut standing = self.standing();
        standing.has_delivered = true;
        standing.begin(Phase::Delivery);
    }

    /// Notes that the request has its answer; returns whether the request was let in.
    pub(super) fn answered(&self) -> bool {
        let mut standing = self.standing();
        let was_let_in = standing.phase == Phase::Delivery;
        standing.begin(Phase::Idle);
        was_let_in
    }

    /// Completes when the connection has to be closed. Its own task awaits this, after it has read
    /// the bytes that were sent by then: only that task knows whether a delivery has begun.
    pub(super) async fn has_to_go(&self) {
        loop {
            self.closing.notified().await;
            let mut standing = self.standing();
            if standing.phase != Phase::Delivery {
                return;
            }
            standing.is_closing = false;
        }
    }

    /// Whether the connection has delivered.
    pub(super) fn has_delivered(&self) -> bool {
        self.standing().has_delivered
    }

    pub(crate) fn peer(&self) -> IpAddr {
        self.peer
    }

    fn close(&self) {
        self.standing().is_closing = true;
        self.closing.notify_one();
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standing {
    fn begin(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }

    fn is_overdue(&self, limits: Limits) -> bool {
        let limit = match self.phase {
            Phase::Idle if self.has_delivered => limits.keep_alive,
            Phase::Idle | Phase::Head => limits.header_timeout,
            Phase::Request | Phase::Delivery => return false,
        };
        self.since.elapsed() >= limit
    }
}

/// All connections of a server.
#[derive(Default)]
pub(super) struct Connections {
    open: Mutex<HashMap<u64, Arc<Connection>>>,
    next: AtomicU64,
}

/// A connection's place in the table, which is given back when the slot is dropped.
pub(super) struct Slot {
    connections: Arc<Connections>,
    number: u64,
    pub(super) connection: Arc<Connection>,
}

impl Connections {
    pub(super) fn add(self: &Arc<Self>, peer: IpAddr) -> Slot {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection::new(peer.to_canonical()));
        self.open().insert(number, connection.clone());
        Slot {
            connections: self.clone(),
            number,
            connection,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.open().len()
    }

    /// Closes the connections whose time is up.
    pub(super) fn close_overdue(&self, limits: Limits) -> usize {
        self.close_those(|standing| standing.is_overdue(limits))
    }

    /// Closes the connections on which no request has begun.
    pub(super) fn close_idle(&self) -> usize {
        self.close_those(|standing| standing.phase == Phase::Idle)
    }

    /// Closes the connections that have never delivered and are not in the middle of a request.
    pub(super) fn close_strangers(&self) -> usize {
        self.close_those(|standing| {
            !standing.has_delivered && matches!(standing.phase, Phase::Idle | Phase::Head)
        })
    }

    fn close_those(&self, has_to_go: impl Fn(&Standing) -> bool) -> usize {
        let open = self.open();
        let those = open
            .values()
            .filter(|connection| has_to_go(&connection.standing()));
        those.map(|connection| connection.close()).count()
    }

    /// Closes connections for others until `how_many` are closing, and returns how many it closed.
    /// It never closes one with a delivery under way, nor one whose sender has had no time to
    /// speak. Of the rest it takes connections that have never delivered before those that have;
    /// then those of the sender with most connections, unless `may_have_many`; then those that have
    /// waited longest.
    pub(super) fn close_for_others(
        &self,
        how_many: usize,
        may_have_many: impl Fn(IpAddr) -> bool,
    ) -> usize {
        let open = self.open();
        let closing = open
            .values()
            .filter(|connection| connection.standing().is_closing);
        let how_many = how_many.saturating_sub(closing.count());
        let mut of_peer: HashMap<IpAddr, usize> = HashMap::new();
        for connection in open.values() {
            *of_peer.entry(network(connection.peer)).or_default() += 1;
        }
        let mut candidates: Vec<_> = open
            .iter()
            .filter_map(|(number, connection)| {
                let standing = *connection.standing();
                // Unauthenticated requests make a connection no younger.
                let since = match standing.has_delivered {
                    true => standing.since,
                    false => connection.opened,
                };
                let share = match may_have_many(connection.peer) {
                    true => 0,
                    false => of_peer
                        .get(&network(connection.peer))
                        .copied()
                        .unwrap_or_default(),
                };
                let may_go = standing.phase != Phase::Delivery && !standing.is_closing;
                (may_go && since.elapsed() >= TIME_TO_SPEAK).then_some((
                    standing.has_delivered,
                    Reverse(share),
                    since,
                    *number,
                ))
            })
            .collect();
        // A connection that has delivered is kept while another has not: if that one is too young
        // to be closed now, it will be old enough in a moment.
        let has_strangers = open.values().any(|connection| {
            let standing = connection.standing();
            !standing.has_delivered && !standing.is_closing && standing.phase != Phase::Delivery
        });
        candidates.retain(|(has_delivered, ..)| !has_delivered || !has_strangers);
        candidates.sort_unstable();
        let those = candidates.iter().take(how_many);
        those
            .filter_map(|(.., number)| open.get(number))
            .map(|connection| connection.close())
            .count()
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.open().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A connection of this sender that is `age` seconds old.
    fn connection(connections: &Arc<Connections>, peer: &str, age: u64) -> Slot {
        let mut slot = connections.add(peer.parse().unwrap_or(IpAddr::from([127, 0, 0, 1])));
        let opened = Instant::now() - Duration::from_secs(age);
        let mut new = Connection::new(slot.connection.peer);
        new.opened = opened;
        new.standing().since = opened;
        slot.connection = Arc::new(new);
        let mut open = connections.open();
        open.insert(slot.number, slot.connection.clone());
        drop(open);
        slot
    }

    /// The index of the slot that is closed first when there are too many.
    fn first(slots: &[&Slot]) -> Option<usize> {
        let connections = &slots[0].connections;
        let proxy = IpAddr::from([10, 0, 0, 7]);
        for slot in connections.open().values() {
            slot.standing().is_closing = false;
        }
        connections.close_for_others(1, |peer| peer.is_loopback() || peer == proxy);
        let closing = |slot: &&Slot| slot.connection.standing().is_closing;
        slots.iter().position(closing)
    }

    #[test]
    fn the_oldest_of_the_sender_that_has_most_goes_first() {
        let connections = Arc::new(Connections::default());
        let alone = connection(&connections, "192.0.2.1", 9);
        let young = connection(&connections, "192.0.2.2", 3);
        let old = connection(&connections, "192.0.2.2", 5);
        assert_eq!(first(&[&alone, &young, &old]), Some(2));
        drop(old);
        assert_eq!(first(&[&alone, &young]), Some(0), "each has one now");
    }

    #[test]
    fn a_network_of_ipv6_is_one_sender_and_a_proxy_is_many() {
        let connections = Arc::new(Connections::default());
        let alone = connection(&connections, "2001:db8:1::1", 9);
        let one = connection(&connections, "2001:db8:2::1", 3);
        let two = connection(&connections, "2001:db8:2::2", 3);
        let proxied = [(); 3].map(|()| connection(&connections, "10.0.0.7", 30));
        let [a, b, c] = &proxied;
        assert!(matches!(first(&[&alone, &one, &two, a, b, c]), Some(1 | 2)));
    }

    #[test]
    fn one_that_has_delivered_goes_last_and_a_delivery_never() {
        let connections = Arc::new(Connections::default());
        let known = connection(&connections, "192.0.2.1", 9);
        known.connection.standing().has_delivered = true;
        let delivering = connection(&connections, "192.0.2.1", 9);
        delivering.connection.standing().phase = Phase::Delivery;
        let stranger = connection(&connections, "192.0.2.9", 1);
        let fresh = connection(&connections, "192.0.2.9", 0);
        let all = [&known, &delivering, &stranger, &fresh];
        assert_eq!(first(&all), Some(2));
        drop(stranger);
        assert_eq!(first(&[&known, &delivering, &fresh]), None, "in a moment");
        drop(fresh);
        assert_eq!(first(&[&known, &delivering]), Some(0));
        drop(known);
        assert_eq!(first(&[&delivering]), None);
    }
}
