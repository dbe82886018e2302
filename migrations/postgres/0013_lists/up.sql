-- Lists on their way in: the file, how it is understood, how far it is.
CREATE TABLE imports (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    kind TEXT NOT NULL CHECK (kind IN ('customers', 'followups')),
    file_name TEXT NOT NULL,
    file_bytes BIGINT NOT NULL,
    about TEXT,
    state TEXT NOT NULL CHECK (state IN ('reading', 'unreadable', 'mapping', 'checking', 'preview', 'importing', 'done', 'undoing', 'undone', 'dropped')),
    reason TEXT,
    reason_most BIGINT,
    plan TEXT NOT NULL,
    rows_count INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    brought_by BIGINT NOT NULL REFERENCES users (id),
    brought_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    lease BIGINT,
    leased_until TIMESTAMP,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX imports_of_site ON imports (site_id, brought_at);
CREATE INDEX imports_at_work ON imports (id) WHERE state IN ('reading', 'checking', 'importing', 'undoing');

-- The file itself, until it was read.
CREATE TABLE import_pieces (
    import_id BIGINT NOT NULL REFERENCES imports (id),
    position INTEGER NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (import_id, position)
);

-- The rows of a list. Their cells go when they were taken over; those of refused rows stay until the import is forgotten.
CREATE TABLE import_rows (
    id BIGINT PRIMARY KEY,
    import_id BIGINT NOT NULL REFERENCES imports (id),
    number INTEGER NOT NULL,
    cells TEXT NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('unread', 'new', 'same', 'doubtful', 'refused', 'skipped')),
    why TEXT NOT NULL,
    decision TEXT CHECK (decision IN ('same', 'new', 'out')),
    customer_id BIGINT,
    outcome TEXT CHECK (outcome IN ('made', 'added', 'known', 'left', 'undone', 'stays'))
);
CREATE UNIQUE INDEX import_rows_once ON import_rows (import_id, number);
CREATE INDEX import_rows_by_fate ON import_rows (import_id, fate, number);
CREATE INDEX import_rows_by_outcome ON import_rows (import_id, outcome, number) WHERE outcome IS NOT NULL;
CREATE INDEX import_rows_of_customer ON import_rows (customer_id) WHERE customer_id IS NOT NULL;

-- What a row has made or added, so that it can be taken back.
CREATE TABLE import_traces (
    id BIGINT PRIMARY KEY,
    import_id BIGINT NOT NULL REFERENCES imports (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'more', 'followup')),
    customer_id BIGINT NOT NULL,
    thing_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX import_traces_of_row ON import_traces (import_id, number);
CREATE INDEX import_traces_of_customer ON import_traces (customer_id, import_id);

-- How a file with these titles was understood last.
CREATE TABLE import_plans (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    kind TEXT NOT NULL,
    titles TEXT NOT NULL,
    plan TEXT NOT NULL,
    kept_at TIMESTAMP NOT NULL,
    PRIMARY KEY (site_id, kind, titles)
);

-- Lists that were asked for, to be fetched within the hour by whoever asked.
CREATE TABLE exports (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    list TEXT NOT NULL,
    query TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('xlsx', 'csv')),
    numbers TEXT NOT NULL CHECK (numbers IN ('masked', 'whole')),
    asked_by BIGINT NOT NULL REFERENCES users (id),
    asked_at TIMESTAMP NOT NULL
);
CREATE INDEX exports_by_time ON exports (asked_at);
