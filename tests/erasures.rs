//! Conversations are erased while deliveries of them come in, and while receivers and the commands that
//! erase are killed. The long form takes five minutes.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Stdio,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use capturi_inbox::{Erasure, Filter, Inbox};
use reqwest::Client;
use support::{capturi, machine::Machine};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use uuid::Uuid;

/// The conversations of a round, and those of them that are erased in it.
const CONVERSATIONS: usize = 24;
const ERASED: usize = 8;

/// The event uids that were acknowledged, of each conversation.
type Acknowledged = Arc<Mutex<BTreeMap<Uuid, BTreeSet<Uuid>>>>;

/// Content that tells of which conversation it is.
fn mark(conversation: Uuid) -> String {
    format!("MARKED-{}-CONTENT", conversation.simple())
}

/// Delivers events of these conversations, new ones and replays of old ones, until this is over.
async fn deliver(
    url: String,
    conversations: Vec<Uuid>,
    acknowledged: Acknowledged,
    mut is_over: watch::Receiver<bool>,
) {
    let http = Client::new();
    let mut events = Vec::new();
    for number in 0.. {
        if *is_over.borrow_and_update() {
            return;
        }
        let conversation = conversations[number % conversations.len()];
        let event = match number / conversations.len() {
            // Each event comes twice in a row of the whole list.
            row if row % 2 == 0 => Uuid::new_v4(),
            _ => events[number - conversations.len()],
        };
        events.push(event);
        let body = format!(
            r#"{{"event":"ConversationProcessed","eventUid":"{event}","uid":"{conversation}","text":"{}"}}"#,
            mark(conversation)
        );
        // What is sent to a receiver that was killed is not acknowledged.
        let answer = http.post(&url).body(body).send().await;
        if answer.is_ok_and(|answer| answer.status() == 200) {
            let mut acknowledged = acknowledged.lock().unwrap();
            acknowledged.entry(conversation).or_default().insert(event);
        }
        sleep(Duration::from_millis(2)).await;
    }
}

/// All that the files of the inbox have.
fn all_bytes(folder: &Path) -> String {
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|file| fs::read(file.unwrap().path()).unwrap());
    files
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_gone_and_all_else_is_there_however_often_it_is_killed() {
    let seconds = std::env::var("CAPTURI_SECONDS").ok();
    let seconds = seconds.map_or(8, |seconds| seconds.parse().unwrap());
    let end = Instant::now() + Duration::from_secs(seconds);
    let machine = Machine::new();
    let acknowledged = Acknowledged::default();
    let (mut asked, mut certain) = (Vec::new(), BTreeSet::new());
    let (mut kills, mut round) = (0, 0_u64);
    while Instant::now() < end {
        round += 1;
        let mut serving = machine.serve(&[]).await;
        let conversations: Vec<_> = (0..CONVERSATIONS).map(|_| Uuid::new_v4()).collect();
        let (over, is_over) = watch::channel(false);
        let mut delivering = JoinSet::new();
        for _ in 0..2 {
            delivering.spawn(deliver(
                serving.url.clone(),
                conversations.clone(),
                acknowledged.clone(),
                is_over.clone(),
            ));
        }
        sleep(Duration::from_millis(300)).await;
        let mut erase = capturi(machine.0.path());
        erase.args(["inbox", "erase", "--yes"]);
        erase.stdout(Stdio::null()).stderr(Stdio::null());
        for conversation in &conversations[..ERASED] {
            erase.args(["--conversation", &conversation.to_string()]);
            asked.push(*conversation);
        }
        let mut erasing = erase.spawn().unwrap();
        // It is killed at another moment each time, or not at all.
        let patience = Duration::from_millis(round * 37 % 400);
        let is_patient = round.is_multiple_of(3);
        let erased = match is_patient {
            true => erasing.wait().await.unwrap().success(),
            false => match timeout(patience, erasing.wait()).await {
                Ok(ended) => ended.unwrap().success(),
                Err(_) => {
                    kills += 1;
                    erasing.kill().await.unwrap();
                    false
                }
            },
        };
        if erased {
            certain.extend(&conversations[..ERASED]);
        }
        sleep(Duration::from_millis(200)).await;
        if round.is_multiple_of(2) {
            kills += 1;
            serving.process.kill().await.unwrap();
        }
        over.send_replace(true);
        while let Some(delivered) = delivering.join_next().await {
            delivered.unwrap();
        }
        if serving.process.id().is_some() {
            serving.signal("TERM").await;
            serving.process.wait().await.unwrap();
        }
    }

    // The inbox is opened once more, which makes the erasures that were only begun, and closed.
    let location = format!("sqlite:{}", machine.file().display());
    let inbox = Inbox::open(&location).await.unwrap();
    let mut erased = BTreeSet::new();
    for conversation in &asked {
        if inbox.tombstone(*conversation).await.unwrap().is_some() {
            erased.insert(*conversation);
        }
    }
    assert!(certain.is_subset(&erased), "what was said to be erased is");
    let acknowledged = acknowledged.lock().unwrap().clone();
    let mut kept = 0;
    for (conversation, events) in &acknowledged {
        let filter = Filter::default().conversation(*conversation);
        let found = inbox.oldest(&filter, None, 10_000).await.unwrap();
        if erased.contains(conversation) {
            let names: Vec<_> = found.iter().map(|entry| &*entry.event).collect();
            assert_eq!(names, [Erasure::EVENT]);
            continue;
        }
        let found: BTreeSet<_> = found.iter().filter_map(|entry| entry.event_uid).collect();
        assert!(events.is_subset(&found), "an acknowledged event is lost");
        kept += events.len();
    }
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
    inbox.close().await;
    let bytes = all_bytes(machine.file().parent().unwrap());
    for conversation in &erased {
        assert!(!bytes.contains(&mark(*conversation)));
    }
    let stays = acknowledged
        .keys()
        .find(|uid| !erased.contains(uid))
        .unwrap();
    assert!(bytes.contains(&mark(*stays)), "it looks for the right text");
    assert!(!erased.is_empty() && certain.len() < asked.len());
    println!(
        "{} conversations erased, {} of them by commands that ended; {kills} kills; {kept} other events kept",
        erased.len(),
        certain.len()
    );
}
