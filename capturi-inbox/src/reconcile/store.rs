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

/// The numbers of events that were stored because of a page, and erased.
#[derive(Clone, Copy, Default)]
pub(super) struct Stored {
    pub(super) added: u64,
    pub(super) erased: u64,
}

impl Reconciler {
    /// Stores these events.
    pub(super) async fn store(&self, found: Vec<Arrival>) -> Result<Stored, Error> {
        let give_up = Instant::now() + PATIENCE;
        let storing = stream::iter(found).map(async |arrival| {
            let stored = match self.erases && self.listing == Listing::Deletions {
                true => until_available(give_up, || self.erase_deleted(&arrival)).await?,
                false => Stored {
                    added: until_available(give_up, || self.ledger.add(&arrival))
                        .await?
                        .into(),
                    erased: 0,
                },
            };
            if stored.added > 0 {
                self.tell_of(&arrival);
            }
            Ok::<_, Error>(stored)
        });
        let stored = storing.buffered(self.listing.at_once());
        let stored = stored.try_fold(Stored::default(), async |sum, one| {
            Ok(Stored {
                added: sum.added + one.added,
                erased: sum.erased + one.erased,
            })
        });
        let stored = stored.await;
        self.ledger.wake();
        stored
    }

    /// Erases the conversation that was deleted, unless it is erased.
    async fn erase_deleted(&self, arrival: &Arrival) -> Result<Stored, Error> {
        let identity = arrival.identity.as_ref().ok();
        let Some(uid) = identity.and_then(|identity| identity.entity_uid) else {
            return Ok(Stored::default());
        };
        if self.ledger.tombstone(uid).await?.is_some() {
            return Ok(Stored::default());
        }
        let Erased {
            digest,
            events,
            is_told,
        } = self.ledger.erase(uid, arrival).await?;
        if events > 0 {
            let why = "as it was deleted at Capturi";
            self.ledger.record_erasure(events, &digest, why).await;
        }
        Ok(Stored {
            added: is_told.into(),
            erased: events,
        })
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
            erased,
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
                erased,
                unreadable,
                %since,
                %until,
                "Capturi's API was read to its end"
            ),
        }
    }
}
