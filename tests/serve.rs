//! `capturi inbox serve` and `capturi inbox work`: events are stored, and handled.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use capturi_api::mock::{MockCapturi, example};
use serde_json::{Value, json};
use support::{
    Running, TOKEN, UID, capturi,
    machine::{Machine, answering, mode, send},
    stderr, stdout,
};
use tokio::time::{sleep, timeout};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

const SECRET: &str = "a-secret-that-is-long-enough";

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
    let mut command = machine.serving(&["--forward-to", &target.uri()]);
    command
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
    let seen = machine.0.path().join("seen");
    let script = format!(
        "cat >> {0}\necho \" $CAPTURI_EVENT $CAPTURI_EVENT_UID $CAPTURI_ATTEMPT \
         $CAPTURI_CONVERSATION_UID ${{CAPTURI_WEBHOOK_SECRET-none}}\" >> {0}\n\
         case $CAPTURI_EVENT in Fine) exit 0;; Wrong) exit 65;; *) exit 1;; esac\n",
        seen.display()
    );
    let program = program(&machine, &script);
    let mut command = machine.serving(&["--max-attempts", "1"]);
    command
        .args(["--exec", &program, "--secret-header", "X-Secret"])
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
        first.contains(" Fine ") && first.ends_with(&format!(" 1 {UID} none")),
        "{first}"
    );
}

/// Writes a shell script for `--exec`.
fn program(machine: &Machine, script: &str) -> String {
    let program = machine.0.path().join("handle");
    fs::write(&program, format!("#!/bin/sh\n{script}")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    program.to_str().unwrap().to_owned()
}

async fn content(file: &Path) -> String {
    for _ in 0..600 {
        match fs::read_to_string(file) {
            Ok(text) if text.ends_with('\n') => return text.trim().to_owned(),
            _ => sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("nothing was written to {}", file.display())
}

#[tokio::test]
async fn a_program_whose_time_is_up_ends_with_all_that_it_started() {
    let machine = Machine::new();
    let started = machine.0.path().join("started");
    let script = format!("sleep 600 & echo $! > {}\nwait\n", started.display());
    let program = program(&machine, &script);
    let limits = ["--time-limit", "2s", "--max-attempts", "1"];
    let serving = machine
        .serve(&[&["--exec", &program], &limits[..]].concat())
        .await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    let started = content(&started).await;
    let status = PathBuf::from(format!("/proc/{started}/status"));
    assert!(status.exists());
    machine.eventually("dead").await;
    // Without an init process, an orphan that has ended stays as a zombie.
    let is_over = || match fs::read_to_string(&status) {
        Ok(status) => status.contains("State:\tZ"),
        Err(_) => true,
    };
    for _ in 0..100 {
        if is_over() {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("what the program started goes on");
}

#[tokio::test]
async fn ctrl_c_lets_a_program_end_and_costs_no_attempt() {
    let machine = Machine::new();
    let [begun, go_on] = ["begun", "go-on"].map(|name| machine.0.path().join(name));
    let script = format!(
        "echo begun > {}\nuntil test -e {}; do sleep 0.05; done\n",
        begun.display(),
        go_on.display()
    );
    let program = program(&machine, &script);
    let mut command = machine.serving(&["--exec", &program]);
    command.process_group(0);
    let mut serving = Running::start(command).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    content(&begun).await;
    // A terminal signals every process in the foreground.
    let group = format!("-{}", serving.process.id().unwrap());
    let interrupted = std::process::Command::new("kill")
        .args(["-s", "INT", "--", &group])
        .status();
    assert!(interrupted.unwrap().success());
    sleep(Duration::from_millis(300)).await;
    fs::write(&go_on, "").unwrap();
    let ended = timeout(Duration::from_secs(60), serving.process.wait()).await;
    assert!(ended.unwrap().unwrap().success());
    let events = machine.events().await;
    assert_eq!(
        (&events[0]["state"], &events[0]["attempts"]),
        (&json!("done"), &json!(1))
    );
}

#[tokio::test]
async fn what_can_not_work_is_refused_at_the_start() {
    let machine = Machine::new();
    for (flag, value) in [
        ("--exec", "no-such-program-anywhere"),
        ("--exec", "/no/such/program"),
        ("--lease", "1h"),
        ("--concurrency", "0"),
        ("--max-attempts", "0"),
    ] {
        let output = machine.capturi(&["inbox", "work", flag, value]).await;
        let code = if flag == "--exec" { 5 } else { 2 };
        assert_eq!(
            output.status.code(),
            Some(code),
            "{flag}: {}",
            stderr(&output)
        );
        assert!(stderr(&output).contains(value), "{}", stderr(&output));
    }
    let forgetful = ["inbox", "serve", "--follow-deletions", "--keep-keys", "7d"];
    let output = machine.capturi(&forgetful).await;
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("8d at least"),
        "{}",
        stderr(&output)
    );
    assert!(!machine.file().exists());
}

#[tokio::test]
async fn a_program_that_is_missing_keeps_no_delivery_away() {
    let machine = Machine::new();
    let path = machine.0.path().join("handler");
    let mut serving = machine.serve(&["--exec", path.to_str().unwrap()]).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    assert_eq!(machine.events().await[0]["state"], "pending");
    serving.error("can't run").await;
    fs::write(&path, "#!/bin/sh\nexit 0\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    serving.error("Events are").await;
    machine.eventually("done").await;
    serving.signal("TERM").await;
    assert_eq!(serving.process.wait().await.unwrap().code(), Some(0));
}

#[tokio::test]
async fn identities_become_full_conversations_where_that_is_wanted() {
    let machine = Machine::new();
    let mock = MockCapturi::start().await;
    let conversation: capturi_api::types::IntegrationConversationView =
        example(json!({ "uid": UID, "duration": 42.5 }));
    mock.get_conversation().uid(UID).returns(conversation);
    let mut command = machine.serving(&["--print", "--hydrate"]);
    command
        .env("CAPTURI_TOKEN", TOKEN)
        .env("CAPTURI_BASE_URL", mock.base_url());
    let mut serving = Running::start(command).await;
    send(&["--uid", UID, "--to", &serving.url]).await;
    assert!(serving.event().await.contains("duration=42.5s"));

    let output = machine
        .capturi(&["inbox", "work", "--print", "--hydrate"])
        .await;
    assert_eq!(
        output.status.code(),
        Some(5),
        "no token: {}",
        stderr(&output)
    );
}

/// The environment of a program is limited in size.
#[tokio::test]
async fn a_name_that_is_too_long_for_a_program_stops_no_other_event() {
    let machine = Machine::new();
    let program = program(&machine, "test ${#CAPTURI_EVENT} -le 200");
    let serving = machine.serve(&["--exec", &program]).await;
    let name = "x".repeat(200_000);
    let body = json!({ "eventUid": UID, "event": name, "uid": UID }).to_string();
    let response = reqwest::Client::new().post(&serving.url).body(body);
    assert_eq!(response.send().await.unwrap().status(), 200);
    send(&["--uid", UID, "--to", &serving.url]).await;
    assert_eq!(machine.eventually("done").await.len(), 2);
}

#[tokio::test]
async fn what_is_printed_for_nobody_is_not_lost() {
    let machine = Machine::new();
    let limits = ["--print", "--shutdown-timeout", "0s"];
    let mut serving = machine.serve(&limits).await;
    drop(serving.events.into_inner());
    send(&["--uid", UID, "--to", &serving.url]).await;
    let said = timeout(Duration::from_secs(60), async {
        loop {
            let line = serving.errors.next_line().await.unwrap().unwrap();
            if line.contains("capturi inbox work") {
                break;
            }
        }
    });
    said.await.unwrap();
    // The receiver goes on, and leaves the events to other workers.
    send(&["--uid", UID, "--to", &serving.url]).await;
    let events = machine.eventually("pending").await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1]["attempts"], 0, "it costs no attempt");
    assert!(!machine.inbox(&["stats"]).await.contains("Paused"));
}

#[tokio::test]
async fn what_is_for_this_machine_goes_through_no_proxy() {
    let machine = Machine::new();
    let proxy = answering(200).await;
    let serving = machine.serve(&[]).await;
    let target = answering(200).await;
    for (arguments, wants_end) in [
        (
            vec!["webhook", "send", "--uid", UID, "--to", &serving.url],
            true,
        ),
        (vec!["inbox", "work", "--forward-to", &target.uri()], false),
    ] {
        let mut command = capturi(machine.0.path());
        command.args(&arguments);
        for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"] {
            command.env(name, proxy.uri());
        }
        let mut process = command.spawn().unwrap();
        match wants_end {
            true => assert!(process.wait().await.unwrap().success()),
            false => drop(machine.eventually("done").await),
        }
    }
    assert!(proxy.received_requests().await.unwrap().is_empty());
    assert_eq!(target.received_requests().await.unwrap().len(), 1);
}

/// Both ends can change to a new secret without losing an event.
#[tokio::test]
async fn several_secrets_are_taken_while_one_is_replaced() {
    let machine = Machine::new();
    let mut command = machine.serving(&[]);
    command
        .args(["--secret-header", "X-Secret"])
        // Many tools for secrets end the last line like this.
        .env(
            "CAPTURI_WEBHOOK_SECRET",
            format!("{SECRET}-new\n{SECRET}\n"),
        );
    let mut serving = Running::start(command).await;
    for (secret, status) in [
        (format!("{SECRET}-new"), 200),
        (SECRET.to_owned(), 200),
        ("x".repeat(20), 401),
    ] {
        let delivery = reqwest::Client::new()
            .post(&serving.url)
            .header("X-Secret", secret);
        let response = delivery.body("{}").send().await.unwrap();
        assert_eq!(response.status(), status);
        if status == 401 {
            let refused = serving.error("were refused").await;
            assert!(
                refused.contains("count=1") && refused.contains("/webhooks/capturi"),
                "{refused}"
            );
        }
    }
}
