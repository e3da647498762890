//! Asking a database again that is away for a moment.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, sleep};

use crate::{Error, Reason};

/// Between two questions: the first pause, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const STORE_RETRY_MAX: Duration = Duration::from_secs(1);

/// What the database answers, or its last error once it is too late to ask again.
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
