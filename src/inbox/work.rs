//! `capturi inbox work`.

use clap::Args;
use futures_util::FutureExt as _;

use super::InboxFlags;
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
    status: StatusFlags,
}

impl Work {
    pub(super) async fn run(&self, flags: &InboxFlags, format: Format) -> Result<(), Failure> {
        outlive_terminal()?;
        let status = self.status.start()?;
        let work = self.handling.work(format)?.ok_or_else(|| {
            Failure::usage("no handler")
                .help("name one: --forward-to URL, --exec PROGRAM or --print")
        })?;
        let shutdown = shutdown()?;
        let inbox = flags.builder().retention(self.handling.retention());
        let inbox = flags.open_existing(inbox).await?;
        say!("Inbox: {}.\nEvents are {}.", inbox.location(), work.shown());
        let status = Status::serve(status, &inbox, None);
        let stopping = shutdown.inspect(|()| status.is_stopping());
        let worked = work.run(&inbox, stopping).await;
        inbox.close().await;
        Ok(worked?)
    }
}
