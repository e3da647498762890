//! Storing what was found in a listing, and telling of it.

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::time::Instant;
use uuid::Uuid;

use super::{PATIENCE, Reconciled, Reconciler, listing::Listing};
use crate::{
    Error,
    ledger::{Arrival, Erased},
    retry::until_available,
};

impl Reconciler {
    /// Stores these events, and returns how many of them were new.
    pub(super) async fn store(&self, found: Vec<Arrival>) -> Result<u64, Error> {
        let give_up = Instant::now() + PATIENCE;
        let storing = stream::iter(found).map(async |arrival| {
            let is_new = match self.erases && self.listing == Listing::Deletions {
                true => until_available(give_up, || self.erase_deleted(&arrival)).await?,
                false => until_available(give_up, || self.ledger.add(&arrival)).await?,
            };
            if is_new {
                self.tell_of(&arrival);
            }
            Ok::<_, Error>(u64::from(is_new))
        });
        let stored = storing.buffered(self.listing.at_once());
        let added = stored.try_fold(0, async |sum, new| Ok(sum + new)).await;
        self.ledger.wake();
        added
    }

    /// Erases the conversation that was deleted, unless it is erased, and returns whether the event that
    /// tells of it is new.
    async fn erase_deleted(&self, arrival: &Arrival) -> Result<bool, Error> {
        let identity = arrival.identity.as_ref().ok();
        let Some(uid) = identity.and_then(|identity| identity.entity_uid) else {
            return Ok(false);
        };
        if self.ledger.tombstone(uid).await?.is_some() {
            return Ok(false);
        }
        let Erased { events, is_told } = self.ledger.erase(uid, arrival).await?;
        if events > 0 {
            self.ledger.has_deleted();
            tracing::info!(
                target: "capturi_inbox::audit",
                events,
                "what was deleted at Capturi was erased"
            );
        }
        Ok(is_told)
    }

    fn tell_of(&self, arrival: &Arrival) {
        let Ok(identity) = &arrival.identity else {
            return;
        };
        let uid = |uid: Option<Uuid>| uid.unwrap_or_default();
        let (event_uid, conversation_uid) = (uid(identity.event_uid), uid(identity.entity_uid));
        match self.listing {
            Listing::Backfill(_) => {
                metrics::counter!("capturi_inbox_missed_total").increment(1);
                tracing::info!(%event_uid, %conversation_uid, "a missed event was put into the inbox");
            }
            Listing::Deletions => {
                metrics::counter!("capturi_inbox_deletions_total").increment(1);
                tracing::info!(%event_uid, %conversation_uid, "a deletion was put into the inbox");
            }
        }
    }

    pub(super) fn log(&self, done: &Reconciled) {
        let Reconciled {
            listed,
            added,
            unreadable,
            undated,
            since,
            until,
        } = *done;
        if undated > 0 {
            tracing::warn!(
                undated,
                listed,
                "Capturi does not say when some calls were processed; they were left out"
            );
        }
        match self.listing {
            Listing::Backfill(_) if added > 0 => tracing::warn!(
                missed = added,
                unreadable,
                %since,
                %until,
                "webhooks of processed calls were missed; their events are in the inbox now"
            ),
            _ => tracing::info!(
                listing = self.listing.name(),
                listed,
                added,
                unreadable,
                %since,
                %until,
                "Capturi's API was read to its end"
            ),
        }
    }
}
