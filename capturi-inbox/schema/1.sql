-- Schema 1, for both engines; the words in braces are what each calls an ascending key, and bytes.
-- Times are milliseconds since 1970, by the database's clock.

-- The ledger: a row for each event.
CREATE TABLE capturi_events (
    -- Never given out again, so that the order of ids is the order of arrival.
    id               {id},
    -- The configured endpoint that took it.
    source           TEXT NOT NULL,
    event_uid        TEXT,
    event            TEXT NOT NULL,
    entity_uid       TEXT,
    -- Digests, so that the only index in no order stays small: of the conversation, and of all that
    -- tells an event from others. Without an event_key it is never a duplicate.
    conversation_key BIGINT,
    event_key        BIGINT,
    -- pending, running, done, dead, unreadable
    state            TEXT NOT NULL,
    received_at      BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    -- pending: when it may be handled; running: when its lease ends.
    due_at           BIGINT NOT NULL,
    attempts         BIGINT NOT NULL DEFAULT 0,
    -- The fencing token: raised by each claim, and asked for by all that a worker says afterwards.
    token            BIGINT NOT NULL DEFAULT 0,
    duplicates       BIGINT NOT NULL DEFAULT 0,
    last_error       TEXT,
    -- The release that could not read it: a newer one tries again.
    unreadable_by    TEXT,
    request_id       TEXT NOT NULL,
    method           TEXT NOT NULL,
    query            TEXT,
    content_type     TEXT,
    traceparent      TEXT,
    -- As it was received; gone once its retention is over.
    body             {bytes}
);

CREATE UNIQUE INDEX capturi_events_keys ON capturi_events (conversation_key, event_key);
CREATE INDEX capturi_events_due
    ON capturi_events (due_at, id, state) WHERE state IN ('pending', 'running');
-- For retention: what is over and still has a body, and what is but a key.
CREATE INDEX capturi_events_bodies ON capturi_events (state, changed_at)
    WHERE state IN ('done', 'dead', 'unreadable') AND body IS NOT NULL;
CREATE INDEX capturi_events_bare ON capturi_events (state, changed_at)
    WHERE state IN ('done', 'dead', 'unreadable') AND body IS NULL;

-- Bodies of duplicates that differ from the first.
CREATE TABLE capturi_other_bodies (
    id          {id},
    event_id    BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    body        {bytes} NOT NULL
);
CREATE INDEX capturi_other_bodies_event ON capturi_other_bodies (event_id, id);

-- One row: whether events are handled at all.
CREATE TABLE capturi_queue (
    id                BIGINT PRIMARY KEY CHECK (id = 1),
    -- By an operator, until an operator resumes it.
    paused            BIGINT NOT NULL DEFAULT 0,
    -- By a handler that could not reach what it needs.
    unavailable_until BIGINT NOT NULL DEFAULT 0,
    reason            TEXT
);
INSERT INTO capturi_queue (id) VALUES (1);
