//! Faults of a SQLite file: whatever happens, an event is refused rather than lost. The inbox
//! recovers by itself, unless its files were deleted or replaced: then this process has to end.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{
    Place, all_done, deliver, deliver_identity, entries, entry, eventually, file, open, states,
};
use capturi_inbox::{Event, Filter, Inbox, Outcome, Reason, Retention, State};
use capturi_webhooks::{receiver::Answer, testing};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use tokio::time::{Duration, sleep, timeout};
use uuid::Uuid;

const IN_NAME_SPACE: &str = "CAPTURI_TEST_IN_NAME_SPACE";

/// A small disk of its own.
struct Disk(TempDir);

impl Disk {
    /// Only root may mount a disk. For other users, the test runs again as root in a name space of
    /// its own, and this returns none.
    fn mount(test: &str, size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        if mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], folder.path()) {
            return Some(Self(folder));
        }
        assert!(
            std::env::var_os(IN_NAME_SPACE).is_none(),
            "nothing can be mounted"
        );
        let again = Command::new("unshare")
            .args(["--map-root-user", "--mount"])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", &format!("sqlite_faults::{test}")])
            .env(IN_NAME_SPACE, "1")
            .status();
        let passed = again.is_ok_and(|status| status.success());
        assert!(passed, "needs root, or name spaces of users: see above");
        None
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("inbox.db")
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        assert!(mount(&["-o", &options], self.0.path()), "{options}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // The unmount is lazy, because the inbox may still have its files open.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

fn mount(arguments: &[&str], folder: &Path) -> bool {
    let status = Command::new("mount").args(arguments).arg(folder).status();
    status.unwrap().success()
}

async fn refuses(inbox: &Inbox, body: Vec<u8>) -> bool {
    let answer = deliver(&inbox.source("test"), body).await;
    matches!(answer, Answer::Unavailable { .. })
}

/// Fills the disk by deliveries until they are refused; then another program fills the rest, to the
/// last byte.
async fn fill(disk: &Disk, inbox: &Inbox) -> usize {
    let mut taken = 0;
    while !refuses(inbox, testing::SampleDelivery::full().body()).await {
        taken += 1;
        assert!(taken < 10_000, "the disk is small");
    }
    assert!(taken > 0);
    // The acknowledged events are stored, and no others.
    assert_eq!(entries(inbox).await.len(), taken);
    let mut other = fs::File::create(disk.0.path().join("other")).unwrap();
    let full = std::io::copy(&mut std::io::repeat(1), &mut other).unwrap_err();
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
    taken
}

/// A page that the disk has damaged costs only the events whose bodies are on it, although SQLite
/// then reads none of the bodies that are asked for together.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_the_disk_has_damaged_costs_its_own_events_alone() {
    const EVENTS: usize = 12;
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    let mut heads = Vec::new();
    for _ in 0..EVENTS {
        let noise = std::iter::repeat_with(fastrand::alphanumeric).take(20_000);
        let noise: String = noise.collect();
        let mut body = testing::SampleDelivery::identity(Uuid::new_v4()).body();
        body.pop();
        heads.push(body.clone());
        body.extend(format!(",\"more\":\"{noise}\"}}").into_bytes());
        let answer = deliver(&inbox.source("test"), body).await;
        assert_eq!(answer, Answer::Taken);
    }
    inbox.close().await;
    let mut bytes = fs::read(file(&folder)).unwrap();
    let head = heads[EVENTS / 2].as_slice();
    let at = bytes.windows(head.len()).position(|found| found == head);
    bytes[at.unwrap() / 4096 * 4096] = 0x55;
    fs::write(file(&folder), bytes).unwrap();
    let inbox = open(&file(&folder)).await;
    let over = eventually("all are over", async || {
        let states = states(&inbox).await;
        let is_over = |state: &State| [State::Done, State::Unreadable].contains(state);
        states.iter().all(is_over)
    });
    let worker = inbox.worker(async |_: Event| Outcome::Done);
    worker.run(over).await.unwrap();
    let states = states(&inbox).await;
    let unreadable = states.iter().filter(|state| **state == State::Unreadable);
    assert!((1..4).contains(&unreadable.count()), "{states:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_recovers() {
    let Some(disk) = Disk::mount("a_full_disk_refuses_and_recovers", "16m") else {
        return;
    };
    let inbox = open(&disk.file()).await;
    let taken = fill(&disk, &inbox).await;
    // The stored events can be handled all the same.
    let handled = inbox.drain(async |_: Event| Outcome::Done).await.unwrap();
    assert_eq!(handled.done, taken);

    disk.remount("size=64m");
    deliver_identity(&inbox, Uuid::new_v4()).await;
    inbox.close().await;
    assert_eq!(entries(&open(&disk.file()).await).await.len(), taken + 1);
}

/// Our own commands suffice, while the other program keeps its file.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_cured_by_deleting() {
    for by_age in [false, true] {
        let Some(disk) = Disk::mount("a_full_disk_is_cured_by_deleting", "32m") else {
            return;
        };
        let inbox = open(&disk.file()).await;
        let taken = fill(&disk, &inbox).await;
        let before = fs::metadata(disk.file()).unwrap().len();
        // An operator's command runs in another process.
        let operator = open(&disk.file()).await;
        let deleted = match by_age {
            true => {
                operator
                    .drain(async |_: Event| Outcome::Done)
                    .await
                    .unwrap();
                sleep(Duration::from_millis(10)).await;
                let nothing_is_kept = Retention::default()
                    .done(Duration::ZERO)
                    .dead(Duration::ZERO)
                    .keys(Duration::ZERO);
                operator.prune(&nothing_is_kept).await.unwrap().bodies
            }
            false => operator.discard(&Filter::default()).await.unwrap(),
        };
        assert_eq!(deleted, taken as u64);
        let after = fs::metadata(disk.file()).unwrap().len();
        assert!(after < before / 4, "{after} of {before} bytes are left");
        operator.close().await;
        eventually("deliveries are taken again", async || {
            !refuses(&inbox, testing::SampleDelivery::full().body()).await
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_may_not_be_written_refuses_and_recovers() {
    let Some(disk) = Disk::mount("a_disk_that_may_not_be_written_refuses_and_recovers", "16m")
    else {
        return;
    };
    let inbox = open(&disk.file()).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    inbox.close().await;
    disk.remount("ro");
    let opened = Inbox::open(&format!("sqlite:{}", disk.file().display())).await;
    let error = opened.unwrap_err().to_string();
    assert!(error.contains("inbox.db"), "{error}");
    disk.remount("rw");
    let inbox = open(&disk.file()).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_file_refuses_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let url = format!("sqlite:{}", file(&folder).display());
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    assert!(refuses(&inbox, testing::SampleDelivery::full().body()).await);
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 2);
}

/// Checks that the inbox tells this process to end, and refuses deliveries from then on.
async fn is_used_no_more(inbox: &Inbox) {
    let failed = timeout(Duration::from_secs(10), inbox.failed()).await;
    let error = failed.unwrap();
    assert_eq!(error.reason(), Some(Reason::FileGone), "{error:?}");
    assert!(refuses(inbox, testing::SampleDelivery::full().body()).await);
    assert!(inbox.stats().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_file_is_noticed_though_nothing_comes_and_no_new_one_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let worker = inbox.worker(async |_: Event| Outcome::Done);
    let working = tokio::spawn(worker.run(std::future::pending()));
    for ending in ["", "-wal", "-shm"] {
        fs::remove_file(format!("{}{ending}", file(&folder).display())).unwrap();
    }
    is_used_no_more(&inbox).await;
    let worked = timeout(Duration::from_secs(15), working).await;
    let error = worked.unwrap().unwrap().unwrap_err();
    assert!(error.is_final(), "{error:?}");
    inbox.close().await;
    assert!(!file(&folder).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    // The files are replaced as if a back-up were restored.
    for ending in ["", "-wal", "-shm"] {
        fs::remove_file(format!("{}{ending}", file(&folder).display())).unwrap();
    }
    let restored = open(&file(&folder)).await;
    let uid = deliver_identity(&restored, Uuid::new_v4()).await;
    is_used_no_more(&inbox).await;
    inbox.close().await;
    drop(inbox);
    assert_eq!(entry(&restored).await.event_uid, Some(uid));
    deliver_identity(&restored, Uuid::new_v4()).await;
    restored.close().await;
    assert_eq!(entries(&open(&file(&folder)).await).await.len(), 2);
}

/// Two inboxes have the database open, and another program reads it.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_and_an_index_that_were_deleted_lose_nothing() {
    for endings in [["-wal"].as_slice(), &["-shm"], &["-wal", "-shm"]] {
        let folder = tempfile::tempdir().unwrap();
        let inboxes = [open(&file(&folder)).await, open(&file(&folder)).await];
        let mut taken = Vec::new();
        for inbox in &inboxes {
            for _ in 0..20 {
                taken.push(deliver_identity(inbox, Uuid::new_v4()).await);
            }
        }
        let url = format!("sqlite:{}", file(&folder).display());
        let mut reader = SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT count(*) FROM capturi_events")
            .execute(&mut reader)
            .await
            .unwrap();
        for ending in endings {
            fs::remove_file(format!("{}{ending}", file(&folder).display())).unwrap();
        }
        for inbox in &inboxes {
            is_used_no_more(inbox).await;
        }
        // The next process opens the database, whether these inboxes were closed or not.
        let next = open(&file(&folder)).await;
        taken.push(deliver_identity(&next, Uuid::new_v4()).await);
        sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
        reader.close().await.unwrap();
        for inbox in inboxes {
            inbox.close().await;
        }
        taken.push(deliver_identity(&next, Uuid::new_v4()).await);
        let stored = entries(&next).await;
        let stored: Vec<_> = stored.iter().filter_map(|event| event.event_uid).collect();
        assert_eq!(stored, taken, "{endings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_a_file() {
    let place = Place::sqlite();
    let inboxes = [place.open().await, place.open().await];
    let delivering = (0..100).map(|number| {
        let inbox = inboxes[number % 2].clone();
        tokio::spawn(async move { deliver_identity(&inbox, Uuid::new_v4()).await })
    });
    for delivery in delivering.collect::<Vec<_>>() {
        delivery.await.unwrap();
    }
    let handled = inboxes[1]
        .drain(crate::support::Seen::default().handler())
        .await
        .unwrap();
    assert_eq!(handled.done, 100);
    assert!(all_done(&inboxes[0]).await);
}

/// SQLite may refuse some of the processes that create a database at the same moment, which shows
/// only in many rounds.
#[tokio::test(flavor = "multi_thread")]
async fn many_that_create_a_file_at_once_share_it() {
    for _ in 0..100 {
        let folder = tempfile::tempdir().unwrap();
        let opening = (0..8).map(|_| {
            let file = file(&folder);
            tokio::spawn(async move { open(&file).await })
        });
        for opened in opening.collect::<Vec<_>>() {
            opened.await.unwrap();
        }
    }
}

/// SQLite has no queue for its lock: the process that has just released it would have it again.
#[tokio::test(flavor = "multi_thread")]
async fn a_busy_process_lets_others_write() {
    let place = Place::sqlite();
    let (busy, other) = (place.open().await, place.open().await);
    let delivering = (0..1000).map(|_| {
        let busy = busy.clone();
        tokio::spawn(async move { deliver_identity(&busy, Uuid::new_v4()).await })
    });
    for delivery in delivering.collect::<Vec<_>>() {
        delivery.await.unwrap();
    }
    // Each effect holds the lock for 20 ms, and the next one takes it again at once.
    let handler = async |_: Event| {
        Outcome::done_with(|_| {
            Box::pin(async {
                sleep(Duration::from_millis(20)).await;
                Ok(())
            })
        })
    };
    let worker = busy.worker(handler).concurrency(32);
    let writing = async {
        eventually("it is busy", async || {
            states(&other).await.contains(&State::Done)
        })
        .await;
        // Each command fails if it has waited in vain for 5 s.
        for _ in 0..4 {
            other.requeue(&Filter::default()).await.unwrap();
            other.pause().await.unwrap();
            other.resume().await.unwrap();
        }
        assert!(!all_done(&other).await, "it was busy all the time");
    };
    worker.run(writing).await.unwrap();
}
