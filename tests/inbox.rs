//! `capturi webhook serve` and `capturi inbox`: the receiver for production, and its operator.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Output,
    time::{Duration, Instant},
};

use capturi_api::mock::{MockCapturi, example};
use serde_json::{Value, json};
use support::{Running, TOKEN, UID, capturi, run, stderr, stdout};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

const SECRET: &str = "a-secret-that-is-long-enough";

/// A machine with an operator.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join(".local/state/capturi/inbox.db")
    }

    async fn serve(&self, arguments: &[&str]) -> Running {
        let mut command = capturi(self.0.path());
        command
            .args(["webhook", "serve", "--listen", "127.0.0.1:0"])
            .args(arguments);
        Running::start(command).await
    }

    async fn capturi(&self, arguments: &[&str]) -> Output {
        capturi(self.0.path())
            .args(arguments)
            .output()
            .await
            .unwrap()
    }

    /// What `capturi inbox` prints.
    async fn inbox(&self, arguments: &[&str]) -> String {
        let output = self.capturi(&[&["inbox"], arguments].concat()).await;
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            stderr(&output)
        );
        stdout(&output).to_owned()
    }

    /// All events, newest first.
    async fn events(&self) -> Vec<Value> {
        let lines = self.inbox(&["list", "--json", "--limit", "1000"]).await;
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    async fn eventually(&self, state: &str) -> Vec<Value> {
        let give_up = Instant::now() + Duration::from_secs(60);
        loop {
            let events = self.events().await;
            if !events.is_empty() && events.iter().all(|event| event["state"] == state) {
                return events;
            }
            assert!(Instant::now() < give_up, "{events:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn send(arguments: &[&str]) -> Output {
    let output = run(
        "http://127.0.0.1:1",
        &[&["webhook", "send"], arguments].concat(),
    )
    .await;
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    output
}

async fn answering(status: u16) -> MockServer {
    let target = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(status))
        .mount(&target)
        .await;
    target
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn what_is_served_is_stored_handled_and_listed() {
    let machine = Machine::new();
    let mut serving = machine.serve(&["--print"]).await;
    let inbox = serving.error("Inbox: ").await;
    assert_eq!(
        inbox,
        format!("Inbox: sqlite:{}.", machine.file().display())
    );
    let sent = send(&["--uid", UID, "--to", &serving.url, "--replay"]).await;
    assert!(stdout(&sent).contains("came before"), "{}", stdout(&sent));
    let line = serving.event().await;
    assert!(
        line.starts_with("ConversationProcessed event=") && line.contains(UID),
        "{line}"
    );

    let events = machine.eventually("done").await;
    let [event] = events.as_slice() else {
        panic!("{events:?}")
    };
    for member in ["event_uid", "event", "state", "attempts"] {
        assert!(!event[member].is_null(), "{member}: {event}");
    }
    assert_eq!(
        (&event["conversation_uid"], &event["duplicates"]),
        (&json!(UID), &json!(1))
    );
    for ending in ["", "-wal", "-shm"] {
        let file = format!("{}{ending}", machine.file().display());
        assert_eq!(mode(Path::new(&file)), 0o600, "{file}");
    }
    let table = machine.inbox(&["list"]).await;
    assert!(table.starts_with("ID  STATE  EVENT"), "{table}");

    serving.signal("TERM").await;
    let ended = timeout(Duration::from_secs(10), serving.process.wait()).await;
    assert!(ended.unwrap().unwrap().success());
    assert!(!Path::new(&format!("{}-wal", machine.file().display())).exists());
}

#[tokio::test]
async fn the_log_says_what_could_not_be_handled_and_no_secret() {
    let machine = Machine::new();
    let target = answering(500).await;
    let url = target.uri().replace("http://", "http://me:hunter2@") + "/hook?token=hunter2";
    let mut serving = machine
        .serve(&["--max-attempts", "1", "--forward-to", &url])
        .await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    let mut said = String::new();
    while !said.contains("an event is dead") {
        said += &serving.error("").await;
    }
    assert!(said.contains("answered 500"), "{said}");
    assert!(
        said.contains("/hook") && !said.contains("hunter2"),
        "{said}"
    );
    let table = machine.inbox(&["list"]).await;
    assert!(table.contains("answered 500"), "why: {table}");
    let limited = machine.capturi(&["inbox", "list", "--limit", "0"]).await;
    assert!(stderr(&limited).contains("there are more"));
}

#[tokio::test]
async fn without_a_handler_events_wait_for_a_worker() {
    let machine = Machine::new();
    let mut serving = machine.serve(&[]).await;
    serving.error("capturi inbox work").await;
    send(&["--full", "--count", "5", "--to", &serving.url]).await;
    sleep(Duration::from_millis(300)).await;
    machine.eventually("pending").await;

    let target = answering(204).await;
    let mut working = capturi(machine.0.path())
        .args(["inbox", "work", "--forward-to", &target.uri()])
        .spawn()
        .unwrap();
    let events = machine.eventually("done").await;
    assert_eq!(events.len(), 5);
    assert_eq!(target.received_requests().await.unwrap().len(), 5);
    working.kill().await.unwrap();
}

#[tokio::test]
async fn events_are_passed_on_until_they_are_taken() {
    let machine = Machine::new();
    let target = MockServer::start().await;
    let failing = ResponseTemplate::new(503).insert_header("retry-after", "1");
    Mock::given(any())
        .respond_with(failing)
        .up_to_n_times(1)
        .mount(&target)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&target)
        .await;
    let mut command = capturi(machine.0.path());
    command
        .args([
            "webhook",
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--forward-to",
            &target.uri(),
        ])
        .args(["--secret-header", "X-Capturi-Secret"])
        .env("CAPTURI_WEBHOOK_SECRET", SECRET);
    let serving = Running::start(command).await;
    let body = json!({ "Event": "ConversationProcessed", "Uid": UID }).to_string();
    let response = reqwest::Client::new()
        .put(format!("{}?from=capturi", serving.url))
        .header("X-Capturi-Secret", SECRET)
        .header("Cookie", "also-secret")
        .header("content-type", "application/json; charset=utf-8")
        .body(body.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let events = machine.eventually("done").await;
    assert_eq!(events[0]["attempts"], 2);
    let requests = target.received_requests().await.unwrap();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(request.method.as_str(), "PUT");
        assert_eq!(request.url.query(), Some("from=capturi"));
        assert_eq!(request.body, body.as_bytes());
        assert_eq!(
            request.headers["content-type"],
            "application/json; charset=utf-8"
        );
        assert!(!format!("{:?}", request.headers).contains("secret"));
    }
    let shown = machine.inbox(&["show", "1"]).await;
    assert!(!shown.contains(SECRET), "{shown}");
}

#[tokio::test]
async fn a_program_decides_by_its_exit_code() {
    let machine = Machine::new();
    let program = machine.0.path().join("handle");
    let seen = machine.0.path().join("seen");
    let script = format!(
        "#!/bin/sh\ncat >> {0}\necho \" $CAPTURI_EVENT $CAPTURI_EVENT_UID $CAPTURI_ATTEMPT \
         $CAPTURI_CONVERSATION_UID ${{CAPTURI_WEBHOOK_SECRET-none}}\" >> {0}\n\
         case $CAPTURI_EVENT in Fine) exit 0;; Wrong) exit 65;; *) exit 1;; esac\n",
        seen.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let mut command = capturi(machine.0.path());
    command
        .args([
            "webhook",
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--max-attempts",
            "1",
        ])
        .args([
            "--exec",
            program.to_str().unwrap(),
            "--secret-header",
            "X-Secret",
        ])
        .env("CAPTURI_WEBHOOK_SECRET", SECRET);
    let serving = Running::start(command).await;
    let secret = machine.0.path().join("secret");
    fs::write(&secret, SECRET).unwrap();
    for event in ["Fine", "Wrong", "Other"] {
        let to = ["--to", &serving.url, "--uid", UID, "--event", event];
        let secret = [
            "--secret-header",
            "X-Secret",
            "--secret-file",
            secret.to_str().unwrap(),
        ];
        send(&[&to[..], &secret].concat()).await;
    }
    let mut states = Vec::new();
    for _ in 0..200 {
        states = machine.events().await;
        let open = |event: &Value| event["state"] == "pending" || event["state"] == "running";
        if !states.iter().any(open) {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    let states: Vec<(&str, &str)> = states
        .iter()
        .map(|event| {
            (
                event["event"].as_str().unwrap(),
                event["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [("Other", "dead"), ("Wrong", "dead"), ("Fine", "done")]
    );
    let seen = fs::read_to_string(seen).unwrap();
    let first = seen.lines().next().unwrap();
    assert!(first.contains(r#""event":"Fine""#), "the body: {first}");
    assert!(
        first.contains(" Fine ") && first.ends_with(" 1  none"),
        "{first}"
    );
}

#[tokio::test]
async fn identities_become_full_conversations_where_that_is_wanted() {
    let machine = Machine::new();
    let mock = MockCapturi::start().await;
    let conversation: capturi_api::types::IntegrationConversationView =
        example(json!({ "uid": UID, "duration": 42.5 }));
    mock.get_conversation().uid(UID).returns(conversation);
    let mut command = capturi(machine.0.path());
    command
        .args([
            "webhook",
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--print",
            "--hydrate",
        ])
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", mock.base_url());
    let mut serving = Running::start(command).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    assert!(serving.event().await.contains("duration=42.5s"));

    let output = machine
        .capturi(&["webhook", "serve", "--print", "--hydrate"])
        .await;
    assert_eq!(
        output.status.code(),
        Some(5),
        "no token: {}",
        stderr(&output)
    );
}

#[tokio::test]
async fn an_operator_looks_and_acts() {
    let machine = Machine::new();
    let serving = machine.serve(&[]).await;
    send(&["--full", "--count", "3", "--to", &serving.url]).await;
    send(&[
        "--uid",
        UID,
        "--event",
        "SummaryReady",
        "--to",
        &serving.url,
    ])
    .await;

    let of_event = ["list", "--json", "--event", "SummaryReady"];
    assert_eq!(machine.inbox(&of_event).await.lines().count(), 1);
    let of_conversation = ["list", "--json", "--conversation", UID, "--since", "1h"];
    let found = machine.inbox(&of_conversation).await;
    let event: Value = serde_json::from_str(&found).unwrap();
    let uid = event["event_uid"].as_str().unwrap();
    assert_eq!(
        machine.inbox(&["list", "--json", "--until", "1h"]).await,
        ""
    );

    let shown = machine.inbox(&["show", uid]).await;
    assert!(shown.contains(UID) && shown.contains("pending"), "{shown}");
    let body: Value = serde_json::from_str(&machine.inbox(&["show", uid, "--body"]).await).unwrap();
    assert_eq!(body["uid"], UID);

    let dry = ["discard", "--state", "pending", "--dry-run"];
    assert_eq!(machine.inbox(&dry).await, "4 would be discarded\n");
    assert_eq!(machine.inbox(&["discard", uid]).await, "1 discarded\n");
    assert_eq!(
        machine.inbox(&["requeue", "--state", "pending"]).await,
        "3 requeued\n"
    );
    assert!(machine.inbox(&["pause"]).await.starts_with("Paused."));
    let stats: Value = serde_json::from_str(&machine.inbox(&["stats", "--json"]).await).unwrap();
    assert_eq!(
        (&stats["events"]["pending"], &stats["paused"]),
        (&json!(3), &json!(true))
    );
    assert!(
        machine
            .inbox(&["stats"])
            .await
            .contains("Paused by an operator")
    );
    machine.inbox(&["resume"]).await;
    let pruned = machine.inbox(&["prune", "--keep-done", "0s"]).await;
    assert_eq!(pruned, "0 bodies and 0 keys deleted\n");

    let export = machine.0.path().join("export.jsonl");
    machine
        .inbox(&["export", "--to", export.to_str().unwrap()])
        .await;
    assert_eq!(mode(&export), 0o600);
    let exported = fs::read_to_string(&export).unwrap();
    let lines: Vec<Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines
            .iter()
            .all(|line| line["body"]["entity"]["duration"] == 274.6)
    );
}

#[tokio::test]
async fn bulk_verbs_want_to_know_what_is_meant() {
    let machine = Machine::new();
    drop(machine.serve(&[]).await);
    for arguments in [vec!["discard"], vec!["requeue", "--all", "--state", "dead"]] {
        let output = machine
            .capturi(&[&["inbox"], &arguments[..]].concat())
            .await;
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
    assert_eq!(machine.inbox(&["discard", "--all"]).await, "0 discarded\n");
    let unknown = machine.capturi(&["inbox", "requeue", "999"]).await;
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        stderr(&unknown).contains("no event 999"),
        "{}",
        stderr(&unknown)
    );
}

#[tokio::test]
async fn looking_for_an_inbox_does_not_make_one() {
    let machine = Machine::new();
    let output = machine.capturi(&["inbox", "list"]).await;
    assert_eq!(output.status.code(), Some(5));
    assert!(
        stderr(&output).contains("there is no inbox sqlite:"),
        "{}",
        stderr(&output)
    );
    assert!(!machine.file().exists());
    let output = machine
        .capturi(&["inbox", "stats", "--inbox", "mysql://me:hunter2@db/x"])
        .await;
    assert_eq!(output.status.code(), Some(2));
    assert!(!stderr(&output).contains("hunter2"), "{}", stderr(&output));
}

#[tokio::test]
async fn a_worker_that_was_stopped_past_its_lease_changes_nothing() {
    let machine = Machine::new();
    let target = MockServer::start().await;
    // The first try is answered late, the second at once.
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(6));
    Mock::given(any())
        .respond_with(late)
        .up_to_n_times(1)
        .mount(&target)
        .await;
    let refused = |_: &Request| ResponseTemplate::new(500);
    Mock::given(any())
        .respond_with(refused)
        .mount(&target)
        .await;
    let worker = |machine: &Machine| {
        capturi(machine.0.path())
            .args(["inbox", "work", "--lease", "3s", "--max-attempts", "2"])
            .args(["--forward-to", &target.uri()])
            .spawn()
            .unwrap()
    };
    let serving = machine.serve(&[]).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    let first = worker(&machine);
    while target.received_requests().await.unwrap().is_empty() {
        sleep(Duration::from_millis(20)).await;
    }
    let stop = |name: &'static str| {
        let id = first.id().unwrap().to_string();
        std::process::Command::new("kill")
            .args(["-s", name, &id])
            .status()
            .unwrap()
    };
    sleep(Duration::from_millis(200)).await;
    stop("STOP");
    let _second = worker(&machine);
    let dead = machine.eventually("dead").await;
    assert_eq!(dead[0]["attempts"], 2);
    // The answer to the first has come by now: success.
    stop("CONT");
    sleep(Duration::from_secs(4)).await;
    assert_eq!(
        machine.events().await,
        dead,
        "its late word changes nothing"
    );
}
