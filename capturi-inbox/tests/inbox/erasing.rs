//! The erasure of conversations: what is deleted, and what keeps it from coming back.

use std::time::Duration;

use capturi_api::{mock::example, types::IntegrationConversationView};
use capturi_inbox::{
    Erasure, Event, Filter, Inbox, Loaded, Outcome, Pruned, Retention, State,
    sqlx::{self, Connection as _, PgConnection},
};
use capturi_webhooks::{receiver::Answer, testing::SampleDelivery};
use serde_json::json;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::keeping::{MARK, held, marked};
use crate::support::{
    Place, Seen, deliver, deliver_identity, eager, entries, eventually, postgres::Server, states,
    work,
};

crate::on_both_engines! {
    a_conversation_is_erased_in_every_state_and_stays_away,
    handlers_are_told_once_no_worker_can_still_handle_the_conversation,
    an_event_without_a_conversation_is_erased_by_its_id,
    what_is_delivered_meanwhile_is_erased,
    a_customer_who_was_cleared_is_forgotten,
    a_deletion_that_waits_is_told_after_what_was_running,
    a_late_failure_leaves_no_reason_behind,
    a_dead_notice_is_told_again,
    an_event_that_another_release_can_read_is_not_handed_on,
}

/// The rows that have marked content, or are of no event.
async fn marks(place: &Place) -> i64 {
    let mut marks = 0;
    for sql in [
        "SELECT count(*) FROM capturi_bodies".to_owned(),
        "SELECT count(*) FROM capturi_attempts".to_owned(),
        format!("SELECT count(*) FROM capturi_events WHERE last_error LIKE '%{MARK}%'"),
        format!("SELECT count(*) FROM capturi_queue WHERE reason LIKE '%{MARK}%'"),
    ] {
        marks += place.number(&sql).await;
    }
    marks
}

/// Leaves marked content of this conversation in each final state and pending with another body, with
/// errors that quote it. Returns all bodies.
pub(crate) async fn in_each_state(
    place: &Place,
    inbox: &Inbox,
    conversation: Uuid,
) -> Vec<Vec<u8>> {
    let source = inbox.source("test");
    let bodies = [(); 3].map(|()| marked(conversation));
    let [done, dead, pending] = &bodies;
    deliver(&source, done.clone()).await;
    inbox.drain(Seen::default().handler()).await.unwrap();
    deliver(&source, dead.clone()).await;
    let dies = async |_: Event| Outcome::permanent(MARK);
    assert_eq!(inbox.drain(dies).await.unwrap().dead, 1);
    deliver(&source, pending.clone()).await;
    let fails = async |_: Event| Outcome::RetryAfter {
        after: Duration::from_secs(3600),
        error: MARK.to_owned(),
    };
    inbox.drain(fails).await.unwrap();
    let other = [&pending[..], b" "].concat();
    deliver(&source, other.clone()).await;
    let opened = format!(
        "UPDATE capturi_queue SET openings = 1, reason = '{MARK}', open_since = {}",
        chrono::Utc::now().timestamp_millis()
    );
    place.execute(&opened).await;
    let (done, dead, pending) = (State::Done, State::Dead, State::Pending);
    assert_eq!(states(inbox).await, [done, dead, pending]);
    bodies.into_iter().chain([other]).collect()
}

async fn a_conversation_is_erased_in_every_state_and_stays_away(place: Place) {
    let inbox = place.open().await;
    let [conversation, other] = [(); 2].map(|()| Uuid::new_v4());
    let bodies = in_each_state(&place, &inbox, conversation).await;
    let dumped = inbox.dump(&Filter::default(), None, 10).await.unwrap();
    assert_eq!(inbox.tombstone(conversation).await.unwrap(), None);
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 3);
    assert!(inbox.tombstone(conversation).await.unwrap().is_some());
    let told = async || {
        let [told] = entries(&inbox).await.try_into().unwrap();
        assert_eq!(told.event, Erasure::EVENT);
        assert_eq!(marks(&place).await, 1, "the uid that handlers get");
    };
    told().await;
    // Neither a replay, to whatever endpoint, nor a dump brings it back.
    for body in &bodies {
        for source in ["test", "other"] {
            let answer = deliver(&inbox.source(source), body.clone()).await;
            assert_eq!(answer, Answer::Taken, "no other attempt is needed");
        }
    }
    deliver(&inbox.source("test"), marked(conversation)).await;
    for event in &dumped {
        let body = Some(bodies[0].clone());
        let loaded = inbox.load(event, body).await.unwrap();
        assert_eq!(loaded, Loaded::Erased);
    }
    told().await;
    // Erasing it again tells nobody again.
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 0);
    place.execute("UPDATE capturi_queue SET openings = 0").await;
    let seen = Seen::default();
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 1);
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 0);
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 0);
    let [event] = seen.all().try_into().unwrap();
    let erasure = Erasure::of(&event).unwrap();
    assert_eq!(erasure.conversation_uid, conversation);

    deliver_identity(&inbox, other).await;
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 1);
    assert_eq!(Erasure::of(&seen.all()[1]), None);
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
}

async fn handlers_are_told_once_no_worker_can_still_handle_the_conversation(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(conversation)).await;
    deliver(&inbox.source("test"), marked(conversation)).await;
    let seen = Seen::default();
    let gate: &'static Semaphore = Box::leak(Box::new(Semaphore::new(0)));
    let slow = {
        let seen = seen.clone();
        move |event: Event| {
            let seen = seen.clone();
            async move {
                if Erasure::of(&event).is_none() {
                    let _ = gate.acquire().await;
                }
                seen.push(event);
                Outcome::retry(MARK)
            }
        }
    };
    let working = tokio::spawn({
        let inbox = inbox.clone();
        async move {
            let worker = inbox.worker(slow).lease(Duration::from_secs(3));
            worker.run(std::future::pending()).await
        }
    });
    eventually("it runs", async || {
        states(&inbox).await[0] == State::Running
    })
    .await;
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 2);
    eventually("it is told", async || seen.all().len() == 1).await;
    // The handler that was at work was stopped before.
    gate.add_permits(10);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(seen.all().iter().all(|event| Erasure::of(event).is_some()));
    let attempts = "SELECT count(*) FROM capturi_attempts a WHERE NOT EXISTS \
        (SELECT 1 FROM capturi_events e WHERE e.id = a.event_id)";
    assert_eq!(place.number(attempts).await, 0);
    working.abort();
}

async fn an_event_without_a_conversation_is_erased_by_its_id(place: Place) {
    let inbox = place.open().await;
    let source = inbox.source("test");
    let body = format!("{MARK} is not JSON");
    deliver(&source, body.clone()).await;
    deliver(&source, body.clone()).await;
    deliver_identity(&inbox, Uuid::new_v4()).await;
    let [first, second, other] = entries(&inbox).await.try_into().unwrap();
    assert_eq!(inbox.erase_event(first.id).await.unwrap(), 1);
    assert_eq!(inbox.erase_event(second.id).await.unwrap(), 1);
    assert_eq!(inbox.erase_event(other.id).await.unwrap(), 0, "it has one");
    deliver(&source, body).await;
    assert_eq!(entries(&inbox).await.len(), 1);
    deliver(&source, format!("{MARK} is not JSON either")).await;
    assert_eq!(entries(&inbox).await.len(), 2);
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
}

/// What this release reads of an event may name a conversation that was erased before.
async fn an_event_that_another_release_can_read_is_not_handed_on(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(conversation)).await;
    let unread =
        "UPDATE capturi_events SET entity_uid = NULL, conversation_key = NULL, event_key = NULL";
    place.execute(unread).await;
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 0);
    let seen = Seen::default();
    inbox.drain(seen.handler()).await.unwrap();
    assert!(seen.all().iter().all(|event| Erasure::of(event).is_some()));
    assert_eq!(entries(&inbox).await.len(), 1);
}

async fn what_is_delivered_meanwhile_is_erased(place: Place) {
    let (inbox, receiver) = (place.open().await, place.open().await);
    let body = marked(Uuid::new_v4());
    for _ in 0..10 {
        let conversation = Uuid::new_v4();
        let delivering = (0..8).map(|number| {
            let (source, same) = (receiver.source("test"), body.clone());
            tokio::spawn(async move {
                for _ in 0..10 {
                    deliver(&source, marked(conversation)).await;
                    if number == 0 {
                        deliver(&source, same.clone()).await;
                    }
                }
            })
        });
        let delivering: Vec<_> = delivering.collect();
        tokio::time::sleep(Duration::from_millis(5)).await;
        inbox.erase(&[conversation]).await.unwrap();
        for delivering in delivering {
            delivering.await.unwrap();
        }
        let of_it = Filter::default().conversation(conversation);
        let left = inbox.newest(&of_it, None, 100).await.unwrap();
        let left: Vec<_> = left.iter().map(|entry| &*entry.event).collect();
        assert_eq!(left, [Erasure::EVENT]);
    }
    let bodies = place.number("SELECT count(*) FROM capturi_bodies").await;
    assert_eq!(bodies, 11, "the others are there");
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
}

async fn a_customer_who_was_cleared_is_forgotten(place: Place) {
    let inbox = place.open().await;
    let source = inbox.source("test");
    let conversation = |uid: Uuid, customer: Option<&str>| {
        SampleDelivery::conversation_json(json!(example::<IntegrationConversationView>(json!({
            "uid": uid, "customer": customer,
        }))))
    };
    let [uid, unrelated] = [(); 2].map(|()| Uuid::new_v4());
    let named = Some(MARK);
    let [done, other, never] = [(uid, named), (unrelated, named), (uid, None)]
        .map(|(uid, customer)| conversation(uid, customer));
    for delivery in [&done, &other, &never] {
        deliver(&source, delivery.body()).await;
    }
    inbox.drain(Seen::default().handler()).await.unwrap();
    let dead = conversation(uid, named);
    deliver(&source, dead.body()).await;
    let dies = async |_: Event| Outcome::permanent(MARK);
    assert_eq!(inbox.drain(dies).await.unwrap().dead, 1);
    // The last event came twice, and named the customer at first.
    let cleared = conversation(uid, Some(" "));
    let before = conversation(uid, named).with_event_uid(cleared.event_uid());
    deliver(&source, before.body()).await;
    deliver(&source, cleared.body()).await;

    let worker = |forget| {
        inbox
            .worker(Seen::default().handler())
            .forget_customers(forget)
    };
    assert_eq!(worker(true).drain().await.unwrap().done, 1);
    let bodies = async || {
        let mut bodies = Vec::new();
        for entry in entries(&inbox).await {
            bodies.push(inbox.bodies(entry.id).await.unwrap().len());
        }
        bodies
    };
    assert_eq!(bodies().await, [0, 1, 1, 0, 1]);
    let (done, dead) = (State::Done, State::Dead);
    assert_eq!(states(&inbox).await, [done, done, done, dead, done]);
    let quoting = format!(
        "SELECT (SELECT count(*) FROM capturi_attempts) + \
            (SELECT count(*) FROM capturi_events WHERE last_error LIKE '%{MARK}%')"
    );
    assert_eq!(place.number(&quoting).await, 0);
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());

    // It is not done unless it is asked for.
    deliver(&source, conversation(unrelated, None).body()).await;
    assert_eq!(worker(false).drain().await.unwrap().done, 1);
    assert_eq!(bodies().await, [0, 1, 1, 0, 1, 1]);
}

/// PostgreSQL: an erasure waits for a delivery that is being inserted, and a delivery for an erasure.
#[tokio::test]
async fn a_delivery_and_an_erasure_wait_for_each_other() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    inbox.erase(&[conversation]).await.unwrap();
    let blocks = async |sql: &str, task: &dyn Fn() -> tokio::task::JoinHandle<()>| {
        let mut other = PgConnection::connect(&place.url()).await.unwrap();
        let mut transaction = other.begin().await.unwrap();
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
        sql.execute(&mut *transaction).await.unwrap();
        let task = task();
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(!task.is_finished());
        transaction.commit().await.unwrap();
        task.await.unwrap();
    };
    // The tombstone is there only once the transaction is committed.
    place
        .execute("UPDATE capturi_erased SET digest = 'x' || digest")
        .await;
    let erasing = "LOCK TABLE capturi_erased IN EXCLUSIVE MODE; \
        UPDATE capturi_erased SET digest = substr(digest, 2)";
    blocks(erasing, &|| {
        let source = inbox.source("test");
        tokio::spawn(async move {
            deliver(&source, marked(conversation)).await;
        })
    })
    .await;
    let [told] = entries(&inbox).await.try_into().unwrap();
    assert_eq!(told.event, Erasure::EVENT);

    let another = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(another)).await;
    let inserting = "INSERT INTO capturi_events (source, event, entity_uid, conversation_key, event_key, \
            state, received_at, queued_at, changed_at, due_at, bodies, body_bytes, request_id, method) \
        SELECT source, event, entity_uid, conversation_key, 1, state, received_at, queued_at, changed_at, \
            due_at, 0, 0, request_id, method FROM capturi_events e WHERE source = 'test' AND NOT EXISTS \
            (SELECT 1 FROM capturi_erased WHERE digest = 'none' FOR KEY SHARE)";
    blocks(inserting, &|| {
        let inbox = inbox.clone();
        tokio::spawn(async move {
            assert_eq!(inbox.erase(&[another]).await.unwrap(), 2);
        })
    })
    .await;
    assert_eq!(entries(&inbox).await.len(), 2);
}

/// PostgreSQL: a verdict that comes while its event is erased leaves no error behind.
#[tokio::test]
async fn a_late_verdict_leaves_no_error_behind() {
    let place = Place::postgres().await;
    let inbox = place.open().await;
    deliver(&inbox.source("test"), marked(Uuid::new_v4())).await;
    let (gate, working) = held(&inbox).await;
    let mut erasing = PgConnection::connect(&place.url()).await.unwrap();
    let mut erasing = erasing.begin().await.unwrap();
    let lock = "SELECT id FROM capturi_events FOR UPDATE";
    sqlx::raw_sql(lock).execute(&mut *erasing).await.unwrap();
    gate.add_permits(1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let delete = "DELETE FROM capturi_bodies; DELETE FROM capturi_attempts; \
        DELETE FROM capturi_events";
    sqlx::raw_sql(delete).execute(&mut *erasing).await.unwrap();
    erasing.commit().await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(marks(&place).await, 0);
    working.abort();
}

/// A worker tells of a deletion that came before the erasure only once it can't hand on anything else of
/// the conversation, either.
async fn a_deletion_that_waits_is_told_after_what_was_running(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(conversation)).await;
    let deletion = marked(conversation);
    deliver(&inbox.source("deletions"), deletion).await;
    let lease = chrono::Utc::now().timestamp_millis() + 3_600_000;
    for sql in [
        format!("UPDATE capturi_events SET state = 'running', due_at = {lease} WHERE id = 1"),
        "UPDATE capturi_events SET event = 'ConversationDeleted', parked = 1 WHERE id = 2"
            .to_owned(),
    ] {
        place.execute(&sql).await;
    }
    assert_eq!(inbox.erasable(conversation).await.unwrap().running, 1);
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 1);
    let waiting = format!(
        "SELECT count(*) FROM capturi_events WHERE state = 'pending' AND parked = 0 AND due_at = {lease}"
    );
    assert_eq!(place.number(&waiting).await, 2);
    // Erasing it again, while that handler may still be at work, tells nobody earlier.
    assert_eq!(inbox.erase(&[conversation]).await.unwrap(), 0);
    assert_eq!(place.number(&waiting).await, 2);
}

/// A handler that did not heed an erasure is told again if it is erased again, and is told however long it
/// takes.
async fn a_dead_notice_is_told_again(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    inbox.erase(&[conversation]).await.unwrap();
    let any = Retention::default()
        .any(Some(Duration::ZERO))
        .dead(Duration::ZERO);
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(inbox.prune(&any).await.unwrap(), Pruned::default());
    let dies = async |_: Event| Outcome::permanent("no");
    assert_eq!(inbox.drain(dies).await.unwrap().dead, 1);
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(inbox.prune(&any).await.unwrap().bodies, 1);
    inbox.erase(&[conversation]).await.unwrap();
    let seen = Seen::default();
    assert_eq!(inbox.drain(seen.handler()).await.unwrap().done, 1);
    assert!(Erasure::of(&seen.all()[0]).is_some());
    assert_eq!(inbox.check().await.unwrap(), Vec::<String>::new());
}

/// The reason of the breaker may quote what a handler was given, and comes after the erasure.
async fn a_late_failure_leaves_no_reason_behind(place: Place) {
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    for _ in 0..2 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let gate: &'static Semaphore = Box::leak(Box::new(Semaphore::new(0)));
    let handler = async |event: Event| {
        if event
            .delivery
            .body
            .windows(MARK.len())
            .any(|part| part == MARK.as_bytes())
        {
            let _ = gate.acquire().await;
            return Outcome::unavailable(MARK);
        }
        Outcome::unavailable("it is away")
    };
    deliver(&inbox.source("test"), marked(conversation)).await;
    let working = tokio::spawn({
        let inbox = inbox.clone();
        async move { work(&inbox, handler, eager(3), std::future::pending()).await }
    });
    eventually("it runs", async || {
        inbox.erasable(conversation).await.unwrap().running == 1
    })
    .await;
    inbox.erase(&[conversation]).await.unwrap();
    gate.add_permits(1);
    eventually("the breaker opens", async || {
        inbox.stats().await.unwrap().breaker.is_some()
    })
    .await;
    let breaker = inbox.stats().await.unwrap().breaker.unwrap();
    assert_ne!(breaker.reason.as_deref(), Some(MARK));
    working.abort();
}

/// No file of PostgreSQL's tables and indexes has the bytes of what was erased, once they are rewritten.
#[tokio::test(flavor = "multi_thread")]
async fn rewritten_tables_have_no_byte_of_what_was_erased() {
    let server = Server::start();
    let place = Place::Postgres(server.database().await);
    let inbox = place.open().await;
    let conversation = Uuid::new_v4();
    in_each_state(&place, &inbox, conversation).await;
    // A large body is stored elsewhere than a small one.
    let large = format!("\"{}\"", incompressible());
    deliver(
        &inbox.source("test"),
        format!(
            r#"{{"event":"ConversationProcessed","eventUid":"{}","uid":"{conversation}","text":"{MARK}","large":{large}}}"#,
            Uuid::new_v4()
        ),
    )
    .await;
    for _ in 0..50 {
        deliver_identity(&inbox, Uuid::new_v4()).await;
    }
    let base = format!("{}/data/base", server.folder());
    let found = async || {
        place.execute("CHECKPOINT").await;
        let grep = std::process::Command::new("grep")
            .args(["-rl", MARK, &base])
            .output()
            .unwrap();
        String::from_utf8(grep.stdout).unwrap().lines().count()
    };
    assert!(found().await > 0, "it looks in the right place");
    inbox.erase(&[conversation]).await.unwrap();
    // Another role's VACUUM would skip the tables.
    place
        .execute(
            "CREATE ROLE another LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO another; \
             GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO another",
        )
        .await;
    let url = place.url().replace("capturi@", "another@");
    let by_another = Inbox::open(&url).await.unwrap();
    assert!(!by_another.overwrite_deleted(true).await.unwrap());
    assert!(!by_another.overwrite_deleted(false).await.unwrap());
    by_another.close().await;
    // What another transaction may still see is kept for it, and that is told.
    let mut other = PgConnection::connect(&place.url()).await.unwrap();
    let mut older = other.begin().await.unwrap();
    for sql in [
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "SELECT count(*) FROM capturi_cursors",
    ] {
        sqlx::raw_sql(sql).execute(&mut *older).await.unwrap();
    }
    deliver(&inbox.source("test"), marked(conversation)).await;
    let another = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(another)).await;
    inbox.erase(&[another]).await.unwrap();
    assert!(!inbox.overwrite_deleted(true).await.unwrap());
    older.commit().await.unwrap();
    // So it is for one that has only written something else.
    let mut older = other.begin().await.unwrap();
    let write = "CREATE TABLE something_else (id BIGINT)";
    sqlx::raw_sql(write).execute(&mut *older).await.unwrap();
    let third = Uuid::new_v4();
    deliver(&inbox.source("test"), marked(third)).await;
    inbox.erase(&[third]).await.unwrap();
    assert!(!inbox.overwrite_deleted(true).await.unwrap());
    older.commit().await.unwrap();
    assert!(inbox.overwrite_deleted(true).await.unwrap());
    assert_eq!(found().await, 0);
    assert_eq!(entries(&inbox).await.len(), 53);
}

/// A text of 100,000 bytes that does not compress.
fn incompressible() -> String {
    std::iter::repeat_with(|| Uuid::new_v4().simple().to_string())
        .take(3_000)
        .collect()
}
