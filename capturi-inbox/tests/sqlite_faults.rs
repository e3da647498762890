//! What can happen to a file: whatever it is, an event is refused rather than lost, and the inbox
//! recovers by itself.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use capturi_inbox::{Error, Inbox};
use capturi_webhooks::{receiver::Answer, testing};
use sqlx::{Connection as _, SqliteConnection};
use support::{Place, all_done, deliver, deliver_identity, entries, file};
use tempfile::TempDir;
use uuid::Uuid;

/// Refuses after a short while.
async fn open(file: &Path) -> Inbox {
    let builder = Inbox::builder().patience(Duration::from_millis(200));
    builder
        .open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap()
}

/// A small disk of its own; `None` where we may not have one: only root may, and not everywhere.
struct Disk(TempDir);

impl Disk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if !mount(&["-t", "tmpfs", "-o", "size=2m", "tmpfs"], folder.path()) {
            eprintln!("nothing can be mounted here: no disk to fill, nothing was checked");
            return None;
        }
        Some(Self(folder))
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
    let Some(disk) = Disk::mount() else { return };
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
    let Some(disk) = Disk::mount() else { return };
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
    assert_eq!(mode(&file(&folder)), 0o600);
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
        .drain(support::Seen::default().handler())
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

/// Another program that closes the file would else take itself for the last one, and delete the
/// log.
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

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_inbox_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 1);
    inbox.close().await;
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        file(&folder),
        "my notes, which are long enough to be looked at",
    )
    .unwrap();
    let error = Inbox::open(&format!("sqlite:{}", file(&folder).display()))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Open { .. }), "{error:?}");
    assert!(
        fs::read_to_string(file(&folder))
            .unwrap()
            .starts_with("my notes")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_folders_are_their_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("state/capturi/inbox.db");
    let inbox = open(&new).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    for ending in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{}{ending}", new.display()));
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(mode(new.parent().unwrap()), 0o700);

    // One that was made by somebody careless.
    fs::write(file(&folder), "").unwrap();
    fs::set_permissions(file(&folder), fs::Permissions::from_mode(0o644)).unwrap();
    deliver_identity(&open(&file(&folder)).await, Uuid::new_v4()).await;
    assert_eq!(mode(&file(&folder)), 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    deliver(&inbox.source("test"), b"a word that nobody may find again").await;
    let all = capturi_inbox::Filter::default();
    let found = || {
        let files = fs::read_dir(folder.path()).unwrap();
        let bytes = files.flat_map(|file| fs::read(file.unwrap().path()).unwrap());
        let word = b"nobody may find again";
        let bytes: Vec<_> = bytes.collect();
        bytes.windows(word.len()).any(|bytes| bytes == word)
    };
    assert!(found());
    // By an operator, while the receiver goes on.
    let operator = open(&file(&folder)).await;
    assert_eq!(operator.discard(&all).await.unwrap(), 1);
    assert!(!found());
    deliver_identity(&inbox, Uuid::new_v4()).await;
    assert_eq!(entries(&inbox).await.len(), 1);
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
