//! A receiver that loses no acknowledged event: each is on disk before it is answered 200, and a
//! worker handles it from there until it is done or dead.
//!
//! ```text
//! cargo run -p capturi-inbox --example durable_receiver
//! ```
//!
//! Stop it, or kill it, and start it again: it goes on where it was.

use std::{env, error::Error, io, io::Write as _};

use capturi_inbox::{Event, Inbox};
use capturi_webhooks::receiver::Receiver;
use tokio::net::TcpListener;

const PATH: &str = "/webhooks/capturi";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // A file, or postgres://… where several receivers share the work.
    let location = env::args().nth(1).unwrap_or("sqlite:inbox.db".to_owned());
    let inbox = Inbox::open(&location).await?;

    let mut receiver = Receiver::builder().hand_over(inbox.source("capturi"));
    if let Ok(secret) = env::var("CAPTURI_WEBHOOK_SECRET") {
        receiver = receiver.secret("X-Capturi-Secret", secret);
    }
    let address = env::var("LISTEN").unwrap_or("127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let receiving = receiver
        .build()?
        .serve(listener, PATH, stopped(inbox.clone()))?;
    // The text of a location has no password, unlike the argument.
    let location = inbox.location();
    eprintln!("Listening on http://{address}{PATH}, inbox {location}.");

    // Your handler goes here. The event is retried after an error, for about 14 days.
    let worker = inbox.worker(|event: Event| async move {
        let mut out = io::stdout().lock();
        writeln!(out, "{} attempt={}", event.payload.summary(), event.attempt)?;
        out.flush()
    });
    let ((), worked) = tokio::join!(receiving, worker.run(stopped(inbox.clone())));
    worked?;
    inbox.close().await;
    Ok(())
}

/// Completes at Ctrl-C, or when the inbox can't be used any more.
async fn stopped(inbox: Inbox) {
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => {}
        // The files of the inbox were deleted, for example: the supervisor starts this program
        // anew.
        _ = inbox.failed() => {}
    }
}
