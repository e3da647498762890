//! Copies of an inbox, and checks that a copy is whole.

use std::{fs, os::unix::fs::PermissionsExt as _, sync::Arc};

use capturi_inbox::{Error, Inbox};
use tokio::{sync::watch, time::Duration};
use uuid::Uuid;

use crate::support::{Place, deliver_identity, entries, file, open};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_has_all_that_was_acknowledged_before() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    let stop = Arc::new(watch::Sender::new(false));
    let delivering = (0..4).map(|_| {
        let (inbox, stopped) = (inbox.clone(), stop.subscribe());
        tokio::spawn(async move {
            while !*stopped.borrow() {
                deliver_identity(&inbox, Uuid::new_v4()).await;
            }
        })
    });
    let delivering: Vec<_> = delivering.collect();
    for number in 0..5 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = entries(&inbox).await;
        let copy = folder.path().join(format!("copy-{number}.db"));
        let bytes = inbox.back_up(&copy).await.unwrap();
        let made = fs::metadata(&copy).unwrap();
        assert_eq!(made.len(), bytes);
        assert_eq!(made.permissions().mode() & 0o777, 0o600);
        let copied = open(&copy).await;
        assert!(copied.check().await.unwrap().is_empty());
        let found = entries(&copied).await;
        assert_eq!(found[..before.len()], before);
        assert!(copied.body(1).await.unwrap().is_some());
        deliver_identity(&copied, Uuid::new_v4()).await;
        assert!(
            inbox.back_up(&copy).await.is_err(),
            "it may be the last one"
        );
    }
    stop.send_replace(true);
    for delivering in delivering {
        delivering.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_has_tools_of_its_own() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    let error = inbox.back_up("x.db".as_ref()).await.unwrap_err();
    assert!(matches!(error, Error::NotSupported { .. }), "{error:?}");
    assert!(error.to_string().contains("pg_dump"), "{error}");
}

crate::on_both_engines! {
    what_contradicts_itself_is_found,
}

async fn what_contradicts_itself_is_found(place: Place) {
    let inbox = place.open().await;
    for _ in 0..3 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    assert!(inbox.check().await.unwrap().is_empty());
    place
        .execute("UPDATE capturi_bodies SET event_id = 99 WHERE event_id = 2")
        .await;
    let found = inbox.check().await.unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "1 bodies have no event");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(&file(&folder)).await;
    for _ in 0..200 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    inbox.close().await;
    // The file is damaged as if by a disk that forgets data.
    let mut bytes = fs::read(file(&folder)).unwrap();
    let pages = bytes.len() / 4096;
    for page in pages / 2..pages / 2 + 4 {
        bytes[page * 4096..(page + 1) * 4096].fill(0x55);
    }
    fs::write(file(&folder), bytes).unwrap();
    let damaged = Inbox::open(&format!("sqlite:{}", file(&folder).display())).await;
    match damaged {
        Ok(inbox) => match inbox.check().await {
            Ok(found) => assert!(!found.is_empty()),
            Err(error) => panic!("{error:?}"),
        },
        Err(error) => assert!(error.to_string().contains("inbox.db"), "{error}"),
    }
}
