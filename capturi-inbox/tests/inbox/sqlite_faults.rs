//! What can happen to a file: whatever it is, an event is refused rather than lost, and the inbox
//! recovers by itself.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{
    Place, all_done, deliver, deliver_identity, entries, eventually, file, open, states,
};
use capturi_inbox::{Event, Filter, Inbox, Outcome, State};
use capturi_webhooks::{receiver::Answer, testing};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use tokio::time::{Duration, sleep};
use uuid::Uuid;

const IN_NAME_SPACE: &str = "CAPTURI_TEST_IN_NAME_SPACE";

/// A small disk of its own.
struct Disk(TempDir);

impl Disk {
    /// Only root may mount one. Who is not is root in a name space of its own: there, the test is
    /// run again, and there is nothing to do here.
    fn mount(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if mount(&["-t", "tmpfs", "-o", "size=2m", "tmpfs"], folder.path()) {
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
        // Lazily: the inbox may still have its files open.
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

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_recovers() {
    let Some(disk) = Disk::mount("a_full_disk_refuses_and_recovers") else {
        return;
    };
    let inbox = open(&disk.file()).await;
    let mut taken = 0;
    while !refuses(&inbox, testing::Delivery::full().body()).await {
        taken += 1;
        assert!(taken < 1000, "the disk has 2 MB");
    }
    assert!(taken > 0);
    // What was acknowledged is there, and nothing else.
    assert_eq!(entries(&inbox).await.len(), taken);

    disk.remount("size=64m");
    deliver_identity(&inbox, Uuid::new_v4()).await;
    inbox.close().await;
    assert_eq!(entries(&open(&disk.file()).await).await.len(), taken + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_may_not_be_written_refuses_and_recovers() {
    let Some(disk) = Disk::mount("a_disk_that_may_not_be_written_refuses_and_recovers") else {
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
    assert!(refuses(&inbox, testing::Delivery::full().body()).await);
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_file_is_noticed_and_a_new_one_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    for ending in ["", "-wal", "-shm"] {
        fs::remove_file(format!("{}{ending}", file(&folder).display())).unwrap();
    }
    // Not into a file that nobody finds any more.
    let event_uid = deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 1);
    let found = entries(&open(&file(&folder)).await).await;
    assert_eq!(found[0].event_uid, Some(event_uid));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_log_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    // Somebody else has it open, too.
    assert_eq!(entries(&inbox).await.len(), 1);
    fs::remove_file(format!("{}-wal", file(&folder).display())).unwrap();
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 2);
    inbox.close().await;
    assert_eq!(entries(&open(&file(&folder)).await).await.len(), 2);
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

/// SQLite refuses some of those that create a database at the same moment: a matter of luck, of
/// which many rounds have enough.
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

/// Somebody deletes what he takes for left over, while two have it open and one of them reads.
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
        // While the old log can't be saved whole, nothing is acknowledged.
        let mut refused = 0;
        for inbox in &inboxes {
            let delivery = testing::Delivery::identity(Uuid::new_v4());
            match deliver(&inbox.source("test"), delivery.body()).await {
                Answer::Taken => taken.push(delivery.event_uid()),
                _ => refused += 1,
            }
        }
        sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
        reader.close().await.unwrap();
        for _ in 0..20 {
            for inbox in &inboxes {
                taken.push(deliver_identity(inbox, Uuid::new_v4()).await);
            }
        }
        // As after a crash: nobody closes anything.
        let crashed = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if !path.ends_with("inbox.db-shm") {
                fs::copy(&path, crashed.path().join(path.file_name().unwrap())).unwrap();
            }
        }
        let stored = entries(&open(&file(&crashed)).await).await;
        let stored: Vec<_> = stored.iter().filter_map(|event| event.event_uid).collect();
        for uid in &taken {
            assert!(
                stored.contains(uid),
                "{endings:?}: {uid} is gone; {refused} refused"
            );
        }
    }
}

/// SQLite lets nobody queue for its lock: whoever has just let go of it would have it again.
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
    // Holds the lock for 20 ms, and then at once again.
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
        // Each fails if it has waited in vain for 5 s.
        for _ in 0..4 {
            other.requeue(&Filter::default()).await.unwrap();
            other.pause().await.unwrap();
            other.resume().await.unwrap();
        }
        assert!(!all_done(&other).await, "it was busy all the time");
    };
    worker.run(writing).await;
}
