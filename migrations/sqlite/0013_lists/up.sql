-- Lists on their way in: the file, how it is understood, how far it is.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    kind TEXT NOT NULL CHECK (kind IN ('customers', 'followups')),
    file_name TEXT NOT NULL,
    file_bytes INTEGER NOT NULL,
    about TEXT,
    state TEXT NOT NULL CHECK (state IN ('reading', 'unreadable', 'mapping', 'checking', 'preview', 'importing', 'done', 'undoing', 'undone', 'dropped')),
    reason TEXT,
    reason_most INTEGER,
    plan TEXT NOT NULL,
    rows_count INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    brought_by INTEGER NOT NULL REFERENCES users (id),
    brought_at TEXT NOT NULL,
    ended_at TEXT,
    lease INTEGER,
    leased_until TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX imports_of_site ON imports (site_id, brought_at);
CREATE INDEX imports_at_work ON imports (id) WHERE state IN ('reading', 'checking', 'importing', 'undoing');

-- The file itself, until it was read.
CREATE TABLE import_pieces (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (import_id, position)
) STRICT;

-- The rows of a list. Their cells go when they were taken over; those of refused rows stay until the import is forgotten.
CREATE TABLE import_rows (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    number INTEGER NOT NULL,
    cells TEXT NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('unread', 'new', 'same', 'doubtful', 'refused', 'skipped')),
    why TEXT NOT NULL,
    decision TEXT CHECK (decision IN ('same', 'new', 'out')),
    customer_id INTEGER,
    outcome TEXT CHECK (outcome IN ('made', 'added', 'known', 'left', 'undone', 'stays'))
) STRICT;
CREATE UNIQUE INDEX import_rows_once ON import_rows (import_id, number);
CREATE INDEX import_rows_by_fate ON import_rows (import_id, fate, number);
CREATE INDEX import_rows_by_outcome ON import_rows (import_id, outcome, number) WHERE outcome IS NOT NULL;
CREATE INDEX import_rows_of_customer ON import_rows (customer_id) WHERE customer_id IS NOT NULL;

-- What a row has made or added, so that it can be taken back.
CREATE TABLE import_traces (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'more', 'followup')),
    customer_id INTEGER NOT NULL,
    thing_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX import_traces_of_row ON import_traces (import_id, number);
CREATE INDEX import_traces_of_customer ON import_traces (customer_id, import_id);

-- How a file with these titles was understood last.
CREATE TABLE import_plans (
    site_id INTEGER NOT NULL REFERENCES sites (id),
    kind TEXT NOT NULL,
    titles TEXT NOT NULL,
    plan TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (site_id, kind, titles)
) STRICT;

-- Lists that were asked for, to be fetched within the hour by whoever asked.
CREATE TABLE exports (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    list TEXT NOT NULL,
    query TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv')),
    numbers TEXT NOT NULL CHECK (numbers IN ('masked', 'whole')),
    asked_by INTEGER NOT NULL REFERENCES users (id),
    asked_at TEXT NOT NULL
) STRICT;
CREATE INDEX exports_by_time ON exports (asked_at);
