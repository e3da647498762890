//! Privacy: how long content is kept, and who looked at it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{fs, os::unix::fs::PermissionsExt as _};

use capturi_api::{mock::example, types::IntegrationConversationView};
use capturi_inbox::sqlx::{self, Connection as _, SqliteConnection};
use capturi_webhooks::testing::SampleDelivery;
use serde_json::{Value, json};
use support::{
    Running,
    machine::{Machine, send},
    stderr, stdout,
};
use uuid::Uuid;

/// What people said, in the delivery of an event.
const MARK: &str = "MARKED-CONTENT";
const EVENT: &str = "6b3f8c62-4a86-4d0e-9c3d-0a6e1f6f7d55";

/// The records of the audit log, oldest first: the action, and what it is about.
async fn audit(machine: &Machine) -> Vec<(String, String)> {
    let lines = machine.inbox(&["audit", "-o", "jsonl"]).await;
    assert!(!lines.contains(MARK), "{lines}");
    let records = lines.lines().rev().map(|line| {
        let record: Value = serde_json::from_str(line).unwrap();
        let text = |member: &str| record[member].as_str().unwrap_or_default().to_owned();
        assert!(text("who").contains('@'), "{record}");
        (text("action"), text("about"))
    });
    records.collect()
}

#[tokio::test]
async fn commands_that_show_or_change_content_leave_a_record() {
    let machine = Machine::new();
    let mut serving = Running::start(machine.serving(&["--log-format=json"])).await;
    let body = json!({
        "event": "ConversationProcessed", "eventUid": EVENT, "uid": EVENT, "subject": MARK,
    });
    let request = reqwest::Client::new().post(&serving.url);
    let sent = request.body(body.to_string()).send().await.unwrap();
    assert_eq!(sent.status(), 200);
    let file = |name: &str| machine.0.path().join(name).to_str().unwrap().to_owned();
    let (dump, copy) = (file("dump.jsonl"), file("copy.db"));
    let mut expected = Vec::new();
    let named = format!("1 (conversation {EVENT})");
    let all_four = "--keep-done 9d --keep-dead 9d --keep-keys 9d --keep-any never";
    let settings: Vec<&str> = ["settings"]
        .into_iter()
        .chain(all_four.split(' '))
        .collect();
    let show = |part: &str| vec![("show", format!("{named}{part}"))];
    let one = |action, about: &str| vec![(action, about.to_owned())];
    let both = |action, about: &str, done, outcome: &str| {
        vec![(action, about.to_owned()), (done, outcome.to_owned())]
    };
    for (command, records) in [
        (["list"].as_slice(), vec![]),
        (&["stats"], vec![]),
        (&["show", "1"], show("")),
        (&["show", EVENT, "--body"], show(" --body")),
        (&["show", "1", "--bodies"], show(" --bodies")),
        (&["requeue", "1", "--dry-run"], vec![]),
        (
            &["requeue", "--state", "dead"],
            both("requeue", "--state dead", "requeued", "0 of --state dead"),
        ),
        (&["prune", "--dry-run"], vec![]),
        (
            &["prune", "--keep-done", "1d"],
            both(
                "prune",
                "--keep-done 1d --keep-dead 90d --keep-keys 365d --keep-any never",
                "pruned",
                "0 bodies and 0 keys",
            ),
        ),
        (&["settings"], vec![]),
        (
            &settings,
            one("settings", &format!("{all_four} (before: nothing)")),
        ),
        (
            &["find", "--conversation", EVENT],
            one("find", &format!("--conversation {EVENT}")),
        ),
        (&["find", "--text", MARK], one("find", "--text")),
        (&["pause"], one("pause", "")),
        (&["resume"], one("resume", "")),
        (
            &["dump", "--to", &dump],
            one("dump", &format!("--all --to {dump}")),
        ),
        (&["load", &dump], one("load", &dump)),
        (&["db", "backup", &copy], one("db backup", &copy)),
        (
            &["delete", "1"],
            both("delete", &named, "deleted", &format!("1 of {named}")),
        ),
        (&["audit"], vec![]),
    ] {
        machine.inbox(command).await;
        let records = records.into_iter();
        expected.extend(records.map(|(action, about)| (action.to_owned(), about)));
        assert_eq!(audit(&machine).await, expected, "{command:?}");
    }

    let refused = machine.capturi(&["inbox", "delete"]).await;
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(audit(&machine).await, expected, "nothing was asked");
    // The receiver logs the records, so that a log server has them, and each once.
    for (action, about) in &expected {
        let line = serving.error("an operator acted").await;
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&line["action"], &line["about"]),
            (&json!(action), &json!(about)),
            "{line}"
        );
        assert!(!line.to_string().contains(MARK), "{line}");
    }
    assert!(fs::read_to_string(&dump).unwrap().contains(MARK));
    let copy = format!("sqlite:{copy}");
    let of_copy = ["--inbox", &copy, "audit", "-o", "jsonl"];
    let copied = machine.inbox(&of_copy).await;
    assert_eq!(
        copied.lines().count(),
        expected.len() - 2,
        "a back-up has them, too"
    );
}

#[tokio::test]
async fn a_person_is_found_and_erased() {
    let machine = Machine::new();
    let seen = machine.0.path().join("seen");
    let program = machine.0.path().join("handler");
    fs::write(
        &program,
        format!("#!/bin/sh\ncat >> '{}'\n", seen.display()),
    )
    .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    let mut serving = Running::start(machine.serving(&["--exec", program])).await;
    let client = reqwest::Client::new();
    let deliver = async |body: String| {
        let sent = client.post(&serving.url).body(body).send().await.unwrap();
        assert_eq!(sent.status(), 200);
    };
    let other = Uuid::new_v4();
    let named = |uid: &str, customer: &str| {
        SampleDelivery::conversation_json(json!(example::<IntegrationConversationView>(json!({
            "uid": uid, "customer": customer,
        }))))
    };
    let ours = named(EVENT, "Åse Marked +45 12");
    deliver(String::from_utf8(ours.body()).unwrap()).await;
    deliver(String::from_utf8(named(&other.to_string(), "Bo").body()).unwrap()).await;
    deliver(format!("{MARK} of {EVENT} is not JSON")).await;
    let backup = machine.0.path().join("backup.db");
    let backup = backup.to_str().unwrap();
    machine.inbox(&["db", "backup", backup]).await;

    let find = async |how: &[&str]| -> Vec<(Value, Value)> {
        let lines = machine
            .inbox(&[&["find", "-o", "jsonl"], how].concat())
            .await;
        let rows = lines.lines().map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            (row["conversationUid"].clone(), row["ids"].clone())
        });
        rows.collect()
    };
    let (it, unreadable) = ((json!(EVENT), json!([1])), (Value::Null, json!([3])));
    let both = [unreadable, it];
    assert_eq!(find(&["--customer", "åse marked"]).await, both[1..]);
    assert_eq!(find(&["--conversation", EVENT]).await, both);
    assert_eq!(find(&["--text", "MARKED"]).await, both);
    assert_eq!(find(&["--customer", "nobody"]).await, []);
    assert_eq!(find(&["--customer", "+4-5 (1) 2"]).await, both[1..]);
    let empty = machine.capturi(&["inbox", "find", "--text", ""]).await;
    assert_eq!(empty.status.code(), Some(2));

    let erase = ["inbox", "erase", "--conversation", EVENT];
    let asked = machine.capturi(&erase).await;
    assert_eq!(asked.status.code(), Some(1));
    let text = stderr(&asked);
    assert!(
        text.contains("1 events of 1 conversations would be"),
        "{text}"
    );
    let of_conversation = machine.capturi(&["inbox", "erase", "1", "--yes"]).await;
    assert_eq!(of_conversation.status.code(), Some(2));
    assert_eq!(
        find(&["--conversation", EVENT]).await,
        both,
        "it only asked"
    );
    let before = audit(&machine).await.len();
    let erased = machine
        .capturi(&[&erase[..], &["3", "--yes"]].concat())
        .await;
    assert_eq!(stdout(&erased), "2 events erased\n", "{}", stderr(&erased));
    let text = stderr(&erased);
    for said in ["ConversationErased", "inbox.db-erased", "Back-ups"] {
        assert!(text.contains(said), "{text}");
    }
    let records = audit(&machine).await;
    let [asked, done, unreadable] = &records[before..] else {
        panic!("{records:?}")
    };
    let what = "2 events: those of 1 conversations, and 1 without one";
    assert_eq!(*asked, ("erase".into(), what.into()));
    let digest = done.1.strip_prefix("1 events of ").unwrap();
    assert_eq!(*unreadable, ("erased".into(), "1 events: 3".into()));
    assert_eq!(
        digest.len(),
        32,
        "the record can't tell who it was: {done:?}"
    );

    // The handler is told, and what comes again is dropped.
    let told = async || {
        fs::read_to_string(&seen)
            .unwrap()
            .contains("ConversationErased")
    };
    while !told().await {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    deliver(String::from_utf8(ours.body()).unwrap()).await;
    deliver(format!("{MARK} of {EVENT} is not JSON")).await;
    let found = machine
        .capturi(&["inbox", "find", "--conversation", EVENT, "-o", "jsonl"])
        .await;
    let text = stderr(&found);
    assert!(
        text.contains("It was erased") && text.contains(digest),
        "{text}"
    );
    let row: Value = serde_json::from_str(stdout(&found).trim()).unwrap();
    assert_eq!(row["ids"], json!([4]), "the event that told the handler");
    assert_eq!(row["digest"], json!(digest));
    let (_, last) = audit(&machine).await.pop().unwrap();
    assert_eq!(
        last,
        format!("--conversation {digest} (erased)"),
        "not whose it was"
    );
    serving.signal("TERM").await;
    serving.process.wait().await.unwrap();

    // A back-up that is restored has it, until it is opened.
    fs::copy(backup, machine.file()).unwrap();
    let events = machine.events().await;
    let left: Vec<_> = events.iter().map(|event| &event["event"]).collect();
    assert_eq!(left, ["ConversationErased", "ConversationProcessed"]);
    let lines = machine.inbox(&["audit", "-o", "jsonl"]).await;
    let again = format!("1 events of {digest}, again, from the journal");
    assert!(lines.contains(&again), "{lines}");
}

/// What can't be recorded is not shown; what makes room on a full disk is done.
#[tokio::test]
async fn nothing_is_shown_that_can_not_be_recorded() {
    let machine = Machine::new();
    let serving = machine.serve(&[]).await;
    send(&["--count", "1", "--to", &serving.url]).await;
    let database = format!("sqlite:{}", machine.file().display());
    let mut connection = SqliteConnection::connect(&database).await.unwrap();
    let refuse = sqlx::raw_sql(
        "CREATE TRIGGER refuse BEFORE INSERT ON capturi_audit BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    refuse.execute(&mut connection).await.unwrap();
    let shown = machine.capturi(&["inbox", "show", "1", "--body"]).await;
    assert!(
        !shown.status.success() && shown.stdout.is_empty(),
        "{}",
        stderr(&shown)
    );
    assert!(
        stderr(&shown).contains("is recorded first"),
        "{}",
        stderr(&shown)
    );
    let deleted = machine.inbox(&["delete", "1"]).await;
    assert_eq!(deleted, "1 deleted\n");
}

#[tokio::test]
async fn all_processes_obey_the_settings_of_the_inbox() {
    let machine = Machine::new();
    machine.inbox(&["db", "migrate"]).await;
    let defaults = "keep-done 30d\nkeep-dead 90d\nkeep-keys 365d\nkeep-any  never\n";
    assert_eq!(machine.inbox(&["settings"]).await, defaults);
    let mut serving = machine.serve(&["--keep-done", "400d"]).await;
    let incomplete = machine
        .capturi(&["inbox", "settings", "--keep-any", "90d"])
        .await;
    assert_eq!(incomplete.status.code(), Some(2), "{}", stderr(&incomplete));
    let all = "--keep-done 30d --keep-dead 90d --keep-keys 365d --keep-any 90d";
    assert!(stderr(&incomplete).contains(all), "{}", stderr(&incomplete));
    let all: Vec<&str> = all.split(' ').collect();
    machine.inbox(&[&["settings"], &all[..]].concat()).await;
    serving.error("and not this process").await;
    let set = machine.inbox(&["settings", "--keep-done", "14d"]);
    let now = "keep-done 14d\nkeep-dead 90d\nkeep-keys 365d\nkeep-any  90d\n";
    assert_eq!(set.await, now);
    serving.signal("TERM").await;
    serving.process.wait().await.unwrap();

    // A receiver that handles nothing and was told otherwise, on an inbox that is paused.
    let mut command = machine.serving(&["--keep-any", "never", "--status-listen", "127.0.0.1:0"]);
    command.arg("--log-format=json");
    let mut serving = Running::start(command).await;
    machine.inbox(&["pause"]).await;
    send(&["--count", "2", "--to", &serving.url]).await;
    let database = format!("sqlite:{}", machine.file().display());
    let mut connection = SqliteConnection::connect(&database).await.unwrap();
    let age = |id: u32, days: i64| {
        let by = days * 86_400_000;
        format!(
            "UPDATE capturi_events SET received_at = received_at - {by} WHERE id = {id};
             UPDATE capturi_bodies SET received_at = received_at - {by} WHERE event_id = {id};"
        )
    };
    let sql = format!("{}{}", age(1, 91), age(2, 84));
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
    sql.execute(&mut connection).await.unwrap();
    // The change of a setting is the reason to look at once, and not in an hour.
    let changes = ["inbox", "settings", "--keep-keys", "366d"];
    let refused = machine.capturi(&changes).await;
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    assert!(
        stderr(&refused).contains("1 bodies and 0 keys are older"),
        "{}",
        stderr(&refused)
    );
    machine
        .inbox(&["settings", "--keep-keys", "366d", "--yes"])
        .await;
    let lost = serving.error("lost their bodies").await;
    assert!(
        lost.contains(r#""level":"ERROR""#) && lost.contains(r#""events":1"#),
        "{lost}"
    );
    let soon = serving.error("within 7 days").await;
    assert!(soon.contains(r#""events":1"#), "{soon}");
    let events = machine.events().await;
    assert_eq!(
        (&events[0]["state"], &events[1]["state"]),
        (&json!("pending"), &json!("dead"))
    );
    let shown = machine.capturi(&["inbox", "show", "1", "--body"]).await;
    assert!(stderr(&shown).contains("was deleted"), "{}", stderr(&shown));

    // Other times count for one command.
    let would = ["prune", "--keep-any", "80d", "--dry-run", "-o", "json"];
    let would: Value = serde_json::from_str(&machine.inbox(&would).await).unwrap();
    assert_eq!(
        (&would["bodies"], &would["unhandled"]),
        (&json!(1), &json!(1))
    );
    assert!(
        machine
            .inbox(&["settings", "--keep-any", "never"])
            .await
            .contains("never")
    );
}
