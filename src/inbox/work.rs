//! `capturi inbox work`.

use clap::Args;
use futures_util::FutureExt as _;
use tokio::sync::oneshot;

use super::{InboxFlags, audit, reconcile::Regular};
use crate::{
    failure::Failure,
    handling::Handling,
    lines::say,
    output::Format,
    status::{Status, StatusFlags},
    system::{outlive_terminal, shutdown},
};

#[derive(Args)]
pub(super) struct Work {
    #[command(flatten)]
    handling: Box<Handling>,
    #[command(flatten)]
    regular: Regular,
    #[command(flatten)]
    status: StatusFlags,
}

impl Work {
    pub(super) async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        outlive_terminal()?;
        self.regular.check(&self.handling.retention())?;
        let status = self.status.start()?;
        self.handling.check()?;
        let client = self.handling.client(self.regular.is_on()).await?;
        let work = self
            .handling
            .work(format, client.as_ref())?
            .ok_or_else(|| {
                Failure::usage("no handler")
                    .help("name one: --forward-to URL, --exec PROGRAM or --print")
            })?;
        let work = work.forgetting_customers(self.regular.forgets_customers());
        let shutdown = shutdown()?;
        let inbox = flags.builder().retention(self.handling.retention());
        let inbox = flags.open_existing(inbox).await?;
        let retention = self.handling.retention_in(&inbox).await?;
        if let Err(failure) = self.regular.check(&retention) {
            failure.report();
        }
        audit::look(&inbox, "work", work.recorded()).await?;
        say!("Inbox: {}.\nEvents are {}.", inbox.location(), work.shown());
        let status = Status::serve(status, &inbox, None);
        let stopping = shutdown.inspect(|()| status.is_stopping());
        let (worker_ended, ended) = oneshot::channel::<()>();
        let working = async {
            let worked = work.run(&inbox, stopping).await;
            drop(worker_ended);
            worked
        };
        let hydrates = self.handling.hydrates();
        let reconciling = self
            .regular
            .run(&inbox, client.as_ref(), hydrates, ended.map(drop));
        let (worked, ()) = tokio::join!(working, reconciling);
        inbox.close().await;
        Ok(worked?)
    }
}
