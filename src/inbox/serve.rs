//! `capturi inbox serve`: the receiver for production.

use std::{future::Future, pin::pin, time::Duration};

use capturi_api::Client;
use capturi_inbox::Inbox;
use clap::Args;
use futures_util::FutureExt as _;
use tokio::{sync::oneshot, time::sleep};

use super::{
    flags::{InboxFlags, Policy},
    reconcile::Regular,
};
use crate::{
    failure::{Failure, Kind},
    handling::{Ended, Handling, Work},
    lines::say,
    output::Format,
    status::{Status, StatusFlags},
    system::{outlive_terminal, shutdown},
    webhook::{Endpoint, Served},
};

/// The pause before a handling that could not begin is tried again.
const PREPARE_AGAIN: Duration = Duration::from_secs(10);

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    endpoint: Endpoint,
    #[command(flatten)]
    policy: Policy,
    #[command(flatten)]
    handling: Box<Handling>,
    #[command(flatten)]
    regular: Regular,
    #[command(flatten)]
    status: StatusFlags,
    /// Name of this endpoint in the inbox. Events of different endpoints are never duplicates of
    /// each other: give each that has a secret of its own a name of its own.
    #[arg(long, value_name = "NAME", default_value = "capturi")]
    source: String,
}

/// What handles events, and what calls the API for that.
struct Prepared {
    client: Option<Client>,
    work: Option<Work>,
}

impl Options {
    pub(super) async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        // Opening an inbox may take long, and a reload by SIGHUP may come meanwhile.
        outlive_terminal()?;
        self.regular.check(self.handling.keep_keys())?;
        let status = self.status.start()?;
        let prepared = match self.prepare(format) {
            Err(failure) if matches!(failure.kind(), Kind::Usage) => return Err(failure),
            prepared => prepared,
        };
        let inbox = self.policy.apply(flags.builder());
        let inbox = inbox.retention(self.handling.retention());
        let inbox = flags.open(inbox).await?;
        self.serve(&inbox, prepared, format, status).await
    }

    fn prepare(&self, format: Format) -> Result<Prepared, Failure> {
        let client = self.handling.client(self.regular.is_on())?;
        let work = self.handling.work(format, client.as_ref())?;
        Ok(Prepared { client, work })
    }

    /// Waits until events can be handled; none if `stops` completes before. A program or a token that
    /// is missing, while it is replaced for example, must not keep the receiver from its deliveries.
    async fn prepared(
        &self,
        mut prepared: Result<Prepared, Failure>,
        format: Format,
        stops: impl Future<Output = ()>,
    ) -> Option<Prepared> {
        let mut stops = pin!(stops);
        let mut is_told = false;
        loop {
            match prepared {
                Ok(prepared) => {
                    match &prepared.work {
                        Some(work) => say!("Events are {}.", work.shown()),
                        None => say!(
                            "Events are stored, and handled by `capturi inbox work`: no handler is \
                             named here."
                        ),
                    }
                    return Some(prepared);
                }
                Err(failure) if !is_told => {
                    failure.report();
                    let seconds = PREPARE_AGAIN.as_secs();
                    say!(
                        "Deliveries are taken and stored all the same. Whether they can be handled is \
                         tried again every {seconds} s."
                    );
                    is_told = true;
                }
                Err(_) => {}
            }
            tokio::select! {
                () = sleep(PREPARE_AGAIN) => prepared = self.prepare(format),
                () = &mut stops => return None,
            }
        }
    }

    async fn serve(
        &self,
        inbox: &Inbox,
        prepared: Result<Prepared, Failure>,
        format: Format,
        status: Option<Status>,
    ) -> Result<(), Failure> {
        let shutdown = shutdown()?;
        // Worker and reconciliation stop first; deliveries are accepted until it has stopped.
        let (stop_working, working_stops) = oneshot::channel::<()>();
        let (stop_receiving, receiving_stops) = oneshot::channel::<()>();
        // Dropping the sender is the signal, which the receiver sees as an error.
        let until = |stops: oneshot::Receiver<()>| stops.map(drop);
        let working_stops = until(working_stops).shared();
        let source = inbox.source(&self.source);
        let Served {
            address,
            receiving,
            watched,
        } = self.endpoint.serve(source, until(receiving_stops)).await?;
        self.endpoint.introduce(address);
        self.endpoint.keep_up_to_date(&watched)?;
        let status = Status::serve(status, inbox, Some(watched));
        say!("Inbox: {}.", inbox.location());

        let (worker_failed, worker_fails) = oneshot::channel();
        let handling = async |work: Option<Work>| {
            let Some(work) = work else { return };
            match work.run(inbox, working_stops.clone()).await {
                Ok(()) => {}
                // If the inbox has failed as well, nothing receives this error.
                Err(Ended::Inbox(error)) => drop(worker_failed.send(error)),
                Err(ended) => {
                    Failure::from(ended).report();
                    say!("Events are stored, and wait for `capturi inbox work`.");
                }
            }
        };
        let hydrates = self.handling.hydrates();
        let working = async {
            let prepared = self.prepared(prepared, format, working_stops.clone());
            let Some(Prepared { client, work }) = prepared.await else {
                return;
            };
            let stops = working_stops.clone();
            let reconciling = self.regular.run(inbox, client.as_ref(), hydrates, stops);
            tokio::join!(handling(work), reconciling);
        };
        let stopping = async {
            let failed = tokio::select! {
                () = shutdown => None,
                error = inbox.failed() => Some(error),
                Ok(error) = worker_fails => Some(error),
            };
            say!("Stopping; a second signal ends it at once.");
            // A load balancer learns of it while deliveries are still taken.
            status.is_stopping();
            drop(stop_working);
            failed
        };
        let working = async {
            let ((), failed) = tokio::join!(working, stopping);
            drop(stop_receiving);
            failed
        };
        let ((), failed) = tokio::join!(receiving, working);
        inbox.close().await;
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }
}
