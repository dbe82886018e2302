-- One showroom. Everything else belongs to a site.
CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('homes', 'cars', 'jewels', 'kitchens', 'other')),
    zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    country TEXT NOT NULL,
    lang TEXT NOT NULL CHECK (lang IN ('zh-CN', 'en')),
    cutover_minutes INTEGER NOT NULL DEFAULT 0,
    settings TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL
) STRICT;

-- Who works with the program.
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    lang TEXT NOT NULL CHECK (lang IN ('zh-CN', 'en')),
    scheme TEXT NOT NULL DEFAULT 'system' CHECK (scheme IN ('system', 'light', 'dark')),
    suspended_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_login ON users (login);

-- A person's role at a site.
CREATE TABLE memberships (
    id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    site_id INTEGER NOT NULL REFERENCES sites (id),
    role TEXT NOT NULL CHECK (role IN ('administrator', 'supervisor', 'consultant', 'receptionist', 'cashier')),
    since TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX memberships_one_per_site ON memberships (user_id, site_id);
CREATE INDEX memberships_of_site ON memberships (site_id);

-- Signed-in devices; only the token's hash is kept.
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    site_id INTEGER NOT NULL REFERENCES sites (id),
    device TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE sign_in_attempts (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL,
    address TEXT NOT NULL,
    succeeded INTEGER NOT NULL CHECK (succeeded IN (0, 1)),
    at TEXT NOT NULL
) STRICT;
CREATE INDEX sign_in_attempts_of_login ON sign_in_attempts (login, at);
CREATE INDEX sign_in_attempts_of_address ON sign_in_attempts (address, at);
CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (at);

-- One press, one effect: what a form's key led to.
CREATE TABLE form_keys (
    key TEXT PRIMARY KEY,
    user_id INTEGER,
    route TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX form_keys_by_time ON form_keys (at);

-- Everything has a who, a when and a why. Append only; ids only, no personal data.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id INTEGER NOT NULL,
    at TEXT NOT NULL,
    site_id INTEGER,
    actor_id INTEGER,
    kind TEXT NOT NULL,
    customer_id INTEGER,
    visit_id INTEGER,
    unit_id INTEGER,
    subject_id INTEGER,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX journal_of_customer ON journal (customer_id, seq) WHERE customer_id IS NOT NULL;
CREATE INDEX journal_of_visit ON journal (visit_id, seq) WHERE visit_id IS NOT NULL;
CREATE INDEX journal_of_unit ON journal (unit_id, seq) WHERE unit_id IS NOT NULL;
CREATE INDEX journal_of_site ON journal (site_id, seq);

-- Each link's hash covers a journal row and the link before it; written by the sealer after the commit. A link has a place
-- of its own, because with several writers a row may be committed after one that has a higher number.
CREATE TABLE journal_chain (
    place INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES journal (seq),
    hash TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_chain_once ON journal_chain (seq);
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;

-- Papers are numbered without gaps.
CREATE TABLE number_series (
    site_id INTEGER NOT NULL REFERENCES sites (id),
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (site_id, series, year)
) STRICT;
