-- Days that are closed: their figures stand as they were then, and change no more.
CREATE TABLE closed_days (
    site_id INTEGER NOT NULL REFERENCES sites (id),
    day TEXT NOT NULL,
    closed_at TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    promises TEXT NOT NULL,
    stood TEXT NOT NULL,
    signed_by INTEGER REFERENCES users (id),
    signed_at TEXT,
    PRIMARY KEY (site_id, day)
) STRICT;

-- The figures of a closed day: what is counted, along which dimension, under which key. A period is the sum of its days.
CREATE TABLE day_figures (
    site_id INTEGER NOT NULL REFERENCES sites (id),
    day TEXT NOT NULL,
    measure TEXT NOT NULL,
    dim TEXT NOT NULL,
    key TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (site_id, dim, day, measure, key)
) STRICT, WITHOUT ROWID;

-- The same figures within a cut: one channel, one consultant, one district, one grade, one type of unit. Only wholes and what a measure says of itself
-- (the stage, the outcome, the promise); anything finer is counted from its rows.
CREATE TABLE day_cuts (
    site_id INTEGER NOT NULL REFERENCES sites (id),
    cut TEXT NOT NULL,
    cut_key TEXT NOT NULL,
    day TEXT NOT NULL,
    measure TEXT NOT NULL,
    what TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (site_id, cut, cut_key, day, measure, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX day_cuts_of_day ON day_cuts (site_id, day);

-- What was found wrong later, by whom and why. The figure itself stays.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    day TEXT NOT NULL,
    measure TEXT NOT NULL,
    dim TEXT NOT NULL,
    key TEXT NOT NULL,
    was INTEGER NOT NULL,
    is_now INTEGER NOT NULL,
    reason TEXT NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_of_day ON corrections (site_id, day, id);

-- What a month should bring, for the site and for a person.
CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    month TEXT NOT NULL,
    user_id INTEGER REFERENCES users (id),
    measure TEXT NOT NULL CHECK (measure IN ('visits', 'registered', 'deposits', 'contracts', 'contract_price', 'money_in')),
    value INTEGER NOT NULL CHECK (value >= 0),
    set_by INTEGER REFERENCES users (id),
    set_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX targets_of_site ON targets (site_id, month, measure) WHERE user_id IS NULL;
CREATE UNIQUE INDEX targets_of_person ON targets (site_id, month, measure, user_id) WHERE user_id IS NOT NULL;

CREATE INDEX customers_registered ON customers (site_id, registered_at) WHERE registered_at IS NOT NULL;
CREATE INDEX follow_ups_by_doing ON follow_ups (site_id, done_at) WHERE done_at IS NOT NULL;
CREATE INDEX deposits_by_payment ON deposits (site_id, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX deposits_by_end ON deposits (site_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX objections_by_time ON objections (site_id, heard_at);
