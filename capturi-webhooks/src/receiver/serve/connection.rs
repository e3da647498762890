//! The connections of a server: where each stands, how long it may stay there, and which one has to
//! go when there are too many.

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

use tokio::task::AbortHandle;

use crate::receiver::service::Limits;

/// A connection is not closed for another before this time.
const TIME_TO_SPEAK: Duration = Duration::from_millis(250);

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No byte of a request has come, or none of the next one.
    Idle,
    /// The head of a request arrives.
    Head,
    /// The head is there, and is looked at.
    Request,
    /// An authenticated delivery is under way: nothing closes the connection before its answer.
    Delivery,
}

/// One connection, as its IO and its service tell of it.
#[derive(Debug)]
pub(crate) struct Connection {
    peer: IpAddr,
    opened: Instant,
    standing: Mutex<Standing>,
}

#[derive(Clone, Copy, Debug)]
struct Standing {
    phase: Phase,
    since: Instant,
    /// Whether it has delivered before: its sender knows the secret.
    has_delivered: bool,
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
            }),
        }
    }

    /// Bytes have come.
    pub(super) fn received(&self) {
        let mut standing = self.standing();
        if standing.phase == Phase::Idle {
            standing.begin(Phase::Head);
        }
    }

    /// A head has come.
    pub(super) fn requested(&self) {
        self.standing().begin(Phase::Request);
    }

    /// The request is an authenticated delivery.
    pub(crate) fn admitted(&self) {
        let mut standing = self.standing();
        standing.has_delivered = true;
        standing.begin(Phase::Delivery);
    }

    /// The request has its answer; tells whether it was let in.
    pub(super) fn answered(&self) -> bool {
        let mut standing = self.standing();
        let was_let_in = standing.phase == Phase::Delivery;
        standing.begin(Phase::Idle);
        was_let_in
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
    open: Mutex<HashMap<u64, (Arc<Connection>, Option<AbortHandle>)>>,
    next: AtomicU64,
}

/// A place among the connections, given back when it is dropped.
pub(super) struct Place {
    connections: Arc<Connections>,
    number: u64,
    pub(super) connection: Arc<Connection>,
}

impl Connections {
    pub(super) fn add(self: &Arc<Self>, peer: IpAddr) -> Place {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection::new(peer.to_canonical()));
        self.open().insert(number, (connection.clone(), None));
        Place {
            connections: self.clone(),
            number,
            connection,
        }
    }

    /// What ends the task of a connection.
    pub(super) fn set_task(&self, number: u64, task: AbortHandle) {
        if let Some((_, place)) = self.open().get_mut(&number) {
            *place = Some(task);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.open().len()
    }

    /// Closes the connections whose time is up.
    pub(super) fn close_overdue(&self, limits: Limits) -> usize {
        self.close_those(|standing| standing.is_overdue(limits))
    }

    /// Closes the connections that are not in the middle of a request.
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
        let mut open = self.open();
        let before = open.len();
        open.retain(|_, (connection, task)| {
            let goes = has_to_go(&connection.standing());
            if goes && let Some(task) = task {
                task.abort();
            }
            !goes
        });
        before - open.len()
    }

    /// The connection to close for another, if one may be closed: never one with a delivery under
    /// way; one that has never delivered before one that has; of the sender that has most, unless it
    /// may have many; the one that has waited longest, and has had time to speak.
    pub(super) fn first_to_close(&self, may_have_many: impl Fn(IpAddr) -> bool) -> Option<u64> {
        let open = self.open();
        let mut of_peer: HashMap<IpAddr, usize> = HashMap::new();
        for (connection, _) in open.values() {
            *of_peer.entry(connection.peer).or_default() += 1;
        }
        let (_, since, number) = open
            .iter()
            .filter_map(|(number, (connection, _))| {
                let standing = *connection.standing();
                let share = match may_have_many(connection.peer) {
                    true => 0,
                    false => of_peer.get(&connection.peer).copied().unwrap_or_default(),
                };
                // What a stranger asks for on the way makes it no younger.
                let since = match standing.has_delivered {
                    true => standing.since,
                    false => connection.opened,
                };
                let order = (standing.has_delivered, Reverse(share));
                let may_go = standing.phase != Phase::Delivery;
                may_go.then_some((order, since, *number))
            })
            .min()?;
        (since.elapsed() >= TIME_TO_SPEAK).then_some(number)
    }

    /// Closes a connection, unless a delivery is under way on it by now.
    pub(super) fn close(&self, number: u64) {
        let mut open = self.open();
        if let Some((connection, Some(task))) = open.get(&number) {
            let standing = connection.standing();
            if standing.phase != Phase::Delivery {
                task.abort();
                drop(standing);
                open.remove(&number);
            }
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, (Arc<Connection>, Option<AbortHandle>)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.open().remove(&self.number);
    }
}
