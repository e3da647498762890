//! The example `sync_conversations` as its user runs it, killed again and again, against a server
//! that fails in every way. `CAPTURI_KILLS` sets the number of kills.
#![cfg(all(feature = "client", unix))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    collections::BTreeMap,
    env, fs,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::{Value, json};
use support::{Server, TOKEN, UID, answer, example, ok};
use tokio::process::{Child, Command};
use uuid::Uuid;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

const CONVERSATIONS: u128 = 60;
/// The rows of a page, whatever limit is asked for.
const PAGE: usize = 5;
/// The time by which one server's clock is ahead of ours, and another server's behind.
const AHEAD: TimeDelta = TimeDelta::hours(3);
/// The longest time until a change is listed.
const LATE: Duration = Duration::from_secs(5 * 60);
/// The conversation whose JSON never fits.
const BAD: u128 = 13;

/// A listing of changes in their order; its tokens tell the change after which to go on.
#[derive(Clone)]
struct Capturi(Arc<Mutex<State>>);

struct State {
    /// The time by which the server's clock is ahead of ours.
    ahead: TimeDelta,
    /// When each conversation changed last, and how often it has.
    changes: BTreeMap<u128, (DateTime<Utc>, u32)>,
    random: fastrand::Rng,
    has_faults: bool,
}

impl Capturi {
    fn new(ahead: TimeDelta) -> Self {
        let changed =
            |number| Utc::now() + ahead - TimeDelta::hours(i64::try_from(number).unwrap());
        Self(Arc::new(Mutex::new(State {
            ahead,
            changes: (1..=CONVERSATIONS)
                .map(|number| (number, (changed(number), 1)))
                .collect(),
            random: fastrand::Rng::with_seed(17),
            has_faults: true,
        })))
    }

    fn heal(&self) {
        self.0.lock().unwrap().has_faults = false;
    }

    /// Changes a conversation, whether or not it was listed already.
    fn change(&self) {
        let mut state = self.0.lock().unwrap();
        let number = state.random.u128(1..=CONVERSATIONS);
        let late = LATE.mul_f64(state.random.f64());
        let (before, times) = state.changes[&number];
        // Times have whole seconds, so that two changes may have the same time.
        let changed = (Utc::now() + state.ahead - late)
            .trunc_subsecs(0)
            .max(before);
        state.changes.insert(number, (changed, times + 1));
    }

    fn states(&self) -> BTreeMap<String, u32> {
        let state = self.0.lock().unwrap();
        let state = state.changes.iter();
        state
            .map(|(number, (_, times))| (Uuid::from_u128(*number).to_string(), *times))
            .collect()
    }
}

impl Respond for Capturi {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().unwrap();
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let mut rows: Vec<_> = state.changes.iter().collect();
        rows.sort_by_key(|(number, (changed, _))| (*changed, **number));
        // A token counts alone: the other members of its request are ignored.
        let after: Option<(DateTime<Utc>, u128)> = body["continuationToken"]
            .as_str()
            .map(|token| serde_json::from_str(token).unwrap());
        let since: Option<DateTime<Utc>> =
            serde_json::from_value(body["lastChanged"].clone()).unwrap();
        rows.retain(|(number, (changed, _))| match after {
            Some(after) => (*changed, **number) > after,
            None => since.is_none_or(|since| *changed >= since),
        });
        let is_last = rows.len() <= PAGE;
        rows.truncate(PAGE);
        let token = rows
            .last()
            .map(|(number, (changed, _))| json!([changed, number]).to_string());
        let page = json!({
            "conversations": rows.iter().map(|(number, (changed, times))| row(**number, *changed, *times)).collect::<Vec<_>>(),
            "continuationToken": token.filter(|_| !is_last),
        });
        let page = page.to_string();
        let fault = match state.has_faults {
            true => state.random.u32(0..12),
            false => u32::MAX,
        };
        let answer = match fault {
            0 => ResponseTemplate::new(500),
            1 => ResponseTemplate::new(429).insert_header("Retry-After", "0"),
            2 => ResponseTemplate::new(200)
                .set_body_raw(page[..page.len() / 2].to_owned(), "application/json"),
            3 => ResponseTemplate::new(503),
            _ => ResponseTemplate::new(200).set_body_raw(page, "application/json"),
        };
        answer.set_delay(Duration::from_millis(state.random.u64(0..4)))
    }
}

fn row(number: u128, changed: DateTime<Utc>, times: u32) -> Value {
    let mut row = json!({
        "organizationId": UID, "userUid": UID, "uid": Uuid::from_u128(number), "state": "Success",
        "dateTime": "2026-11-02T09:14:07", "somethingNew": times,
        "lastChanged": changed.naive_utc().to_string().replace(' ', "T"),
    });
    if number == BAD {
        row["state"].take();
    }
    row
}

fn command(url: &str, folder: &Path) -> Command {
    let mut command = Command::new(example("sync_conversations"));
    command
        .arg(folder)
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", url)
        .env_remove("CAPTURI_API_VERSION")
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true);
    command
}

fn start(server: &MockServer, folder: &Path) -> Child {
    command(&server.uri(), folder).spawn().unwrap()
}

/// The rows of a file: the uid and the number of changes of each conversation.
fn rows(folder: &Path, name: &str) -> Vec<(String, u32)> {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    let row = |line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let times = row["somethingNew"].as_u64().unwrap();
        (
            row["uid"].as_str().unwrap().to_owned(),
            u32::try_from(times).unwrap(),
        )
    };
    text.lines().map(row).collect()
}

async fn succeeds(server: &MockServer, folder: &Path) -> bool {
    start(server, folder).wait().await.unwrap().success()
}

#[tokio::test]
async fn a_copy_that_is_killed_again_and_again_has_every_row_once() {
    let kills = env::var("CAPTURI_KILLS").map_or(20, |kills| kills.parse().unwrap());
    for ahead in [AHEAD, -AHEAD] {
        killed_again_and_again(ahead, kills).await;
    }
}

async fn killed_again_and_again(ahead: TimeDelta, kills: u32) {
    let capturi = Capturi::new(ahead);
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(capturi.clone())
        .mount(&server)
        .await;
    let folder = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(4);
    let (mut killed, mut failed, mut finished) = (0, 0, 0);
    while killed < kills || failed == 0 || finished == 0 {
        let mut run = start(&server, folder.path());
        tokio::time::sleep(Duration::from_micros(random.u64(0..150_000))).await;
        capturi.change();
        // After enough kills a run may end by itself, so that one does on a slow machine too.
        let ended = match killed < kills {
            true => run.try_wait().unwrap(),
            false => Some(run.wait().await.unwrap()),
        };
        match ended {
            None => {
                run.kill().await.unwrap();
                killed += 1;
            }
            Some(status) if status.success() => finished += 1,
            Some(_) => failed += 1,
        }
    }
    capturi.heal();
    // The first run ends the listing under way, the second one lists the changes that came late.
    for _ in 0..2 {
        assert!(succeeds(&server, folder.path()).await);
    }
    println!("{killed} kills, {failed} runs failed, {finished} finished");

    let bad = Uuid::from_u128(BAD).to_string();
    let good = rows(folder.path(), "conversations.jsonl");
    let rejected = rows(folder.path(), "rejected.jsonl");
    assert!(good.iter().all(|(uid, _)| *uid != bad));
    assert!(rejected.iter().all(|(uid, _)| *uid == bad));
    let mut copy = BTreeMap::new();
    for (uid, times) in good.into_iter().chain(rejected) {
        // Each state of a conversation comes once, after the state before it.
        let before = copy.insert(uid.clone(), times);
        assert!(
            before.is_none_or(|before| before < times),
            "{uid}: {before:?}, then {times}"
        );
    }
    assert_eq!(copy, capturi.states());

    // Nothing has changed since, so nothing is added.
    let lengths = || {
        ["conversations.jsonl", "rejected.jsonl"]
            .map(|name| fs::metadata(folder.path().join(name)).unwrap().len())
    };
    let before = lengths();
    assert!(succeeds(&server, folder.path()).await);
    assert_eq!(lengths(), before);
}

#[tokio::test]
async fn what_a_killed_run_left_is_cut_off_and_what_is_missing_is_told() {
    let capturi = Capturi::new(TimeDelta::zero());
    capturi.heal();
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(capturi)
        .mount(&server)
        .await;
    let folder = tempfile::tempdir().unwrap();
    assert!(succeeds(&server, folder.path()).await);
    let file = folder.path().join("conversations.jsonl");
    let whole = fs::read(&file).unwrap();

    fs::write(&file, [&whole, &b"{\"uid\":"[..]].concat()).unwrap();
    assert!(succeeds(&server, folder.path()).await);
    assert!(fs::read(&file).unwrap() == whole);

    fs::write(&file, "moved away").unwrap();
    assert!(!succeeds(&server, folder.path()).await);
    assert_eq!(fs::read_to_string(&file).unwrap(), "moved away");

    fs::write(&file, &whole).unwrap();
    let lock = fs::File::open(folder.path().join("lock")).unwrap();
    lock.lock().unwrap();
    assert!(!succeeds(&server, folder.path()).await, "one run at a time");
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_begins_the_listing_again() {
    let now = Utc::now();
    let page = |number, token: Option<&str>| {
        let row = row(number, now, 1);
        ok(&json!({ "conversations": [row], "continuationToken": token }).to_string())
    };
    let server = Server::start(vec![
        page(1, Some("t1")),
        answer("403 Forbidden", "", b""),
        answer("400 Bad Request", "", b""),
        page(1, Some("t2")),
        page(2, None),
    ])
    .await;
    let folder = tempfile::tempdir().unwrap();
    for expected in [false, false, true] {
        let mut run = command(&server.url(), folder.path()).spawn().unwrap();
        assert_eq!(run.wait().await.unwrap().success(), expected);
    }
    let tokens: Vec<bool> = server
        .requests()
        .iter()
        .map(|request| request.contains("continuationToken"))
        .collect();
    assert_eq!(tokens, [false, true, true, false, true]);
    assert_eq!(rows(folder.path(), "conversations.jsonl").len(), 2);
}
