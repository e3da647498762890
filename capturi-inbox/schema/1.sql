-- Schema 1, for both engines; README.md beside it draws the states and tells what each table is for.
-- Times are milliseconds since 1970, by the database's clock. {id} is an ascending key, {bytes} the
-- type of bytes, {random} a text that none can guess; {as_they_are} keeps PostgreSQL from compressing
-- bodies again.

-- The ledger: a row for each event, without what it carries.
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
    state            TEXT NOT NULL
        CHECK (state IN ('pending', 'running', 'done', 'dead', 'unreadable')),
    received_at      BIGINT NOT NULL,
    -- When it was taken, or requeued the last time: what costs no attempt ends 14 days later.
    queued_at        BIGINT NOT NULL,
    changed_at       BIGINT NOT NULL,
    -- pending: when it may be handled; running: when its lease ends.
    due_at           BIGINT NOT NULL,
    -- pending: it waits for an earlier event of its conversation, until due_at at the latest.
    parked           BIGINT NOT NULL DEFAULT 0 CHECK (parked IN (0, 1)),
    -- Its worker was lost while it had this event, and maybe others: it is handled by itself.
    alone            BIGINT NOT NULL DEFAULT 0 CHECK (alone IN (0, 1)),
    attempts         BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- The fencing token: raised by each claim, and asked for by all that a worker says afterwards.
    token            BIGINT NOT NULL DEFAULT 0,
    -- Who claimed it last.
    worker           TEXT,
    duplicates       BIGINT NOT NULL DEFAULT 0,
    -- Bodies that are kept, each other than the one before; 0 once their retention is over.
    bodies           BIGINT NOT NULL CHECK (bodies >= 0),
    -- Bytes of the last of them.
    body_bytes       BIGINT NOT NULL,
    last_error       TEXT,
    -- The release that could not read it: a newer one tries again.
    unreadable_by    TEXT,
    request_id       TEXT NOT NULL,
    method           TEXT NOT NULL,
    query            TEXT,
    content_type     TEXT,
    traceparent      TEXT
);

CREATE UNIQUE INDEX capturi_events_keys ON capturi_events (conversation_key, event_key);
-- What is open: when it is due, and what of its conversation is open, too.
CREATE INDEX capturi_events_due ON capturi_events (state, due_at, id)
    WHERE state IN ('pending', 'running');
CREATE INDEX capturi_events_open ON capturi_events (conversation_key, state, id)
    WHERE state IN ('pending', 'running');
CREATE INDEX capturi_events_alone ON capturi_events (due_at, id) WHERE alone = 1;
-- What an operator looks for.
CREATE INDEX capturi_events_failed ON capturi_events (state, id)
    WHERE state IN ('dead', 'unreadable');
-- For retention: what is over and still has a body, and what is but a key.
CREATE INDEX capturi_events_bodies ON capturi_events (state, changed_at)
    WHERE state IN ('done', 'dead', 'unreadable') AND bodies > 0;
CREATE INDEX capturi_events_bare ON capturi_events (state, changed_at)
    WHERE state IN ('done', 'dead', 'unreadable') AND bodies = 0;

-- What events carry, as it was received: the first delivery's, and each of a duplicate's that differs
-- from the one before. The last one is handled.
CREATE TABLE capturi_bodies (
    event_id    BIGINT NOT NULL,
    -- From 0.
    number      BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    -- identity: as it was received; lz4: as a frame of LZ4.
    encoding    TEXT NOT NULL DEFAULT 'identity',
    body        {bytes} NOT NULL,
    PRIMARY KEY (event_id, number)
);
{as_they_are}

-- What became of attempts that did not succeed: the last 64 of each event.
CREATE TABLE capturi_attempts (
    event_id     BIGINT NOT NULL,
    slot         BIGINT NOT NULL,
    -- The claim's.
    token        BIGINT NOT NULL,
    worker       TEXT,
    -- When it was claimed, and how long that was ago when it ended.
    began_at     BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL,
    -- retry, dead, unreadable, released, lost
    outcome      TEXT NOT NULL,
    error        TEXT,
    PRIMARY KEY (event_id, slot)
);

-- One row: whether events are handled at all.
CREATE TABLE capturi_queue (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    -- By an operator, until an operator resumes it.
    paused     BIGINT NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    -- How often the circuit breaker was opened since an event was handled; 0: it is closed.
    openings   BIGINT NOT NULL DEFAULT 0 CHECK (openings >= 0),
    -- Since when, and when one event is tried.
    open_since BIGINT NOT NULL DEFAULT 0,
    open_until BIGINT NOT NULL DEFAULT 0,
    reason     TEXT
);
INSERT INTO capturi_queue (id) VALUES (1);

-- What all processes obey, by name.
CREATE TABLE capturi_settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
-- The key of the digests in capturi_erased. It is there from the beginning, in every back-up, and so that
-- no command has to write before it reads.
INSERT INTO capturi_settings (name, value) VALUES ('erasure_key', {random});

-- How far the inbox has read a listing of Capturi's API: `backfill` or `deletions`. One process reads
-- it at a time.
CREATE TABLE capturi_cursors (
    listing    TEXT PRIMARY KEY,
    -- The process that reads it, and the end of its lease.
    holder     TEXT NOT NULL,
    held_until BIGINT NOT NULL DEFAULT 0,
    -- When the last complete pass began, by the database's clock.
    read_at    BIGINT NOT NULL DEFAULT 0,
    -- All that happened at Capturi before is in the inbox.
    read_until BIGINT NOT NULL DEFAULT 0,
    -- The pass that is not complete, as JSON.
    pass       TEXT
);

-- Digests, by a key of this inbox, of what was erased and must not come back.
CREATE TABLE capturi_erased (
    digest    TEXT PRIMARY KEY,
    erased_at BIGINT NOT NULL
);

-- Who looked at what is kept, or changed it, and when.
CREATE TABLE capturi_audit (
    id     {id},
    at     BIGINT NOT NULL,
    who    TEXT NOT NULL,
    action TEXT NOT NULL,
    about  TEXT
);
