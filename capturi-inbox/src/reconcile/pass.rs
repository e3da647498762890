//! One pass over a listing, and how far it has come.

use std::ops::Range;

use capturi_api::{JsonError, Page};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::listing::{FIRST, Listing};
use crate::ledger::Held;

/// The age from which on an interrupted pass begins anew: its token may not be what it was.
const TOO_OLD: TimeDelta = TimeDelta::days(1);

/// The result of a pass over a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reconciled {
    /// The start of the time that was read.
    pub since: DateTime<Utc>,
    /// The end of the time that was read.
    pub until: DateTime<Utc>,
    /// The rows that Capturi listed.
    pub listed: u64,
    /// The events that the inbox lacked, and has now.
    pub added: u64,
    /// The rows that could not be read; the log tells which.
    pub unreadable: u64,
    /// The processed calls without the time of their processing, which were left out.
    #[serde(default)]
    pub undated: u64,
    /// The events that were erased ([`Reconciler::erase`](crate::Reconciler::erase)).
    #[serde(default)]
    pub erased: u64,
}

/// A pass, in the form in which the ledger keeps it until it is complete.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pass {
    /// When it began, by the database's clock.
    pub(super) began: DateTime<Utc>,
    /// The page that is read next; the first one unless set.
    pub(super) next: Option<Next>,
    /// The time that is read, and what was found until now.
    pub(super) done: Reconciled,
    /// Whether an earlier run began it.
    #[serde(skip)]
    pub(super) is_resumed: bool,
}

/// The place of a page in its listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Next {
    Token(String),
    Page(i32),
}

impl Reconciled {
    /// Both results as one.
    pub(super) fn and(&self, later: &Self) -> Self {
        Self {
            since: self.since.min(later.since),
            until: self.until.max(later.until),
            listed: self.listed + later.listed,
            added: self.added + later.added,
            unreadable: self.unreadable + later.unreadable,
            undated: self.undated + later.undated,
            erased: self.erased + later.erased,
        }
    }
}

impl Pass {
    /// The pass that is to be made: the one that was interrupted if it has all that is asked for,
    /// otherwise a new one.
    pub(super) fn begin(listing: Listing, held: &Held, since: Option<DateTime<Utc>>) -> Self {
        let until = held.now - listing.settled();
        let mut start = since.unwrap_or_else(|| match held.read_until {
            // A time to come is that of a clock which was set back since.
            Some(read_until) if read_until <= until => read_until - listing.overlap(),
            _ => until - FIRST,
        });
        let interrupted = held.pass.as_deref();
        let interrupted: Option<Self> =
            interrupted.and_then(|pass| serde_json::from_str(pass).ok());
        if let Some(pass) = interrupted {
            let age = held.now - pass.began;
            let is_young = age >= TimeDelta::zero() && age < TOO_OLD;
            // One whose last page was read has no next page.
            if is_young && pass.next.is_some() && pass.done.since <= start {
                return Self {
                    is_resumed: true,
                    ..pass
                };
            }
            if since.is_none() {
                start = start.min(pass.done.since);
            }
        }
        Self {
            began: held.now,
            next: None,
            done: Reconciled {
                since: start,
                until,
                listed: 0,
                added: 0,
                unreadable: 0,
                undated: 0,
                erased: 0,
            },
            is_resumed: false,
        }
    }

    pub(super) fn to_json(&self) -> String {
        // A pass has no map and no type that could fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn range(&self) -> Range<DateTime<Utc>> {
        self.done.since..self.done.until
    }

    pub(super) fn token(&self) -> Option<String> {
        match &self.next {
            Some(Next::Token(token)) => Some(token.clone()),
            _ => None,
        }
    }

    pub(super) fn page(&self) -> Option<i32> {
        match self.next {
            Some(Next::Page(page)) => Some(page),
            _ => None,
        }
    }

    /// The time before which nothing is missing once this pass is complete; none if it leaves a gap
    /// after the passes before.
    pub(super) fn read_until(&self, listing: Listing, held: &Held) -> Option<DateTime<Utc>> {
        let Range { start, end } = self.range();
        let latest_start = match held.read_until {
            Some(read_until) => read_until.min(end) - listing.overlap(),
            None => end - FIRST,
        };
        (start <= latest_start).then_some(end)
    }

    /// Reads the rows of a page with `read`, which returns nothing for a row that does not matter. A
    /// row that can't be read is logged and counted.
    pub(super) fn read<'p, T, R>(
        &mut self,
        page: &'p Page<T>,
        read: impl Fn(&'p str) -> Result<Option<R>, JsonError>,
    ) -> Vec<R> {
        let mut found = Vec::new();
        for json in page.json_items() {
            self.done.listed += 1;
            match read(json) {
                Ok(row) => found.extend(row),
                Err(error) => {
                    self.done.unreadable += 1;
                    metrics::counter!("capturi_inbox_unreadable_rows_total").increment(1);
                    let conversation_uid = uid(json).map(tracing::field::display);
                    let (row, since) = (self.done.listed, self.done.since);
                    tracing::error!(
                        row,
                        %error,
                        conversation_uid,
                        %since,
                        "a row of Capturi's API can't be read"
                    );
                }
            }
        }
        found
    }
}

/// The uid of a row that can't be read, if that much of it can be.
fn uid(json: &str) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(alias = "conversationUid")]
        uid: Uuid,
    }
    let row: Row = serde_json::from_str(json).ok()?;
    Some(row.uid)
}
