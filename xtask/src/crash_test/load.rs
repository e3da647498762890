//! What comes in and where it goes: `capturi webhook send`, and `capturi webhook listen` as the
//! program that events are passed on to.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use serde_json::Value;

use super::{capturi, fleet};
use crate::Error;

/// Deliveries of each sender in a second, and all in all: more than a run can last.
const RATE: &str = "150";
const COUNT: &str = "100000";

/// Senders that do not care whether anybody listens.
pub(super) struct Load(Vec<Sender>);

struct Sender {
    process: Child,
    reading: JoinHandle<Sent>,
}

/// What became of the deliveries.
#[derive(Default)]
pub(super) struct Sent {
    /// The uids of the events that were answered 200.
    pub(super) accepted: HashSet<String>,
    pub(super) unanswered: usize,
}

impl Load {
    pub(super) fn start(receivers: &[String]) -> Result<Self, Error> {
        let senders = receivers.iter().map(|url| {
            let mut process = capturi(Path::new("/"))
                .args([
                    "webhook", "send", "--to", url, "--rate", RATE, "--count", COUNT,
                ])
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?;
            let stdout = process.stdout.take().ok_or("no standard output")?;
            let reading = std::thread::spawn(move || read_answers(stdout));
            Ok(Sender { process, reading })
        });
        Ok(Self(senders.collect::<Result<_, Error>>()?))
    }

    pub(super) fn stop(self) -> Result<Sent, Error> {
        let mut all = Sent::default();
        for mut sender in self.0 {
            sender.process.kill()?;
            sender.process.wait()?;
            let sent = sender.reading.join().map_err(|_| "a reader panicked")?;
            all.accepted.extend(sent.accepted);
            all.unanswered += sent.unanswered;
        }
        Ok(all)
    }
}

/// Lines such as `200 OK  1.2 ms  event=UID`.
fn read_answers(stdout: ChildStdout) -> Sent {
    let mut sent = Sent::default();
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let uid = line
            .split_whitespace()
            .find_map(|word| word.strip_prefix("event="));
        match uid {
            Some(uid) if line.starts_with("200 ") => {
                sent.accepted.insert(uid.to_owned());
            }
            Some(_) => sent.unanswered += 1,
            None => {}
        }
    }
    sent
}

/// The program that events are passed on to. It is never killed.
pub(super) struct Target {
    process: Child,
    pub(super) url: String,
    handled: Arc<Mutex<HashMap<String, usize>>>,
}

impl Target {
    pub(super) fn start(folder: &Path) -> Result<Self, Error> {
        let mut process = capturi(folder)
            .args([
                "webhook",
                "listen",
                "--listen",
                "127.0.0.1:0",
                "--log-format",
                "json",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = process.stderr.take().ok_or("no standard error")?;
        let mut lines = BufReader::new(stderr).lines();
        let listening = lines.next().ok_or("nothing listens")??;
        let url = listening
            .split_whitespace()
            .find(|word| word.starts_with("http://"));
        let url = url.ok_or("no URL")?.to_owned();
        std::thread::spawn(move || lines.for_each(drop));
        let stdout = process.stdout.take().ok_or("no standard output")?;
        let handled = Arc::<Mutex<HashMap<String, usize>>>::default();
        let counted = handled.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let event: Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(uid) = event["event_uid"].as_str() {
                    let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
                    *counted.entry(uid.to_owned()).or_default() += 1;
                }
            }
        });
        Ok(Self {
            process,
            url,
            handled,
        })
    }

    /// How often each event was handled.
    pub(super) fn handled(&self) -> HashMap<String, usize> {
        self.handled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends one delivery, and says whether it was answered 200.
pub(super) fn send_one(port: u16) -> Result<bool, Error> {
    let status = capturi(Path::new("/"))
        .args(["webhook", "send", "--full", "--to", &fleet::url(port)])
        .stdout(Stdio::null())
        .status()?;
    Ok(status.success())
}
