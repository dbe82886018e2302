-- A price for a unit as it was shown; never changed afterwards.
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    journey_id INTEGER NOT NULL REFERENCES journeys (id),
    visit_id INTEGER REFERENCES visits (id),
    customer_id INTEGER REFERENCES customers (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    list_price INTEGER NOT NULL,
    discounts TEXT NOT NULL,
    discount_bp INTEGER NOT NULL,
    price INTEGER NOT NULL,
    payment_way TEXT NOT NULL CHECK (payment_way IN ('at_once', 'instalments', 'commercial_loan', 'fund_loan', 'mixed_loan')),
    down_payment_bp INTEGER NOT NULL,
    loan TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('valid', 'waiting', 'approved', 'refused', 'replaced')),
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX quotes_of_journey ON quotes (journey_id, made_at);
CREATE INDEX quotes_of_unit ON quotes (unit_id);

CREATE TABLE discount_requests (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    quote_id INTEGER NOT NULL REFERENCES quotes (id),
    wanted_bp INTEGER NOT NULL,
    reason TEXT NOT NULL,
    asked_by INTEGER REFERENCES users (id),
    asked_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES users (id),
    decided_at TEXT,
    verdict TEXT CHECK (verdict IN ('granted', 'refused')),
    decision_reason TEXT
) STRICT;
CREATE INDEX discount_requests_of_quote ON discount_requests (quote_id);
CREATE INDEX discount_requests_open ON discount_requests (site_id, asked_at) WHERE decided_at IS NULL;
