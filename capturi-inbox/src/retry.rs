//! Retries for a database that is away for a moment.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, sleep};

use crate::{Error, Reason};

/// The first pause between two attempts, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const STORE_RETRY_MAX: Duration = Duration::from_secs(1);

/// Repeats a request until the database answers it. Returns the last error once it is too late to
/// try again, or once further attempts are in vain.
pub(crate) async fn until_available<T, A>(give_up: Instant, ask: impl Fn() -> A) -> Result<T, Error>
where
    A: Future<Output = Result<T, Error>>,
{
    let mut pause = FIRST_PAUSE;
    loop {
        let error = match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let is_over = matches!(
            error.reason(),
            Some(Reason::Closed | Reason::FileGone | Reason::Stopped)
        );
        if is_over || Instant::now() + pause > give_up {
            return Err(error);
        }
        sleep(pause).await;
        pause = (pause * 2).min(STORE_RETRY_MAX);
    }
}
