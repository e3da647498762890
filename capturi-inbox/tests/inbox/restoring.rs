//! The journal of erasures, outside of the database: what it is for when a back-up is restored.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use capturi_inbox::{
    Erasure, Inbox,
    sqlx::{self, Connection as _, PgConnection},
};
use uuid::Uuid;

use crate::{
    erasing::in_each_state,
    keeping::{MARK, marked},
    support::{Place, deliver, deliver_identity, entries, eventually, file},
};

crate::on_both_engines! {
    the_journal_of_another_inbox_erases_nothing,
    a_damaged_journal_keeps_no_inbox_from_opening,
}

async fn open_with(place: &Place, journal: &Path) -> Inbox {
    place.open_with(Inbox::builder().erasures(journal)).await
}

#[tokio::test]
async fn a_back_up_that_is_restored_lacks_what_was_erased_since() {
    let place = Place::sqlite();
    let Place::Sqlite(folder) = &place else {
        panic!()
    };
    let inbox = place.open().await;
    let [conversation, other] = [(); 2].map(|()| Uuid::new_v4());
    in_each_state(&place, &inbox, conversation).await;
    deliver(&inbox.source("test"), format!("{MARK} is not JSON")).await;
    deliver_identity(&inbox, other).await;
    let back_up = folder.path().join("back-up");
    inbox.back_up(&back_up).await.unwrap();
    let unreadable = entries(&inbox).await[3].id;
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 3);
    assert_eq!(inbox.erase_event(unreadable).await.unwrap(), 1);
    let tombstone = inbox.tombstone(conversation).await.unwrap().unwrap();
    inbox.close().await;
    fs::copy(&back_up, file(folder)).unwrap();
    // A crash has cut the last line of the journal; another erasure follows it.
    let journal = folder.path().join("inbox.db-erased");
    let lines = fs::read_to_string(&journal).unwrap();
    assert_eq!(lines.lines().count(), 2, "{lines}");
    assert!(!lines.contains(&conversation.to_string()), "{lines}");
    fs::write(&journal, format!("{lines}0123")).unwrap();

    let inbox = place.open().await;
    let left: Vec<_> = entries(&inbox).await;
    let left: BTreeSet<_> = left.iter().map(|entry| &*entry.event).collect();
    assert_eq!(
        left,
        BTreeSet::from([Erasure::EVENT, "ConversationProcessed"])
    );
    assert_eq!(entries(&inbox).await.len(), 2);
    assert!(inbox.tombstone(conversation).await.unwrap().is_some());
    deliver(&inbox.source("test"), marked(conversation)).await;
    deliver(&inbox.source("test"), format!("{MARK} is not JSON")).await;
    assert_eq!(entries(&inbox).await.len(), 2);
    let restored = inbox.tombstone(conversation).await.unwrap().unwrap();
    let apart = restored.erased_at - tombstone.erased_at;
    assert!(
        apart.abs() < chrono::TimeDelta::seconds(1),
        "as it was erased first"
    );
    let records = inbox.audit(None, 10).await.unwrap();
    let abouts: Vec<_> = records
        .iter()
        .filter_map(|record| record.about.clone())
        .collect();
    let about = format!("3 events of {}, again, from the journal", tombstone.digest);
    assert_eq!(abouts.len(), 2);
    assert!(abouts.contains(&about), "{abouts:?}");
    inbox.erase(&[other]).await.unwrap();
    inbox.close().await;

    fs::copy(&back_up, file(folder)).unwrap();
    let inbox = place.open().await;
    assert!(inbox.tombstone(other).await.unwrap().is_some());
    assert_eq!(entries(&inbox).await.len(), 2, "both are told");
    inbox.close().await;
    // Nothing is left to do.
    let inbox = place.open().await;
    assert_eq!(inbox.audit(None, 10).await.unwrap().len(), 3);
    inbox.close().await;

    // A journal that was lost is written anew, but not beside a copy that is only looked at.
    fs::remove_file(&journal).unwrap();
    let copy = folder.path().join("copy.db");
    fs::copy(file(folder), &copy).unwrap();
    let looking = Inbox::builder().create_if_missing(false);
    let url = format!("sqlite:{}", copy.display());
    looking.open(&url).await.unwrap().close().await;
    assert!(!fs::exists(folder.path().join("copy.db-erased")).unwrap());
    place.open().await.close().await;
    fs::copy(&back_up, file(folder)).unwrap();
    let inbox = place.open().await;
    assert!(inbox.tombstone(other).await.unwrap().is_some());
}

#[tokio::test]
async fn a_postgresql_inbox_has_its_journal_where_it_is_told() {
    let place = Place::postgres().await;
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("erasures");
    let open = async || open_with(&place, &journal).await;
    let inbox = open().await;
    let conversation = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(conversation)).await;
    place
        .execute(
            "CREATE TABLE old_events AS SELECT * FROM capturi_events; \
             CREATE TABLE old_bodies AS SELECT * FROM capturi_bodies",
        )
        .await;
    inbox.erase(&[conversation]).await.unwrap();
    inbox.close().await;
    place
        .execute(
            "TRUNCATE capturi_events, capturi_bodies, capturi_erased; \
             INSERT INTO capturi_events OVERRIDING SYSTEM VALUE SELECT * FROM old_events; \
             INSERT INTO capturi_bodies SELECT * FROM old_bodies",
        )
        .await;
    let inbox = open().await;
    let [told] = entries(&inbox).await.try_into().unwrap();
    assert_eq!(told.event, Erasure::EVENT);
}

/// A process that opens the inbox while an erasure is made leaves it to the one that makes it.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_is_being_made_is_not_made_again() {
    let place = Place::postgres().await;
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("erasures");
    let open = async || open_with(&place, &journal).await;
    let inbox = open().await;
    let conversation = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(conversation)).await;
    let mut holding = PgConnection::connect(&place.url()).await.unwrap();
    let mut held = holding.begin().await.unwrap();
    let lock = "SELECT id FROM capturi_events FOR UPDATE";
    sqlx::raw_sql(lock).execute(&mut *held).await.unwrap();
    let erasing = tokio::spawn({
        let inbox = inbox.clone();
        async move { inbox.erase(&[conversation]).await.unwrap() }
    });
    eventually("it is in the journal", async || {
        fs::read_to_string(&journal).is_ok_and(|lines| !lines.is_empty())
    })
    .await;
    let (opened, ()) = tokio::join!(open(), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        held.commit().await.unwrap();
    });
    assert_eq!(erasing.await.unwrap(), 1);
    assert_eq!(opened.audit(None, 10).await.unwrap(), []);
}

/// Nothing is told to be erased by the journal of another inbox.
async fn the_journal_of_another_inbox_erases_nothing(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("erasures");
    let of = async |place: &Place| open_with(place, &journal).await;
    let conversation = Uuid::new_v4();
    let other = place.another().await;
    of(&other).await.erase(&[conversation]).await.unwrap();
    let inbox = of(&place).await;
    assert_eq!(inbox.tombstone(conversation).await.unwrap(), None);
    let tombstones = "SELECT count(*) FROM capturi_erased";
    assert_eq!(place.number(tombstones).await, 0);
    deliver(&inbox.source("test"), marked(conversation)).await;
    assert_eq!(entries(&inbox).await.len(), 1);
    assert_eq!(inbox.audit(None, 10).await.unwrap(), []);
}

async fn a_damaged_journal_keeps_no_inbox_from_opening(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("erasures");
    fs::write(&journal, b"what is \xff this\n\n123 2026-01-01T00:00:00Z\n").unwrap();
    let inbox = place.open_with(Inbox::builder().erasures(&journal)).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    inbox.close().await;
    // A folder can't be read.
    let inbox = place
        .open_with(Inbox::builder().erasures(folder.path()))
        .await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let error = inbox.erase(&[Uuid::new_v4()]).await.unwrap_err();
    assert!(error.to_string().contains("can't"), "{error}");
    assert_eq!(entries(&inbox).await.len(), 2, "nothing was erased");
}
