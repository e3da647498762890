//! Compares the inbox with the deliveries that were sent and the events that were handled.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use serde_json::Value;

use super::{
    capturi,
    load::{Handled, ORDERED, Target},
};
use crate::Error;

/// The number of newest events to read after a kill; `ALL` is for the end.
const NEWEST: &str = "2000";
const ALL: &str = "1000000";

pub(super) struct Ledger {
    inbox: String,
    /// The events that were seen as done, and how often each had been handled by then.
    done: HashMap<String, usize>,
}

/// An event as `capturi inbox list` prints it.
pub(super) struct Event {
    id: i64,
    uid: String,
    is_ordered: bool,
}

/// The result of the final check.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) events: usize,
    pub(super) handled_twice: usize,
}

impl Ledger {
    pub(super) fn new(inbox: &str) -> Self {
        Self {
            inbox: inbox.to_owned(),
            done: HashMap::new(),
        }
    }

    /// Notes which of the newest events are done.
    pub(super) fn look(&mut self, target: &Target) -> Result<(), Error> {
        self.note_done(target, NEWEST)
    }

    /// Notes which of all events are done.
    pub(super) fn look_at_all(&mut self, target: &Target) -> Result<(), Error> {
        self.note_done(target, ALL)
    }

    fn note_done(&mut self, target: &Target, limit: &str) -> Result<(), Error> {
        let done = self.list(&["--state", "done"], limit)?;
        let handled = target.handled()?;
        for event in done {
            let times = handled.times.get(&event.uid).copied().unwrap_or_default();
            self.done.entry(event.uid).or_insert(times);
        }
        Ok(())
    }

    /// The number of events that are not done yet.
    pub(super) fn open(&self) -> Result<usize, Error> {
        let open = ["pending", "running", "dead", "unreadable"];
        let open = open.map(|state| ["--state", state]).concat();
        Ok(self.list(&open, ALL)?.len())
    }

    /// Compares the ledger with the events that were acknowledged and handled. If the ids of two
    /// events of a conversation differ by `overlap` or less, either may come first.
    pub(super) fn check(
        &self,
        accepted: &HashSet<String>,
        target: &Target,
        overlap: i64,
    ) -> Result<Found, Error> {
        let handled = target.handled()?;
        let events = self.list(&[], ALL)?;
        compare(&events, accepted, &self.done, &handled, overlap)
    }

    /// The newest events in these states.
    fn list(&self, states: &[&str], limit: &str) -> Result<Vec<Event>, Error> {
        let output = capturi(Path::new("/"))
            .args(["inbox", "list", "-o", "jsonl", "--limit", limit])
            .args(["--inbox", &self.inbox])
            .args(states)
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let lines = String::from_utf8(output.stdout)?;
        let events = lines.lines().map(|line| {
            let event: Value = serde_json::from_str(line)?;
            let uid = event["event_uid"].as_str();
            Ok(Event {
                id: event["id"].as_i64().ok_or("an event without an id")?,
                uid: uid.ok_or("an event without a uid")?.to_owned(),
                is_ordered: event["conversation_uid"] == ORDERED,
            })
        });
        events.collect()
    }
}

fn compare(
    events: &[Event],
    accepted: &HashSet<String>,
    done: &HashMap<String, usize>,
    handled: &Handled,
    overlap: i64,
) -> Result<Found, Error> {
    let uids: HashSet<&String> = events.iter().map(|event| &event.uid).collect();
    let lost = accepted.iter().filter(|uid| !uids.contains(uid)).count();
    let unhandled = uids
        .iter()
        .filter(|uid| !handled.times.contains_key(**uid))
        .count();
    let again = done
        .iter()
        .filter(|(uid, times)| handled.times.get(*uid).is_some_and(|now| now > times))
        .count();
    let ordered = events.iter().filter(|event| event.is_ordered);
    let ordered: HashMap<&String, i64> = ordered.map(|event| (&event.uid, event.id)).collect();
    let mut newest = i64::MIN;
    let mut overtaken = 0;
    for id in handled.order.iter().filter_map(|uid| ordered.get(uid)) {
        newest = newest.max(*id);
        overtaken += usize::from(newest - id > overlap);
    }
    if (lost, unhandled, again, overtaken) != (0, 0, 0, 0) {
        return Err(format!(
            "{lost} events that were answered 200 are not in the inbox, {unhandled} were never \
             handled, {again} were handled after they were marked done, {overtaken} were handled \
             after a later one of their conversation"
        )
        .into());
    }
    Ok(Found {
        events: events.len(),
        handled_twice: handled.times.values().filter(|times| **times > 1).count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three events of one conversation, correctly handled.
    fn good() -> (Vec<Event>, HashSet<String>, HashMap<String, usize>, Handled) {
        let uids = ["a", "b", "c"].map(str::to_owned);
        let events = (1..).zip(&uids).map(|(id, uid)| Event {
            id,
            uid: uid.clone(),
            is_ordered: true,
        });
        let mut handled = Handled::default();
        for uid in ["a", "b", "b", "c"] {
            handled.count(uid);
        }
        let done = HashMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        (events.collect(), HashSet::from(uids.clone()), done, handled)
    }

    #[test]
    fn whatever_is_wrong_is_found() {
        let (events, accepted, done, handled) = good();
        let found = compare(&events, &accepted, &done, &handled, 0).ok();
        let all_is_well = Found {
            events: 3,
            handled_twice: 1,
        };
        assert_eq!(found, Some(all_is_well));

        let (mut events, accepted, done, handled) = good();
        events.pop();
        assert!(
            compare(&events, &accepted, &done, &handled, 0).is_err(),
            "lost"
        );

        let (events, accepted, done, mut handled) = good();
        handled.times.remove("c");
        assert!(
            compare(&events, &accepted, &done, &handled, 0).is_err(),
            "unhandled"
        );

        let (events, accepted, done, mut handled) = good();
        handled.count("a");
        assert!(
            compare(&events, &accepted, &done, &handled, 0).is_err(),
            "again"
        );

        let (events, accepted, done, mut handled) = good();
        handled.order.reverse();
        assert!(
            compare(&events, &accepted, &done, &handled, 0).is_err(),
            "overtaken"
        );
        assert!(
            compare(&events, &accepted, &done, &handled, 2).is_ok(),
            "or together"
        );
    }
}
