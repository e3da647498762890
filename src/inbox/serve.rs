//! `capturi inbox serve`: the receiver for production.

use capturi_api::Client;
use capturi_inbox::Inbox;
use clap::Args;
use futures_util::FutureExt as _;
use tokio::sync::oneshot;

use super::{
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
        self.regular.check(self.handling.keep_keys())?;
        let status = self.status.start()?;
        let client = self.handling.client(self.regular.is_on())?;
        let work = self.handling.work(format, client.as_ref())?;
        let inbox = self.policy.apply(flags.builder());
        let inbox = inbox.retention(self.handling.retention());
        let inbox = flags.open(inbox).await?;
        self.serve(&inbox, work, client.as_ref(), status).await
    }

    async fn serve(
        &self,
        inbox: &Inbox,
        work: Option<Work>,
        client: Option<&Client>,
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
        match &work {
            Some(work) => say!("Events are {}.", work.shown()),
            None => say!(
                "Events are stored, and handled by `capturi inbox work`: no handler is named here."
            ),
        }

        let (worker_failed, worker_fails) = oneshot::channel();
        let working = async {
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
        let reconciling = self
            .regular
            .run(inbox, client, hydrates, working_stops.clone());
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
        let handling = async {
            let ((), (), failed) = tokio::join!(working, reconciling, stopping);
            drop(stop_receiving);
            failed
        };
        let ((), failed) = tokio::join!(receiving, handling);
        inbox.close().await;
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }
}
