-- Something that the house is to do by itself, written in the transaction of its cause. Payloads hold ids, never personal data.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    site_id INTEGER REFERENCES sites (id),
    kind TEXT NOT NULL,
    occasion TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_after TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'parked')),
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until TEXT,
    last_error TEXT,
    made_at TEXT NOT NULL,
    ended_at TEXT,
    CHECK ((state = 'running') = (lease_owner IS NOT NULL)),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
) STRICT;
CREATE UNIQUE INDEX jobs_once ON jobs (kind, occasion);
CREATE INDEX jobs_waiting ON jobs (run_after, id) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_parked ON jobs (site_id, id) WHERE state = 'parked';
CREATE INDEX jobs_done ON jobs (ended_at) WHERE state = 'done';

-- A message to somebody who works here. What it says is drawn when it is sent, so that no body is kept.
CREATE TABLE mails (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    occasion TEXT NOT NULL,
    payload TEXT NOT NULL,
    message_id TEXT,
    job_id INTEGER REFERENCES jobs (id) ON DELETE SET NULL,
    written_at TEXT NOT NULL,
    sent_at TEXT,
    dropped TEXT CHECK (dropped IN ('no_address', 'not_wanted', 'not_here', 'not_allowed', 'nothing_left')),
    CHECK (sent_at IS NULL OR dropped IS NULL)
) STRICT;
CREATE UNIQUE INDEX mails_once ON mails (occasion);
CREATE INDEX mails_open ON mails (site_id, id) WHERE sent_at IS NULL AND dropped IS NULL;
CREATE INDEX mails_sent ON mails (site_id, sent_at) WHERE sent_at IS NOT NULL;

-- Where a person's mail goes, and which mail they want.
ALTER TABLE users ADD COLUMN email TEXT;
ALTER TABLE users ADD COLUMN wants_digest INTEGER NOT NULL DEFAULT 1 CHECK (wants_digest IN (0, 1));
ALTER TABLE users ADD COLUMN wants_escalations INTEGER NOT NULL DEFAULT 1 CHECK (wants_escalations IN (0, 1));

-- The secret address of a person's calendar. The address itself is kept nowhere: only what it is made from, with the house's key, and its hash.
CREATE TABLE calendar_feeds (
    user_id INTEGER PRIMARY KEY REFERENCES users (id),
    seed TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    made_at TEXT NOT NULL,
    read_at TEXT
) STRICT;
CREATE UNIQUE INDEX calendar_feeds_token ON calendar_feeds (token_hash);

-- When a thing of the calendar changed last, for whoever subscribes to it.
ALTER TABLE follow_ups ADD COLUMN changed_at TEXT;
ALTER TABLE appointments ADD COLUMN changed_at TEXT;
CREATE INDEX follow_ups_called_off ON follow_ups (consultant_id, changed_at) WHERE state = 'cancelled';
CREATE INDEX appointments_of_consultant ON appointments (consultant_id, at);
