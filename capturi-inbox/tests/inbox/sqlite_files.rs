//! The files of an inbox: their owner alone can read them, and no other file has anything of an
//! event.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use capturi_inbox::{
    Error, Event, Filter, Inbox, Outcome, Retention, State,
    sqlx::{self, Connection as _, SqliteConnection},
};
use capturi_webhooks::testing;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{Place, deliver, deliver_identity, entries, eventually, file, open};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        file(&folder),
        "my notes, which are long enough to be looked at",
    )
    .unwrap();
    fs::set_permissions(file(&folder), fs::Permissions::from_mode(0o644)).unwrap();
    let error = Inbox::open(&format!("sqlite:{}", file(&folder).display()))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Open { .. }), "{error:?}");
    let notes = fs::read_to_string(file(&folder)).unwrap();
    assert!(notes.starts_with("my notes"));
    assert_eq!(mode(&file(&folder)), 0o644);

    // A folder is not made private either, because other programs may need it.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let error = Inbox::open(&format!("sqlite:{}", folder.path().display()))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error:?}");
    assert_eq!(mode(folder.path()), 0o755);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_folders_are_their_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("state/capturi/inbox.db");
    let inbox = open(&new).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    for ending in ["", "-wal", "-shm", "-reserve"] {
        let file = PathBuf::from(format!("{}{ending}", new.display()));
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(mode(new.parent().unwrap()), 0o700);

    // This file was made readable for all.
    fs::write(file(&folder), "").unwrap();
    fs::set_permissions(file(&folder), fs::Permissions::from_mode(0o644)).unwrap();
    deliver_identity(&open(&file(&folder)).await, Uuid::new_v4()).await;
    assert_eq!(mode(&file(&folder)), 0o600);
}

const WORD: &str = "nobody may find this again";

/// Whether a file in the folder has the word.
fn has_word(folder: &TempDir) -> bool {
    let files = fs::read_dir(folder.path()).unwrap();
    let mut files = files.map(|file| fs::read(file.unwrap().path()).unwrap());
    files.any(|bytes| {
        let mut windows = bytes.windows(WORD.len());
        windows.any(|bytes| bytes == WORD.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver(&inbox.source("test"), WORD).await;
    let all = Filter::default();
    assert!(has_word(&folder));
    // An operator deletes the event, while the receiver goes on.
    let operator = open(&file(&folder)).await;
    assert_eq!(operator.discard(&all).await.unwrap(), 1);
    assert!(!has_word(&folder));
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_kept_any_longer_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    let uid = Uuid::new_v4();
    let body = format!(
        r#"{{"event":"ConversationProcessed","eventUid":"{uid}","uid":"{uid}","subject":"{WORD}"}}"#
    );
    deliver(&inbox.source("test"), body).await;
    // The error of a handler may quote it.
    let fails = async |_: Event| Outcome::RetryAfter {
        after: Duration::from_secs(3600),
        error: WORD.to_owned(),
    };
    inbox.drain(fails).await.unwrap();
    assert!(has_word(&folder));
    let operator = open(&file(&folder)).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let nothing = Retention::default().any(Some(Duration::ZERO));
    assert_eq!(operator.prune(&nothing).await.unwrap().unhandled, 1);
    assert!(!has_word(&folder));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    let conversation = Uuid::new_v4();
    for _ in 0..3 {
        let event = Uuid::new_v4();
        let body = format!(
            r#"{{"event":"ConversationProcessed","eventUid":"{event}","uid":"{conversation}","subject":"{WORD}"}}"#
        );
        deliver(&inbox.source("test"), body).await;
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let dies = move |event: Event| {
        let is_it = event.payload.conversation_uid() == Some(conversation);
        async move {
            match is_it {
                true => Outcome::permanent(WORD),
                false => Outcome::Done,
            }
        }
    };
    inbox.drain(dies).await.unwrap();
    deliver(&inbox.source("test"), WORD).await;
    assert!(has_word(&folder));
    // An operator erases it, while the receiver goes on and a back-up reads the file.
    let operator = open(&file(&folder)).await;
    let url = format!("sqlite:{}", file(&folder).display());
    let mut reading = SqliteConnection::connect(&url).await.unwrap();
    let read = sqlx::raw_sql("BEGIN; SELECT count(*) FROM capturi_events");
    read.execute(&mut reading).await.unwrap();
    assert_eq!(operator.erase(&[conversation]).await.unwrap(), 3);
    let unreadable = Filter::default().states([State::Unreadable]);
    let [unreadable] = operator
        .newest(&unreadable, None, 10)
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(operator.erase_event(unreadable.id).await.unwrap(), 1);
    assert!(!operator.overwrite_deleted(false).await.unwrap());
    assert!(has_word(&folder), "for the reader");
    reading.close().await.unwrap();
    // The receiver tries again.
    eventually("it is overwritten", async || !has_word(&folder)).await;
    assert!(operator.overwrite_deleted(false).await.unwrap());
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let journal = folder.path().join("inbox.db-erased");
    assert_eq!(mode(&journal), 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_inbox_has_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 1);
    inbox.close().await;
    let files = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["inbox.db", "inbox.db-reserve"]);
}

/// Without the locks, another program that closes the file would take itself for the last one, and
/// delete the log.
#[tokio::test(flavor = "multi_thread")]
async fn opening_a_file_again_keeps_the_locks_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(&file(&folder)).await;
    let locked = || {
        let file = fs::metadata(file(&folder)).unwrap().ino();
        let holder = format!(" {} ", std::process::id());
        let locks = fs::read_to_string("/proc/locks").unwrap();
        let mut locks = locks.lines();
        locks.any(|lock| lock.contains(&holder) && lock.contains(&format!(":{file} ")))
    };
    assert!(locked());
    let second = open(&file(&folder)).await;
    assert!(locked());
    first.close().await;
    second.close().await;
}

/// SQLite puts the log beside the file that a link leads to.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_file_is_that_file() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("link.db");
    drop(open(&file(&folder)).await);
    std::os::unix::fs::symlink(file(&folder), &link).unwrap();
    let inbox = open(&link).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert!(fs::exists(format!("{}-wal", file(&folder).display())).unwrap());
    deliver_identity(&open(&file(&folder)).await, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 2);
}

/// Otherwise, SQLite would have files in temporary folders, which may be full, or readable for
/// others.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_into_temporary_files() {
    let place = Place::sqlite();
    let inbox = place.open().await;
    // The index is so large that each new event changes a page of its own.
    place
        .execute(
            "INSERT INTO capturi_events (source, event, conversation_key, event_key, state, \
                 received_at, queued_at, changed_at, due_at, bodies, body_bytes, request_id, method) \
             WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers \
                 WHERE n < 50000) \
             SELECT 'test', 'X', random(), random(), 'done', 0, 0, 0, 0, 0, 0, 'r', 'POST' FROM numbers",
        )
        .await;
    let over = AtomicBool::new(false);
    let handled = async {
        let delivering = (0..256).map(|_| {
            let source = inbox.source("test");
            tokio::spawn(
                async move { deliver(&source, testing::SampleDelivery::full().body()).await },
            )
        });
        for delivery in delivering.collect::<Vec<_>>() {
            delivery.await.unwrap();
        }
        let done = async |_: Event| Outcome::Done;
        let handled = inbox.drain(done).await.unwrap().done;
        over.store(true, Ordering::Relaxed);
        handled
    };
    let looking = || {
        let mut found = BTreeSet::new();
        while !over.load(Ordering::Relaxed) {
            let open = fs::read_dir("/proc/self/fd").unwrap().flatten();
            let open = open.filter_map(|file| fs::read_link(file.path()).ok());
            found.extend(open.filter(|file| file.display().to_string().contains("etilqs")));
        }
        found
    };
    let (handled, found) = std::thread::scope(|scope| {
        let looking = scope.spawn(looking);
        let handled =
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(handled));
        (handled, looking.join().unwrap())
    });
    assert_eq!(handled, 256);
    assert!(found.is_empty(), "{found:?}");
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
