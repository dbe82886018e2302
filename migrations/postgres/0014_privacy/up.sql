-- The code on the visit card, with which a visitor sees, corrects and withdraws what is kept. Found by its keyed hash, printed again
-- from its sealed text.
CREATE TABLE visit_cards (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    code_hash TEXT NOT NULL,
    code_sealed TEXT NOT NULL,
    made_by BIGINT REFERENCES users (id),
    made_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE UNIQUE INDEX visit_cards_code ON visit_cards (code_hash);
CREATE UNIQUE INDEX visit_cards_one_valid ON visit_cards (customer_id) WHERE ended_at IS NULL;

-- What a visitor asks for by the code: a copy, a correction.
CREATE TABLE privacy_requests (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('copy', 'correct')),
    words TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused')),
    asked_at TIMESTAMP NOT NULL,
    answered_by BIGINT REFERENCES users (id),
    answered_at TIMESTAMP,
    answer TEXT
);
CREATE INDEX privacy_requests_open ON privacy_requests (site_id, asked_at) WHERE state = 'open';
CREATE INDEX privacy_requests_of_customer ON privacy_requests (customer_id, asked_at);

-- Who was made anonymous, when and why. Only the row of a customer without a name is left to point at.
CREATE TABLE erasures (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    why TEXT NOT NULL CHECK (why IN ('asked', 'withdrawn', 'retention', 'never_wanted')),
    -- The papers of a deal stay as long as the law asks.
    deal_kept BOOLEAN NOT NULL,
    erased_by BIGINT REFERENCES users (id),
    erased_at TIMESTAMP NOT NULL
);
CREATE INDEX erasures_of_customer ON erasures (customer_id);
CREATE INDEX erasures_lately ON erasures (site_id, erased_at);

-- Numbers that are not to be contacted again, as keyed hashes: nobody can read them back.
CREATE TABLE do_not_contact (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    number_hash TEXT NOT NULL,
    since TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX do_not_contact_once ON do_not_contact (site_id, number_hash);
