//! The load, sent by `capturi webhook send`, and the target that events are forwarded to, which is
//! `capturi webhook listen`.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::{JoinHandle, sleep},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{capturi, fleet};
use crate::Error;

/// The deliveries per second of each sender; `COUNT` in total is more than a run can last.
const RATE: &str = "150";
const COUNT: &str = "100000";
/// The deliveries per second that belong to one conversation.
const ORDERED_RATE: &str = "10";
pub(super) const ORDERED: &str = "5f0c6a52-5d0e-4f4c-9a3b-0d6a2f1c7e11";

/// The deliveries per second with a whole conversation; `FULL_COUNT` in total last for four minutes.
const FULL_RATE: &str = "20";
const FULL_COUNT: &str = "5000";
/// The secret header of the receivers.
pub(super) const HEADER: &str = "X-Capturi-Secret";
pub(super) const SECRET: &str = "the-secret-that-no-log-may-have";

/// The first digits of the uids of our own deliveries to the target.
const MARKER: &str = "00000000-0000-4000-8000-";

/// Senders, which go on whether or not a receiver listens.
pub(super) struct Load(Vec<Sender>);

struct Sender {
    process: Child,
    reading: JoinHandle<Sent>,
}

/// The results of the deliveries.
#[derive(Default)]
pub(super) struct Sent {
    /// The uids of the events that were answered 200.
    pub(super) accepted: HashSet<String>,
    pub(super) unanswered: usize,
}

impl Load {
    /// Starts a sender of new conversations for each receiver; and for the first receiver, a sender of
    /// one conversation, and a sender of whole ones.
    pub(super) fn start(receivers: &[String]) -> Result<Self, Error> {
        let many = receivers
            .iter()
            .map(|url| (url, vec!["--count", COUNT, "--rate", RATE]));
        let one = ["--count", COUNT, "--rate", ORDERED_RATE, "--uid", ORDERED];
        let full = ["--count", FULL_COUNT, "--rate", FULL_RATE, "--full"];
        let others = receivers.first().into_iter();
        let others = others.flat_map(|url| [(url, one.to_vec()), (url, full.to_vec())]);
        let senders = many.chain(others).map(|(url, arguments)| {
            let mut process = capturi(Path::new("/"))
                .env("CAPTURI_WEBHOOK_SECRET", SECRET)
                .args(["webhook", "send", "--to", url, "--secret-header", HEADER])
                .args(arguments)
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

/// Reads lines such as `200 OK  1.2 ms  event=UID`.
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

/// The target that events are forwarded to. It is never killed.
pub(super) struct Target {
    process: Child,
    pub(super) url: String,
    handled: Arc<Mutex<Handled>>,
}

/// The handled events, by their uids.
#[derive(Clone, Default)]
pub(super) struct Handled {
    pub(super) times: HashMap<String, usize>,
    /// The uids in the order of their first handling.
    pub(super) order: Vec<String>,
}

impl Handled {
    pub(super) fn count(&mut self, uid: &str) {
        let times = self.times.entry(uid.to_owned()).or_default();
        *times += 1;
        if *times == 1 {
            self.order.push(uid.to_owned());
        }
    }

    fn without_markers(&self) -> Self {
        let mut handled = self.clone();
        handled.times.retain(|uid, _| !uid.starts_with(MARKER));
        handled.order.retain(|uid| !uid.starts_with(MARKER));
        handled
    }
}

impl Target {
    pub(super) fn start(folder: &Path) -> Result<Self, Error> {
        let mut process = capturi(folder)
            .args(["webhook", "listen", "--listen", "127.0.0.1:0", "-o", "json"])
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
        let handled = Arc::<Mutex<Handled>>::default();
        let counted = handled.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let event: Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(uid) = event["event_uid"].as_str() {
                    let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
                    counted.count(uid);
                }
            }
        });
        Ok(Self {
            process,
            url,
            handled,
        })
    }

    /// All events that were handled until now. The target prints in order, so once it has printed a
    /// delivery of our own, it has printed every event before it.
    pub(super) fn handled(&self) -> Result<Handled, Error> {
        let marker = format!("{MARKER}{:012x}", fastrand::u64(..1 << 48));
        self.deliver(&marker)?;
        let give_up = Instant::now() + Duration::from_secs(60);
        while Instant::now() < give_up {
            let handled = self.handled.lock().unwrap_or_else(PoisonError::into_inner);
            if handled.times.contains_key(&marker) {
                return Ok(handled.without_markers());
            }
            drop(handled);
            sleep(Duration::from_millis(5));
        }
        Err("the target does not say what came".into())
    }

    fn deliver(&self, event_uid: &str) -> Result<(), Error> {
        let url = self.url.strip_prefix("http://").ok_or("no http URL")?;
        let (host, path) = url.split_once('/').ok_or("no path")?;
        let body = format!(
            r#"{{"eventUid":"{event_uid}","event":"ConversationProcessed","uid":"{event_uid}"}}"#
        );
        let answer = fleet::ask(host, &format!("POST /{path}"), &body)?;
        match answer.starts_with("HTTP/1.1 200") {
            true => Ok(()),
            false => Err(format!("the target answered {answer:?}").into()),
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // The process may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends several deliveries at a time; fails unless all are answered 200.
pub(super) fn send(port: u16, deliveries: usize) -> Result<(), Error> {
    let status = capturi(Path::new("/"))
        .args(["webhook", "send", "--to", &fleet::url(port)])
        .args(["--count", &deliveries.to_string()])
        .stdout(Stdio::null())
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err("a delivery was refused".into()),
    }
}
