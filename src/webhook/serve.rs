//! `capturi webhook serve`: the receiver for production.

use clap::Args;
use tokio::sync::watch;

use super::endpoint::Endpoint;
use crate::{
    failure::Failure,
    handling::Handling,
    inbox::{Place, Policy},
    shutdown::shutdown,
};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    endpoint: Endpoint,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    policy: Policy,
    #[command(flatten)]
    handling: Handling,
    /// Name of this endpoint in the inbox. Events of different endpoints are never duplicates of
    /// each other: give each that has a secret of its own a name of its own.
    #[arg(long, value_name = "NAME", default_value = "capturi")]
    source: String,
}

pub(super) async fn run(options: &Options) -> Result<(), Failure> {
    let work = options.handling.work()?;
    let inbox = options.policy.apply(options.place.builder());
    let inbox = inbox.retention(options.handling.retention());
    let inbox = options.place.open(inbox).await?;
    let (stop, stopped) = watch::channel(());
    let until_stopped = || {
        let mut stopped = stopped.clone();
        async move {
            // An error means that the sender is gone: that is the signal.
            let _ = stopped.changed().await;
        }
    };
    let shutdown = shutdown()?;
    let source = inbox.source(&options.source);
    let (address, receiving) = options.endpoint.serve(source, until_stopped()).await?;
    options.endpoint.introduce(address);
    anstream::eprintln!("Inbox: {}.", inbox.location());
    match &work {
        Some(work) => anstream::eprintln!("Events are {}.", work.shown()),
        None => anstream::eprintln!(
            "Events are stored, and handled by `capturi inbox work`: no handler is named here."
        ),
    }

    let working = async {
        if let Some(work) = work
            && let Err(failure) = work.run(&inbox, until_stopped()).await
        {
            failure.report();
            anstream::eprintln!("Events are stored, and wait for `capturi inbox work`.");
        }
    };
    let stopping = async {
        shutdown.await;
        drop(stop);
    };
    tokio::join!(receiving, working, stopping);
    inbox.close().await;
    Ok(())
}
