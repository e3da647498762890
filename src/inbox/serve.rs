//! `capturi inbox serve`: the receiver for production.

use std::{future::Future, pin::pin, time::Duration};

use capturi_inbox::Inbox;
use clap::Args;
use futures_util::FutureExt as _;
use tokio::{sync::oneshot, time::sleep};

use super::{
    audit,
    flags::{InboxFlags, Policy},
    reconcile::Regular,
};
use crate::{
    failure::Failure,
    handling::{Ended, Handling, Work},
    lines::say,
    output::Format,
    status::{Status, StatusFlags},
    system::{outlive_terminal, shutdown},
    webhook::{Endpoint, Served},
};

/// The pause before what handling needs is looked for again.
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

impl Options {
    pub(super) async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        // Opening an inbox may take long, and a reload by SIGHUP may come meanwhile.
        outlive_terminal()?;
        self.handling.check()?;
        self.regular.check(&self.handling.retention())?;
        let status = self.status.start()?;
        let inbox = self.policy.apply(flags.builder());
        let inbox = inbox.retention(self.handling.retention());
        let inbox = flags.open(inbox).await?;
        let retention = self.handling.retention_in(&inbox).await?;
        if let Err(failure) = self.regular.check(&retention) {
            // No reason to refuse deliveries: handlers may see an event twice in any case.
            failure.report();
        }
        self.serve(&inbox, format, status).await
    }

    async fn serve(
        &self,
        inbox: &Inbox,
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
            let Some(work) = work else {
                say!(
                    "Events are stored, and handled by `capturi inbox work`: no handler is named here."
                );
                return;
            };
            say!("Events are {}.", work.shown());
            audit::change(inbox, "serve", work.recorded()).await;
            let work = work.forgetting_customers(self.regular.forgets_customers());
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
            let is_needed = self.regular.is_on();
            let client = prepared(working_stops.clone(), async || {
                self.handling.client(is_needed).await
            });
            let Some(client) = client.await else { return };
            let handling = async {
                let work = prepared(working_stops.clone(), async || {
                    self.handling.work(format, client.as_ref())
                });
                if let Some(work) = work.await {
                    handling(work).await;
                }
            };
            let stops = working_stops.clone();
            let reconciling = self.regular.run(inbox, client.as_ref(), hydrates, stops);
            tokio::join!(handling, reconciling);
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

/// Repeats `prepare` until it succeeds; none if `stops` completes before. A program or a token that is
/// missing, while it is replaced for example, must not keep the receiver from its deliveries.
async fn prepared<T>(
    stops: impl Future<Output = ()>,
    prepare: impl AsyncFn() -> Result<T, Failure>,
) -> Option<T> {
    let mut stops = pin!(stops);
    let mut told = String::new();
    loop {
        let prepared = tokio::select! {
            prepared = prepare() => prepared,
            () = &mut stops => return None,
        };
        match prepared {
            Ok(prepared) => return Some(prepared),
            Err(failure) if failure.what() == told => {}
            Err(failure) => {
                failure.report();
                told = failure.what().to_owned();
                let seconds = PREPARE_AGAIN.as_secs();
                say!(
                    "Deliveries are taken and stored all the same. It is tried again every {seconds} s."
                );
            }
        }
        tokio::select! {
            () = sleep(PREPARE_AGAIN) => {}
            () = &mut stops => return None,
        }
    }
}
