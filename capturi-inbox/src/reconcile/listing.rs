//! The listings of Capturi's API that are read, and what differs between them.

use chrono::TimeDelta;

use super::{BackfillPayload, backfill, deletions};

/// How far the first pass looks back: as long as Capturi's own log of webhooks.
pub(super) const FIRST: TimeDelta = TimeDelta::days(7);

/// The listing that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listing {
    /// The conversations that have changed, for those that were processed.
    Backfill(BackfillPayload),
    /// The audit log, for deletions.
    Deletions,
}

impl Listing {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Backfill(_) => backfill::LISTING,
            Self::Deletions => deletions::LISTING,
        }
    }

    /// The age from which on nothing is on its way any more. A younger call is left to its webhook.
    pub(super) fn settled(self) -> TimeDelta {
        match self {
            Self::Backfill(_) => TimeDelta::minutes(15),
            Self::Deletions => TimeDelta::zero(),
        }
    }

    /// How much of the time before is read again by the next pass, for what Capturi lists late.
    pub(super) fn overlap(self) -> TimeDelta {
        match self {
            Self::Backfill(_) => TimeDelta::hours(2),
            // The document does not say which time of a record its window compares.
            Self::Deletions => TimeDelta::hours(24),
        }
    }

    /// How many events are stored at once. The order of deletions is that of the audit log.
    pub(super) fn at_once(self) -> usize {
        match self {
            Self::Backfill(_) => 32,
            Self::Deletions => 1,
        }
    }
}
