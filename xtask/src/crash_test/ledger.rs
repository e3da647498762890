//! What the inbox says, and whether it agrees with what was sent and what was handled.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    thread::sleep,
    time::Duration,
};

use serde_json::Value;

use super::{capturi, load::Target};
use crate::Error;

/// Until the target's lines of what was handled before have been read.
const SETTLE: Duration = Duration::from_millis(300);

/// How many of the newest events are looked at after each kill, and in the end.
const NEWEST: &str = "2000";
const ALL: &str = "1000000";

pub(super) struct Ledger {
    inbox: String,
    /// Of the events that were seen to be done: how often they had been handled then.
    done: HashMap<String, usize>,
}

/// What was found in the end.
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

    /// Notes which events are done, of the newest ones.
    pub(super) fn look(&mut self, target: &Target) -> Result<(), Error> {
        let done = self.list(&["--state", "done"], NEWEST)?;
        sleep(SETTLE);
        let handled = target.handled();
        for uid in done {
            let times = handled.get(&uid).copied().unwrap_or_default();
            self.done.entry(uid).or_insert(times);
        }
        Ok(())
    }

    /// How many events are not done yet.
    pub(super) fn open(&self) -> Result<usize, Error> {
        let open = ["pending", "running", "dead", "unreadable"];
        let open = open.map(|state| ["--state", state]).concat();
        Ok(self.list(&open, ALL)?.len())
    }

    /// Compares the ledger with what was acknowledged and what was handled.
    pub(super) fn check(
        &self,
        engine: &str,
        accepted: &HashSet<String>,
        target: &Target,
    ) -> Result<Found, Error> {
        sleep(SETTLE);
        let handled = target.handled();
        let events: HashSet<String> = self.list(&[], ALL)?.into_iter().collect();
        if accepted.is_empty() {
            return Err(format!("{engine}: nothing was accepted").into());
        }
        let lost = accepted.iter().filter(|uid| !events.contains(*uid)).count();
        let unhandled = events
            .iter()
            .filter(|uid| !handled.contains_key(*uid))
            .count();
        let again = self
            .done
            .iter()
            .filter(|(uid, times)| handled.get(*uid) != Some(*times));
        let again = again.count();
        if (lost, unhandled, again) != (0, 0, 0) {
            return Err(format!(
                "{engine}: {lost} events that were answered 200 are not in the inbox, \
                 {unhandled} were never handled, {again} were handled after they were marked done"
            )
            .into());
        }
        Ok(Found {
            events: events.len(),
            handled_twice: handled.values().filter(|times| **times > 1).count(),
        })
    }

    /// The uids of the newest events in these states.
    fn list(&self, states: &[&str], limit: &str) -> Result<Vec<String>, Error> {
        let output = capturi(Path::new("/"))
            .args([
                "inbox",
                "list",
                "--json",
                "--limit",
                limit,
                "--inbox",
                &self.inbox,
            ])
            .args(states)
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let lines = String::from_utf8(output.stdout)?;
        let uids = lines.lines().map(|line| {
            let event: Value = serde_json::from_str(line)?;
            let uid = event["event_uid"]
                .as_str()
                .ok_or("an event without a uid")?;
            Ok(uid.to_owned())
        });
        uids.collect()
    }
}
