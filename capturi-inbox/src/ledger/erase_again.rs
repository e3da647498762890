//! The erasures of the journal that a database lacks, because it was restored from a back-up: they are made
//! again before anything is handled or shown.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
};

use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Arrival, Ledger,
    erase::Text,
    integer,
    keys::{Subject, fingerprint},
    time,
};
use crate::{
    Error,
    database::{Statement, Value},
    journal::Erasures,
};

/// Notes that tombstones were left whose events may still be there. `$1`: the process that looks.
const BEGIN: &str = "INSERT INTO capturi_settings (name, value) VALUES ('erasing_again', $1) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING name";
const HAS_BEGUN: &str = "SELECT value AS text FROM capturi_settings WHERE name = 'erasing_again'";
/// Ends what the process `$1` began, unless another one has begun since.
const END: &str = "DELETE FROM capturi_settings WHERE name = 'erasing_again' AND value = $1";

const TOMBSTONES: &str = "SELECT digest, erased_at FROM capturi_erased";

/// The events after the id `$1` that an erasure may be about. `$2`: how many.
const EVENTS: &str = "SELECT id, entity_uid, bodies FROM capturi_events \
    WHERE id > $1 AND event <> 'ConversationErased' AND event <> 'ConversationDeleted' \
    ORDER BY id LIMIT $2";

/// How many events are read, and how many tombstones are left, at once.
const PAGE: usize = 5000;
const BURIED_AT_ONCE: usize = 500;

#[derive(FromRow)]
struct Made {
    digest: String,
    erased_at: i64,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    entity_uid: Option<String>,
    bodies: i64,
}

impl Ledger {
    /// Makes the erasures of the journal that this database lacks, and records them; adds those that the
    /// journal lacks if it is to be `complete`.
    pub(crate) async fn erase_again(
        &self,
        notice: impl Fn(Uuid) -> Arrival,
        complete: bool,
    ) -> Result<(), Error> {
        // While it is kept, no other process is between the journal and the tombstone of an erasure.
        let (erasures, quiet) = self.journalled().await;
        if erasures.is_none() && !self.has_begun().await? {
            return Ok(());
        }
        let made: Vec<Made> = self.database().read(Statement::new(TOMBSTONES, [])).await?;
        let made = made.into_iter().map(|row| (row.digest, row.erased_at));
        let mut erased: HashMap<String, i64> = made.collect();
        drop(quiet);
        if let Some(erasures) = &erasures
            && complete
        {
            self.complete(erasures, &erased).await;
        }
        let own = erasures.unwrap_or_default().own.into_iter();
        let missing: Vec<(String, i64)> = own
            .map(|(digest, at)| (digest, at.timestamp_millis()))
            .filter(|(digest, _)| !erased.contains_key(digest))
            .collect();
        // Another process may have left the tombstones just now.
        if missing.is_empty() && !self.has_begun().await? {
            return Ok(());
        }
        let process = Uuid::new_v4().to_string();
        let begin = Statement::new(BEGIN, [process.as_str().into()]);
        self.database().write(begin).await?;
        // From now on, nothing about them is stored any more; then all that is there is looked through.
        for missing in missing.chunks(BURIED_AT_ONCE) {
            self.bury_all(missing).await?;
        }
        erased.extend(missing);
        self.erase_all(&erased, notice).await?;
        let end = Statement::new(END, [process.into()]);
        self.database().write(end).await.map(drop)
    }

    async fn has_begun(&self) -> Result<bool, Error> {
        let begun: Vec<Text> = self.database().read(Statement::new(HAS_BEGUN, [])).await?;
        Ok(!begun.is_empty())
    }

    /// Adds the erasures of this database to the journal that it lacks: it may have been named later, or
    /// lost.
    async fn complete(&self, erasures: &Erasures, made: &HashMap<String, i64>) {
        let Some(journal) = &self.0.journal else {
            return;
        };
        let lacking: Vec<_> = made
            .iter()
            .filter(|(digest, _)| !erasures.own.contains_key(*digest))
            .map(|(digest, at)| (digest.clone(), time(*at)))
            .collect();
        if lacking.is_empty() {
            return;
        }
        tracing::warn!(
            file = %journal.path().display(),
            erasures = lacking.len(),
            "the journal lacked erasures that this inbox has; they are added to it"
        );
        let added = journal.add(lacking, fingerprint(&self.0.erasure_key));
        if let Err(error) = added.await {
            let error = error.with_causes();
            tracing::error!(error, "the journal of erasures can't be written");
        }
    }

    /// The erasures in the journal, and its file; none if there is no journal, or if it can't be read.
    async fn journalled(&self) -> (Option<Erasures>, Option<File>) {
        let Some(journal) = self.0.journal.as_ref() else {
            return (None, None);
        };
        let file = journal.path().display();
        let (erasures, quiet) = match journal.read(fingerprint(&self.0.erasure_key)).await {
            Ok(read) => read,
            Err(error) => {
                // A receiver that does not start loses events.
                tracing::error!(
                    error = error.with_causes(),
                    "the journal of erasures can't be read: if this inbox was restored from a back-up, \
                     it has what was erased since"
                );
                return (None, None);
            }
        };
        if erasures.foreign > 0 {
            tracing::error!(
                %file,
                erasures = erasures.foreign,
                "the journal has erasures of another inbox, which can't be made in this one"
            );
        }
        (Some(erasures), quiet)
    }

    /// Erases the events with these digests, and records it.
    async fn erase_all(
        &self,
        erased: &HashMap<String, i64>,
        notice: impl Fn(Uuid) -> Arrival,
    ) -> Result<(), Error> {
        const WHY: &str = "again, from the journal";
        let mut after = 0;
        let mut seen = HashSet::new();
        loop {
            let values: [Value; 2] = [after.into(), integer(PAGE).into()];
            let page: Vec<Row> = self.database().read(Statement::new(EVENTS, values)).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.id;
            for row in page {
                let uid: Option<Uuid> = row.entity_uid.and_then(|uid| uid.parse().ok());
                match uid {
                    Some(uid) if !seen.insert(uid) => {}
                    Some(uid) => {
                        let digest = self.digest(Subject::Conversation(uid));
                        if erased.contains_key(&digest) {
                            let of_it = self.erase_noted(uid, &digest, &notice(uid)).await?;
                            if of_it.events > 0 {
                                self.record_erasure(of_it.events, &digest, WHY).await;
                            }
                        }
                    }
                    None if row.bodies > 0 => {
                        let digests = self.digests_of(row.id).await?;
                        let mut known =
                            digests.iter().filter(|digest| erased.contains_key(*digest));
                        if let Some(digest) = known.next() {
                            let events = self.erase_event_noted(row.id, &digests).await?;
                            self.record_erasure(events, digest, WHY).await;
                        }
                    }
                    None => {}
                }
            }
        }
    }
}
