//! `capturi inbox backfill` and `deletions` as processes that are killed on the way, and a receiver
//! that does so by itself. The long form backfills 10,000 conversations.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    collections::HashSet,
    fs,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use capturi_webhooks::testing;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use support::{
    TOKEN, capturi,
    machine::{Machine, peak_memory},
    stderr,
};
use tokio::{process::Command, time::sleep};
use uuid::Uuid;
use wiremock::{
    Mock, MockServer, Request, Respond, ResponseTemplate,
    matchers::{method, path},
};

/// The default number of conversations; each has 75 KB.
const CONVERSATIONS: usize = 600;
const BYTES: usize = 75_000;
const PAGE: usize = 100;
/// The most memory that a process may have used.
const MEMORY: usize = 100_000_000;

fn variable(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |number| number.parse().unwrap())
}

/// Conversations as Capturi lists them.
struct Conversations {
    /// The JSON of a conversation, without its uid and the times.
    template: String,
    uids: Vec<Uuid>,
    /// How many of them are listed already.
    listed: AtomicUsize,
    pages: AtomicUsize,
    processed: DateTime<Utc>,
}

impl Conversations {
    fn new(number: usize) -> Arc<Self> {
        let delivery: Value = serde_json::from_str(testing::CONVERSATION).unwrap();
        let mut call = delivery["entity"].clone();
        call["uid"] = json!("%uid%");
        call["state"] = json!("Success");
        call["deleted"] = json!(false);
        call["metrics"] = json!({ "processingDone": "%done%" });
        call["lastChanged"] = json!("%changed%");
        let room = BYTES.saturating_sub(call.to_string().len());
        call["summary"] = json!("what people said ".repeat(room / 17));
        Arc::new(Self {
            template: call.to_string(),
            uids: (0..number).map(|_| Uuid::new_v4()).collect(),
            listed: AtomicUsize::new(number),
            pages: AtomicUsize::new(0),
            processed: Utc::now() - TimeDelta::hours(5),
        })
    }

    /// Two of them can't be read.
    fn is_unreadable(number: usize) -> bool {
        matches!(number, 3 | 150)
    }

    fn json(&self, number: usize) -> String {
        let uid = self.uids[number];
        if Self::is_unreadable(number) {
            return format!("{{\"uid\": \"{uid}\", \"state\": [\"MARKED\"]}}");
        }
        let done = self.processed + TimeDelta::milliseconds(number.try_into().unwrap());
        self.template
            .replace("%uid%", &uid.to_string())
            .replace("%done%", &done.to_rfc3339())
            // Every one was edited since.
            .replace("%changed%", &Utc::now().to_rfc3339())
    }
}

/// Answers with the page that the token asks for.
struct Answers(Arc<Conversations>);

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let request: Value = serde_json::from_slice(&request.body).unwrap();
        let begin: usize = request["continuationToken"]
            .as_str()
            .map_or(0, |token| token.parse().unwrap());
        let all = self.0.listed.load(Ordering::SeqCst);
        let end = (begin + PAGE).min(all);
        let rows: Vec<String> = (begin..end).map(|number| self.0.json(number)).collect();
        let token = match end < all {
            true => format!("\"{end}\""),
            false => "null".to_owned(),
        };
        self.0.pages.fetch_add(1, Ordering::SeqCst);
        let page = format!(
            "{{\"conversations\": [{}], \"continuationToken\": {token}}}",
            rows.join(",")
        );
        ResponseTemplate::new(200).set_body_raw(page, "application/json")
    }
}

async fn answering(way: &str, answers: impl Respond + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(way))
        .respond_with(answers)
        .mount(&server)
        .await;
    server
}

fn command(machine: &Machine, server: &MockServer, arguments: &[&str]) -> Command {
    let mut command = capturi(machine.0.path());
    command
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", server.uri())
        .args(["inbox"])
        .args(arguments)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// Makes the inbox, with events of these conversations that were received when they were processed.
async fn receive(machine: &Machine, uids: &[Uuid]) {
    let mut serving = machine.serve(&[]).await;
    let http = reqwest::Client::new();
    for uid in uids {
        let body = testing::SampleDelivery::identity(*uid).body();
        let answer = http.post(&serving.url).body(body).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
    serving.signal("TERM").await;
    serving.process.wait().await.unwrap();
}

async fn backfilled(machine: &Machine) -> (Vec<Value>, HashSet<String>) {
    let lines = machine
        .inbox(&["list", "-o", "jsonl", "--limit", "100000"])
        .await;
    let events: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of_backfill = events.iter().filter(|event| event["source"] == "backfill");
    let of_backfill: Vec<Value> = of_backfill.cloned().collect();
    let uids = of_backfill.iter();
    let uids = uids.map(|event| event["conversation_uid"].as_str().unwrap().to_owned());
    let uids = uids.collect();
    (of_backfill, uids)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_that_is_killed_on_the_way_puts_every_missed_event_into_the_inbox_once() {
    let (number, kills) = (
        variable("CAPTURI_CONVERSATIONS", CONVERSATIONS),
        variable("CAPTURI_KILLS", 1),
    );
    let machine = Machine::new();
    let conversations = Conversations::new(number);
    let received: Vec<Uuid> = conversations.uids.iter().step_by(7).copied().collect();
    receive(&machine, &received).await;
    // The last page is listed late.
    conversations
        .listed
        .store(number - PAGE / 2, Ordering::SeqCst);
    let server = answering(
        "/integrations/conversations/list-delta",
        Answers(conversations.clone()),
    )
    .await;
    let backfill = ["backfill", "--payload", "full", "--since", "8h"];
    let mut peak = 0;
    for kill in 1..=kills {
        let mut process = command(&machine, &server, &backfill).spawn().unwrap();
        let pages = kill * number / PAGE / (kills + 1);
        let give_up = Instant::now() + Duration::from_secs(120);
        while conversations.pages.load(Ordering::SeqCst) < pages.max(2) {
            assert!(Instant::now() < give_up, "{kill}");
            sleep(Duration::from_millis(5)).await;
            peak = peak.max(peak_memory(&process).unwrap_or_default());
        }
        process.start_kill().unwrap();
        process.wait().await.unwrap();
    }
    let mut process = command(&machine, &server, &backfill).spawn().unwrap();
    while process.try_wait().unwrap().is_none() {
        peak = peak.max(peak_memory(&process).unwrap_or_default());
        sleep(Duration::from_millis(5)).await;
    }
    let output = process.wait_with_output().await.unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    // A run that was killed may have reported one of them.
    assert!(said.contains("rows of the API can't be read"), "{said}");
    assert!(!said.contains("MARKED"), "{said}");
    let pages = conversations.pages.load(Ordering::SeqCst);
    // A page that was read and not stored is read again, and what came meanwhile is read at the end.
    let most = 2 * number.div_ceil(PAGE) + kills;
    assert!(pages <= most, "{pages} pages of {most}");

    conversations.listed.store(number, Ordering::SeqCst);
    let late = command(&machine, &server, &backfill)
        .output()
        .await
        .unwrap();
    let said = stderr(&late);
    assert_eq!(late.status.code(), Some(1), "{said}");
    assert!(said.contains("2 rows of the API can't be read"), "{said}");
    for number in [3, 150] {
        let uid = conversations.uids[number].to_string();
        assert!(said.contains(&uid), "{said}");
    }
    let (events, found) = backfilled(&machine).await;
    let received: HashSet<Uuid> = received.into_iter().collect();
    let missed: HashSet<String> = (0..number)
        .filter(|number| !Conversations::is_unreadable(*number))
        .map(|number| conversations.uids[number])
        .filter(|uid| !received.contains(uid))
        .map(|uid| uid.to_string())
        .collect();
    assert!(found == missed, "{} of {}", found.len(), missed.len());
    assert_eq!(events.len(), missed.len(), "once each");
    println!(
        "{number} conversations, {} missed; {kills} kills, {pages} pages; {} MB at most",
        missed.len(),
        peak / 1_000_000
    );
    assert!(peak > 0 && peak < MEMORY, "{peak} bytes");
}

/// Answers with a soft and a hard deletion of each conversation, all soft ones first.
struct Audits {
    uids: Vec<Uuid>,
    pages: Arc<AtomicUsize>,
    at: DateTime<Utc>,
}

impl Respond for Audits {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let request: Value = serde_json::from_slice(&request.body).unwrap();
        self.pages.fetch_add(1, Ordering::SeqCst);
        let kind = match request["pageNumber"].as_i64() {
            Some(0) => "ConversationSoftDeleted",
            Some(1) => "ConversationHardDeleted",
            _ => return ResponseTemplate::new(200).set_body_json(json!({ "audits": [] })),
        };
        let records = self.uids.iter().map(|uid| {
            json!({
                "logTime": self.at, "eventType": kind, "eventTime": self.at,
                "userUid": Uuid::new_v4(), "isDeletedByPolicy": false,
                "organizationUid": Uuid::new_v4(), "conversationUid": uid,
                "conversationDateTime": self.at, "customerPhone": "+45 MARKED",
            })
        });
        let audits: Vec<Value> = records.collect();
        ResponseTemplate::new(200).set_body_json(json!({ "audits": audits }))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deletions_arrive_once_and_in_order_also_after_a_kill() {
    let machine = Machine::new();
    let uids: Vec<Uuid> = (0..80).map(|_| Uuid::new_v4()).collect();
    receive(&machine, &uids[..1]).await;
    let pages = Arc::new(AtomicUsize::new(0));
    let audits = Audits {
        uids: uids.clone(),
        pages: pages.clone(),
        at: Utc::now() - TimeDelta::hours(1),
    };
    let server = answering("/integrations/audits", audits).await;
    for _ in 0..variable("CAPTURI_KILLS", 1) {
        let (mut process, before) = (
            command(&machine, &server, &["deletions"]).spawn().unwrap(),
            pages.load(Ordering::SeqCst),
        );
        // It has read a page, and stored none or a part of it.
        while pages.load(Ordering::SeqCst) == before {
            sleep(Duration::from_millis(1)).await;
        }
        process.start_kill().unwrap();
        process.wait().await.unwrap();
    }
    let printed = machine.0.path().join("printed");
    let mut serving = command(
        &machine,
        &server,
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--follow-deletions=1m",
            "--print",
            "--concurrency",
            "64",
            "-o",
            "json",
        ],
    );
    serving.stdout(fs::File::create(&printed).unwrap());
    let mut serving = serving.spawn().unwrap();
    let handled = || {
        let printed = fs::read_to_string(&printed).unwrap();
        let lines = printed.lines().filter(|line| line.ends_with('}'));
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect::<Vec<Value>>()
    };
    let give_up = Instant::now() + Duration::from_secs(60);
    while handled().len() < 2 * uids.len() + 1 {
        assert!(Instant::now() < give_up, "{}", handled().len());
        sleep(Duration::from_millis(50)).await;
    }
    // No more come, though it has stored some of them twice.
    sleep(Duration::from_secs(1)).await;
    serving.start_kill().unwrap();
    let handled = handled();
    assert_eq!(handled.len(), 2 * uids.len() + 1);
    let first = json!(uids[0]);
    let of_first: Vec<&Value> = handled
        .iter()
        .filter(|event| event["conversation_uid"] == first)
        .map(|event| &event["event"])
        .collect();
    assert_eq!(
        of_first,
        [
            "ConversationProcessed",
            "ConversationDeleted",
            "ConversationDeleted"
        ]
    );
    let dump = machine.inbox(&["dump"]).await;
    assert_eq!(dump.matches("\"soft\"").count(), uids.len());
    assert_eq!(dump.matches("\"hard\"").count(), uids.len());
    assert!(!dump.contains("MARKED"));
    let kinds = dump.lines().filter_map(|line| {
        let event: Value = serde_json::from_str(line).unwrap();
        let is_of_last = event["conversation_uid"] == json!(uids[79]);
        is_of_last.then(|| event["body"]["deletion"]["kind"].clone())
    });
    assert_eq!(kinds.collect::<Vec<_>>(), ["soft", "hard"]);
}
