-- What lengthens or stops the protection of a customer; whoever has no row has neither.
CREATE TABLE protections (
    customer_id BIGINT PRIMARY KEY REFERENCES customers (id),
    site_id BIGINT NOT NULL REFERENCES sites (id),
    extended_until DATE,
    ruling_id BIGINT
);
CREATE INDEX protections_extended ON protections (site_id, extended_until) WHERE extended_until IS NOT NULL;

-- Whose protection may end, by the last effective contact.
CREATE INDEX customers_to_lapse ON customers (site_id, grade, last_contact_at, visits_count) WHERE owner_id IS NOT NULL AND bought_at IS NULL AND lost_at IS NULL;

-- Customers of nobody, whom any consultant may claim.
CREATE TABLE pool (
    customer_id BIGINT PRIMARY KEY REFERENCES customers (id),
    site_id BIGINT NOT NULL REFERENCES sites (id),
    since TIMESTAMP NOT NULL,
    from_id BIGINT REFERENCES users (id),
    reason TEXT NOT NULL CHECK (reason IN ('lapsed', 'left')),
    grade TEXT
);
CREATE INDEX pool_by_time ON pool (site_id, since);
CREATE INDEX pool_by_grade ON pool (site_id, grade, since);

CREATE TABLE pool_claims (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    claimed_by BIGINT NOT NULL REFERENCES users (id),
    claimed_at TIMESTAMP NOT NULL,
    from_id BIGINT REFERENCES users (id)
);
CREATE INDEX pool_claims_of_consultant ON pool_claims (claimed_by, site_id, claimed_at);
CREATE INDEX pool_claims_of_customer ON pool_claims (customer_id, claimed_at);

CREATE TABLE extension_requests (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    days INTEGER NOT NULL CHECK (days > 0),
    reason TEXT NOT NULL,
    asked_by BIGINT REFERENCES users (id),
    asked_at TIMESTAMP NOT NULL,
    decided_by BIGINT REFERENCES users (id),
    decided_at TIMESTAMP,
    verdict TEXT CHECK (verdict IN ('granted', 'refused')),
    decision_reason TEXT
);
CREATE UNIQUE INDEX extension_requests_one_open ON extension_requests (customer_id) WHERE decided_at IS NULL;
CREATE INDEX extension_requests_open ON extension_requests (site_id, asked_at) WHERE decided_at IS NULL;
CREATE INDEX extension_requests_of_customer ON extension_requests (customer_id, asked_at);

-- Whose sale it is, in hundredths of a percent; the shares of a deposit sum to 10000.
CREATE TABLE credit_shares (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    deposit_id BIGINT NOT NULL REFERENCES deposits (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    share_bp INTEGER NOT NULL CHECK (share_bp > 0 AND share_bp <= 10000),
    reason TEXT NOT NULL CHECK (reason IN ('seller', 'owner', 'helper', 'ruling', 'edited')),
    note TEXT,
    given_by BIGINT REFERENCES users (id),
    given_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX credit_shares_once ON credit_shares (deposit_id, user_id);

-- An agent's notice that he will bring somebody.
CREATE TABLE filings (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    agency TEXT NOT NULL,
    agent TEXT NOT NULL,
    surname TEXT NOT NULL,
    e164 TEXT NOT NULL,
    tail TEXT NOT NULL,
    filed_at TIMESTAMP NOT NULL,
    filed_by BIGINT REFERENCES users (id),
    stands_until TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'bound', 'ended')),
    end_reason TEXT CHECK (end_reason IN ('too_late', 'known_before', 'expired')),
    customer_id BIGINT REFERENCES customers (id),
    visit_id BIGINT REFERENCES visits (id),
    settled_at TIMESTAMP
);
CREATE UNIQUE INDEX filings_one_open_per_number ON filings (site_id, e164) WHERE state = 'open';
CREATE INDEX filings_by_time ON filings (site_id, filed_at);
CREATE INDEX filings_by_number ON filings (site_id, e164, filed_at);
CREATE INDEX filings_by_tail ON filings (site_id, tail, filed_at);
CREATE INDEX filings_of_customer ON filings (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX filings_to_end ON filings (site_id, stands_until) WHERE state = 'open';

-- Whose customer is it? The finding of the rules, what was said against it, and the decision, which later ones may look up.
CREATE TABLE rulings (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    first_id BIGINT NOT NULL REFERENCES users (id),
    second_id BIGINT REFERENCES users (id),
    filing_id BIGINT REFERENCES filings (id),
    question TEXT NOT NULL,
    rule TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('first', 'second', 'agent', 'undecided')),
    finding TEXT NOT NULL,
    opened_by BIGINT REFERENCES users (id),
    opened_at TIMESTAMP NOT NULL,
    appeal_until DATE NOT NULL,
    appealed_by BIGINT REFERENCES users (id),
    appealed_at TIMESTAMP,
    appeal_reason TEXT,
    decided_by BIGINT REFERENCES users (id),
    decided_at TIMESTAMP,
    decision TEXT CHECK (decision IN ('first', 'second', 'agent', 'unopposed')),
    decision_reason TEXT,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX rulings_one_open_per_customer ON rulings (customer_id) WHERE decided_at IS NULL;
CREATE INDEX rulings_open ON rulings (site_id, opened_at) WHERE decided_at IS NULL;
CREATE INDEX rulings_decided ON rulings (site_id, decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX rulings_of_customer ON rulings (customer_id, opened_at);
