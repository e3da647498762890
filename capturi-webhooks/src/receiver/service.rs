//! The way of a request through the receiver.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    future::{Future, poll_fn, ready},
    net::IpAddr,
    panic::{AssertUnwindSafe, resume_unwind},
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt as _;
use http::{Method, Request, Response, request};
use http_body::{Body, SizeHint};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tracing::Instrument as _;
use uuid::Uuid;

use super::{
    Answer, Delivery, HandOver, ReceiverBuilder,
    answer::request_id,
    authentication::Admission,
    delivery::{identified_in, not_taken},
    refusals::{Refusals, quietly},
    senders::{self, Failures},
    serve::connection::Connection,
};

/// The methods that webhooks are sent by.
const METHODS: [Method; 3] = [Method::POST, Method::PUT, Method::PATCH];
/// The bytes that one permit of the semaphore stands for, as permits are counted in `u32`.
pub(super) const PERMIT_BYTES: usize = 1024;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The future of a response.
pub(super) type Answering =
    Pin<Box<dyn Future<Output = Result<Response<String>, Infallible>> + Send>>;

/// A receiver of webhooks: a `tower::Service`, cheap to clone.
pub struct Receiver<T> {
    shared: Arc<Shared>,
    target: Arc<T>,
}

struct Shared {
    admission: Admission,
    limits: Limits,
    trusted_proxies: Vec<IpAddr>,
    refusals: Refusals,
    failures: Failures,
    not_taken: Mutex<BTreeMap<u16, u64>>,
    room: Arc<Semaphore>,
    /// The number of all permits of `room`.
    permits: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) body: usize,
    pub(super) body_timeout: Duration,
    pub(super) header_timeout: Duration,
    pub(super) answer_timeout: Duration,
    pub(super) keep_alive: Duration,
    pub(super) capacity_timeout: Duration,
    pub(super) stop_grace: Duration,
    pub(super) shutdown_timeout: Duration,
    /// `None` stands for as many as descriptors allow.
    pub(super) connections: Option<usize>,
}

impl Receiver<()> {
    /// Starts the configuration of a receiver.
    pub fn builder() -> ReceiverBuilder {
        ReceiverBuilder::default()
    }
}

impl<T: HandOver> Receiver<T> {
    pub(super) fn new(
        admission: Admission,
        limits: Limits,
        trusted_proxies: Vec<IpAddr>,
        permits: u32,
        target: Arc<T>,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                admission,
                limits,
                trusted_proxies,
                refusals: Refusals::default(),
                failures: Failures::default(),
                not_taken: Mutex::default(),
                room: Arc::new(Semaphore::new(permits as usize)),
                permits,
            }),
            target,
        }
    }

    pub(super) fn limits(&self) -> Limits {
        self.shared.limits
    }

    pub(super) fn trusted_proxies(&self) -> &[IpAddr] {
        &self.shared.trusted_proxies
    }

    /// The number of requests that this receiver, with its clones, refused by their heads since it was
    /// made, by status: without a right secret, or elsewhere than webhooks go.
    pub fn refused(&self) -> BTreeMap<u16, u64> {
        self.shared.refusals.totals()
    }

    /// The number of deliveries that this receiver let in and did not take, by status. Each may be a
    /// lost event.
    pub fn not_taken(&self) -> BTreeMap<u16, u64> {
        let not_taken = self.shared.not_taken.lock();
        not_taken.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn refusals(&self) -> &Refusals {
        &self.shared.refusals
    }

    /// Waits until no delivery is being handed over any more.
    pub(super) async fn idle(&self) {
        // The semaphore is never closed; if it were, there would be nothing to wait for.
        let _ = self.shared.room.acquire_many(self.shared.permits).await;
    }

    /// Whether only this machine may deliver.
    pub(super) fn needs_loopback(&self) -> bool {
        matches!(self.shared.admission, Admission::ThisMachine)
    }

    /// The answer to a request; `connection` is told when the request is let in. `is_at_path` says
    /// whether it was sent to the path of the receiver.
    pub(super) fn answer<B>(
        &self,
        request: Request<B>,
        connection: Option<&Connection>,
        is_at_path: bool,
    ) -> Answering
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let request_id = request_id();
        let (head, body) = request.into_parts();
        let misdirected = match (is_at_path, METHODS.contains(&head.method)) {
            (false, _) => Some(Answer::NotFound),
            (true, false) => Some(Answer::MethodNotAllowed),
            (true, true) => None,
        };
        let refusal = match self.shared.refuse(&head) {
            // A request with a right secret may be a lost event, wherever it was sent to.
            None if self.shared.admission.is_by_secret() => None,
            refusal => misdirected.clone().or(refusal),
        };
        if let Some(refusal) = refusal {
            let peer = connection.map(Connection::peer);
            let refusal = self.shared.count_refused(refusal, &head, peer);
            return Box::pin(ready(Ok(refusal.into_response(request_id))));
        }
        if let Some(connection) = connection {
            connection.admitted();
        }
        let span = Delivery::span(&request_id, &head.method, &head.uri);
        let (receiver, counting) = (self.clone(), self.shared.clone());
        let answering = async move {
            let started = Instant::now();
            let receiving = AssertUnwindSafe(receiver.receive(head, body, request_id, misdirected));
            let answer = match receiving.catch_unwind().await {
                Ok(Ok(answer) | Err(answer)) => answer,
                Err(_) => {
                    quietly(|| tracing::error!("the handler panicked"));
                    Answer::Failed
                }
            };
            let elapsed = started.elapsed();
            match answer.is_success() {
                true => {
                    let status = answer.status().as_u16();
                    quietly(|| tracing::info!(status, ?elapsed, "taken"));
                }
                false => {
                    counting.count_not_taken(&answer);
                    not_taken(&answer, Some(elapsed));
                }
            }
            Ok(answer.into_response(request_id))
        };
        Box::pin(answering.instrument(span))
    }

    /// The answer to a delivery that was let in; an `Err` if a step before the hand-over refused
    /// it.
    async fn receive<B>(
        self,
        head: request::Parts,
        body: B,
        request_id: Uuid,
        misdirected: Option<Answer>,
    ) -> Result<Answer, Answer>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        let declared = body.size_hint();
        if declared.lower() > self.shared.limits.body as u64 {
            return Err(Answer::TooLarge);
        }
        let room = self.shared.wait_for_room(&declared).await?;
        let body = self.shared.read(body, &declared).await?;
        if let Some(refusal) = misdirected {
            identified_in(&body);
            return Err(refusal);
        }
        let delivery = Delivery::received(request_id, head, body);
        let target = self.target;
        let handing_over = async move {
            let answer = target.hand_over(delivery).await;
            drop(room);
            answer
        };
        Ok(to_the_end(handing_over.in_current_span()).await)
    }
}

/// Completes a hand-over even if the sender hangs up.
fn to_the_end(
    handing_over: impl Future<Output = Answer> + Send + 'static,
) -> impl Future<Output = Answer> + Send {
    // Boxed outside the `async` block, so that the request's future holds only a pointer to it.
    let mut handing_over = Box::pin(handing_over);
    async move {
        // Many hand-overs end without waiting; only the others need a task of their own.
        match poll_fn(|context| Poll::Ready(handing_over.as_mut().poll(context))).await {
            Poll::Ready(answer) => answer,
            Poll::Pending => match tokio::spawn(handing_over).await {
                Ok(answer) => answer,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => resume_unwind(panic),
                    // The runtime is shutting down, and has cancelled the task.
                    Err(_) => Answer::Failed,
                },
            },
        }
    }
}

impl Shared {
    fn count_not_taken(&self, answer: &Answer) {
        let mut not_taken = self
            .not_taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *not_taken.entry(answer.status().as_u16()).or_default() += 1;
    }

    /// The answer to a request that is not let in, decided by its head alone.
    fn refuse(&self, head: &request::Parts) -> Option<Answer> {
        let peer = senders::peer(&head.extensions);
        self.admission.refuse(peer, &head.uri, &head.headers)
    }

    /// Counts a refusal, and returns the answer to it.
    fn count_refused(
        &self,
        mut refusal: Answer,
        head: &request::Parts,
        peer: Option<IpAddr>,
    ) -> Answer {
        let peer = peer.or_else(|| senders::peer(&head.extensions));
        let sender = peer.map(|peer| senders::sender(peer, &head.headers, &self.trusted_proxies));
        if refusal == Answer::Unauthenticated
            && let Some(retry_after) = sender.and_then(|sender| self.failures.count(sender))
        {
            refusal = Answer::TooManyFailures { retry_after };
        }
        self.refusals.count(&refusal, head.uri.path(), sender);
        refusal
    }

    /// Waits until the body fits among those in flight.
    async fn wait_for_room(&self, declared: &SizeHint) -> Result<OwnedSemaphorePermit, Answer> {
        let bytes = declared
            .exact()
            .and_then(|bytes| usize::try_from(bytes).ok())
            .unwrap_or(self.limits.body);
        let permits = u32::try_from(bytes.div_ceil(PERMIT_BYTES)).unwrap_or(u32::MAX);
        // At least one permit, so that `idle`, which takes all of them, waits for this delivery.
        let permits = permits.clamp(1, self.permits);
        let waiting = self.room.clone().acquire_many_owned(permits);
        match timeout(self.limits.capacity_timeout, waiting).await {
            Ok(Ok(room)) => Ok(room),
            _ => Err(Answer::Unavailable {
                retry_after: self.limits.capacity_timeout,
            }),
        }
    }

    async fn read<B>(&self, body: B, declared: &SizeHint) -> Result<Bytes, Answer>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<BoxError>,
    {
        // In one buffer from the beginning: pieces that are joined later are in memory twice.
        let expected = usize::try_from(declared.lower()).unwrap_or(self.limits.body);
        let mut read = BytesMut::with_capacity(expected);
        let reading = async {
            let mut body = pin!(Limited::new(body, self.limits.body));
            while let Some(frame) = body.frame().await {
                if let Ok(piece) = frame?.into_data() {
                    read.extend_from_slice(&piece);
                }
            }
            Ok::<(), BoxError>(())
        };
        match timeout(self.limits.body_timeout, reading).await {
            Ok(Ok(())) => Ok(read.freeze()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Answer::TooLarge),
            // The sender broke off and reads no answer: only the log can tell of it.
            Ok(Err(_)) => {
                quietly(|| tracing::info!("the sender broke off before its body was complete"));
                Err(Answer::NotJson)
            }
            Err(_) => Err(Answer::TooSlow),
        }
    }
}

impl<T, B> tower::Service<Request<B>> for Receiver<T>
where
    T: HandOver,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Answering {
        self.answer(request, None, true)
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
            target: self.target.clone(),
        }
    }
}

impl<T> std::fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receiver")
            .field("admission", &self.shared.admission)
            .field("limits", &self.shared.limits)
            .finish_non_exhaustive()
    }
}
