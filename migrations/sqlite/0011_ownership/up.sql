-- What lengthens or stops the protection of a customer; whoever has no row has neither.
CREATE TABLE protections (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    site_id INTEGER NOT NULL REFERENCES sites (id),
    extended_until TEXT,
    ruling_id INTEGER
) STRICT;
CREATE INDEX protections_extended ON protections (site_id, extended_until) WHERE extended_until IS NOT NULL;

-- Whose protection may end, by the last effective contact.
CREATE INDEX customers_to_lapse ON customers (site_id, grade, last_contact_at, visits_count) WHERE owner_id IS NOT NULL AND bought_at IS NULL AND lost_at IS NULL;

-- Customers of nobody, whom any consultant may claim.
CREATE TABLE pool (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    site_id INTEGER NOT NULL REFERENCES sites (id),
    since TEXT NOT NULL,
    from_id INTEGER REFERENCES users (id),
    reason TEXT NOT NULL CHECK (reason IN ('lapsed', 'left')),
    grade TEXT
) STRICT;
CREATE INDEX pool_by_time ON pool (site_id, since);
CREATE INDEX pool_by_grade ON pool (site_id, grade, since);

CREATE TABLE pool_claims (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    claimed_by INTEGER NOT NULL REFERENCES users (id),
    claimed_at TEXT NOT NULL,
    from_id INTEGER REFERENCES users (id)
) STRICT;
CREATE INDEX pool_claims_of_consultant ON pool_claims (claimed_by, site_id, claimed_at);
CREATE INDEX pool_claims_of_customer ON pool_claims (customer_id, claimed_at);

CREATE TABLE extension_requests (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    days INTEGER NOT NULL CHECK (days > 0),
    reason TEXT NOT NULL,
    asked_by INTEGER REFERENCES users (id),
    asked_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES users (id),
    decided_at TEXT,
    verdict TEXT CHECK (verdict IN ('granted', 'refused')),
    decision_reason TEXT
) STRICT;
CREATE UNIQUE INDEX extension_requests_one_open ON extension_requests (customer_id) WHERE decided_at IS NULL;
CREATE INDEX extension_requests_open ON extension_requests (site_id, asked_at) WHERE decided_at IS NULL;
CREATE INDEX extension_requests_of_customer ON extension_requests (customer_id, asked_at);

-- Whose sale it is, in hundredths of a percent; the shares of a deposit sum to 10000.
CREATE TABLE credit_shares (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    deposit_id INTEGER NOT NULL REFERENCES deposits (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    share_bp INTEGER NOT NULL CHECK (share_bp > 0 AND share_bp <= 10000),
    reason TEXT NOT NULL CHECK (reason IN ('seller', 'owner', 'helper', 'ruling', 'edited')),
    note TEXT,
    given_by INTEGER REFERENCES users (id),
    given_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX credit_shares_once ON credit_shares (deposit_id, user_id);

-- An agent's notice that he will bring somebody.
CREATE TABLE filings (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    agency TEXT NOT NULL,
    agent TEXT NOT NULL,
    surname TEXT NOT NULL,
    e164 TEXT NOT NULL,
    tail TEXT NOT NULL,
    filed_at TEXT NOT NULL,
    filed_by INTEGER REFERENCES users (id),
    stands_until TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'bound', 'ended')),
    end_reason TEXT CHECK (end_reason IN ('too_late', 'known_before', 'expired')),
    customer_id INTEGER REFERENCES customers (id),
    visit_id INTEGER REFERENCES visits (id),
    settled_at TEXT
) STRICT;
CREATE UNIQUE INDEX filings_one_open_per_number ON filings (site_id, e164) WHERE state = 'open';
CREATE INDEX filings_by_time ON filings (site_id, filed_at);
CREATE INDEX filings_by_number ON filings (site_id, e164, filed_at);
CREATE INDEX filings_by_tail ON filings (site_id, tail, filed_at);
CREATE INDEX filings_of_customer ON filings (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX filings_to_end ON filings (site_id, stands_until) WHERE state = 'open';

-- Whose customer is it? The finding of the rules, what was said against it, and the decision, which later ones may look up.
CREATE TABLE rulings (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    first_id INTEGER NOT NULL REFERENCES users (id),
    second_id INTEGER REFERENCES users (id),
    filing_id INTEGER REFERENCES filings (id),
    question TEXT NOT NULL,
    rule TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('first', 'second', 'agent', 'undecided')),
    finding TEXT NOT NULL,
    opened_by INTEGER REFERENCES users (id),
    opened_at TEXT NOT NULL,
    appeal_until TEXT NOT NULL,
    appealed_by INTEGER REFERENCES users (id),
    appealed_at TEXT,
    appeal_reason TEXT,
    decided_by INTEGER REFERENCES users (id),
    decided_at TEXT,
    decision TEXT CHECK (decision IN ('first', 'second', 'agent', 'unopposed')),
    decision_reason TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX rulings_one_open_per_customer ON rulings (customer_id) WHERE decided_at IS NULL;
CREATE INDEX rulings_open ON rulings (site_id, opened_at) WHERE decided_at IS NULL;
CREATE INDEX rulings_decided ON rulings (site_id, decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX rulings_of_customer ON rulings (customer_id, opened_at);
