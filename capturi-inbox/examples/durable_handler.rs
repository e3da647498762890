//! A handler whose effect happens exactly once: the effect is written to the inbox's own database,
//! in the transaction that marks the event as done. This handler counts the conversations of each
//! label.
//!
//! ```text
//! capturi inbox serve --inbox sqlite:inbox.db                    # stores, and handles nothing
//! capturi webhook send --full --count 10                         # in another terminal
//! cargo run -p capturi-inbox --example durable_handler
//! ```
//!
//! It prints the counts when Ctrl-C ends it. Kill it as often as you like: no call is counted twice.

use std::{env, error::Error, io::Write as _};

use capturi_inbox::{Event, Inbox, Outcome, sqlx};
use capturi_webhooks::WebhookPayload;
use sqlx::{Connection as _, SqliteConnection};

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS labels (label TEXT PRIMARY KEY, calls INTEGER NOT NULL)";
const COUNT: &str = "INSERT INTO labels (label, calls) VALUES ($1, 1) \
    ON CONFLICT (label) DO UPDATE SET calls = calls + 1";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let location = env::args().nth(1).unwrap_or("sqlite:inbox.db".to_owned());
    let inbox = Inbox::open(&location).await?;
    let mut database = SqliteConnection::connect(&location).await?;
    sqlx::query(TABLE).execute(&mut database).await?;

    eprintln!("Counting labels in {}; Ctrl-C ends it.", inbox.location());
    let stopped = async {
        tokio::select! {
            Ok(()) = tokio::signal::ctrl_c() => {}
            // The files of the inbox were deleted, for example: the supervisor starts this program
            // anew.
            error = inbox.failed() => eprintln!("{error}"),
        }
    };
    inbox.worker(count_labels).run(stopped).await?;
    let counts: Vec<(String, i64)> = sqlx::query_as("SELECT label, calls FROM labels")
        .fetch_all(&mut database)
        .await?;
    let mut out = std::io::stdout().lock();
    for (label, calls) in counts {
        writeln!(out, "{label}: {calls}")?;
    }
    inbox.close().await;
    Ok(())
}

/// Counts the labels of a conversation. Slow work, such as a call of another system, belongs before
/// the effect, which has to be short.
async fn count_labels(event: Event) -> Result<Outcome, std::convert::Infallible> {
    let WebhookPayload::Conversation(call) = event.payload else {
        return Ok(Outcome::Done);
    };
    let labels = call.entity.labels.unwrap_or_default();
    Ok(Outcome::done_with(move |transaction| {
        Box::pin(async move {
            let Some(sqlite) = transaction.sqlite() else {
                return Err("this example counts in SQLite".into());
            };
            for label in labels {
                sqlx::query(COUNT).bind(label).execute(&mut *sqlite).await?;
            }
            Ok(())
        })
    }))
}
