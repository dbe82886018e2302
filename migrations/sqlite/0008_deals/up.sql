-- Money that takes a unit off the market, with its agreement.
CREATE TABLE deposits (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    journey_id INTEGER NOT NULL REFERENCES journeys (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    visit_id INTEGER REFERENCES visits (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    quote_id INTEGER REFERENCES quotes (id),
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('intent_money', 'small_deposit', 'earnest_deposit')),
    list_price INTEGER NOT NULL,
    price INTEGER NOT NULL,
    sum INTEGER NOT NULL CHECK (sum > 0 AND sum <= price),
    payment_way TEXT NOT NULL,
    sign_by TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('drafted', 'paid', 'converted', 'changed', 'returned', 'forfeited', 'overdue', 'withdrawn')),
    terms TEXT NOT NULL,
    seen_contract INTEGER NOT NULL CHECK (seen_contract IN (0, 1)),
    signature TEXT,
    signed_at TEXT,
    consultant_id INTEGER REFERENCES users (id),
    drafted_by INTEGER REFERENCES users (id),
    drafted_at TEXT NOT NULL,
    paid_at TEXT,
    ended_at TEXT,
    end_reason TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX deposits_number ON deposits (site_id, number);
CREATE UNIQUE INDEX deposits_one_per_claim ON deposits (claim_id);
CREATE INDEX deposits_of_customer ON deposits (customer_id);
CREATE INDEX deposits_by_status ON deposits (site_id, status, drafted_at);
CREATE INDEX deposits_of_unit ON deposits (unit_id);
CREATE INDEX deposits_of_journey ON deposits (journey_id);

CREATE TABLE contracts (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    journey_id INTEGER NOT NULL REFERENCES journeys (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    claim_id INTEGER NOT NULL REFERENCES claims (id),
    deposit_id INTEGER NOT NULL REFERENCES deposits (id),
    quote_id INTEGER REFERENCES quotes (id),
    number TEXT NOT NULL,
    price INTEGER NOT NULL,
    payment_way TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('preparing', 'signed', 'stored', 'cancelled')),
    appointment_at TEXT,
    promised TEXT,
    terms TEXT NOT NULL,
    signature TEXT,
    signed_at TEXT,
    stored_at TEXT,
    consultant_id INTEGER REFERENCES users (id),
    created_by INTEGER REFERENCES users (id),
    created_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX contracts_number ON contracts (site_id, number);
CREATE UNIQUE INDEX contracts_one_per_deposit ON contracts (deposit_id);
CREATE INDEX contracts_of_customer ON contracts (customer_id);
CREATE INDEX contracts_of_journey ON contracts (journey_id);
CREATE INDEX contracts_by_status ON contracts (site_id, status, created_at);

-- Who buys, with which share; ID numbers are sealed. Shares in hundredths of a percent.
CREATE TABLE buyers (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    deposit_id INTEGER NOT NULL REFERENCES deposits (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    id_sealed TEXT,
    id_tail TEXT,
    phone TEXT,
    address TEXT,
    share_bp INTEGER NOT NULL CHECK (share_bp > 0 AND share_bp <= 10000)
) STRICT;
CREATE UNIQUE INDEX buyers_position ON buyers (deposit_id, position);

CREATE TABLE contract_steps (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    step TEXT NOT NULL CHECK (step IN ('papers', 'terms', 'price', 'sign_off', 'signed', 'plan', 'stored')),
    done_by INTEGER REFERENCES users (id),
    done_at TEXT NOT NULL,
    note TEXT
) STRICT;
CREATE UNIQUE INDEX contract_steps_once ON contract_steps (contract_id, step);

CREATE TABLE contract_papers (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    code TEXT NOT NULL,
    buyer INTEGER,
    asked_at TEXT,
    received_at TEXT,
    received_by INTEGER REFERENCES users (id),
    note TEXT
) STRICT;
CREATE INDEX contract_papers_of_contract ON contract_papers (contract_id);

-- The payment plan; its sums add up to the price.
CREATE TABLE instalments (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('deposit', 'down_payment', 'instalment', 'loan', 'final')),
    due_on TEXT NOT NULL,
    sum INTEGER NOT NULL CHECK (sum > 0),
    paid_at TEXT
) STRICT;
CREATE UNIQUE INDEX instalments_position ON instalments (contract_id, position);
CREATE INDEX instalments_due ON instalments (site_id, due_on) WHERE paid_at IS NULL;

-- Money received, confirmed by the cashier, each with its receipt.
CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    deposit_id INTEGER REFERENCES deposits (id),
    contract_id INTEGER REFERENCES contracts (id),
    instalment_id INTEGER REFERENCES instalments (id),
    kind TEXT NOT NULL CHECK (kind IN ('intent_money', 'small_deposit', 'earnest_deposit', 'down_payment', 'price')),
    sum INTEGER NOT NULL CHECK (sum > 0),
    way TEXT NOT NULL CHECK (way IN ('cash', 'card', 'transfer', 'mobile', 'cheque')),
    receipt_number TEXT NOT NULL,
    confirmed_by INTEGER REFERENCES users (id),
    received_at TEXT NOT NULL,
    note TEXT
) STRICT;
CREATE UNIQUE INDEX payments_receipt ON payments (site_id, receipt_number);
CREATE UNIQUE INDEX payments_instalment_once ON payments (instalment_id) WHERE instalment_id IS NOT NULL;
CREATE INDEX payments_of_deposit ON payments (deposit_id);
CREATE INDEX payments_of_contract ON payments (contract_id);
CREATE INDEX payments_by_time ON payments (site_id, received_at);

-- What follows a contract, each with its due date and who sees to it.
CREATE TABLE milestones (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    contract_id INTEGER NOT NULL REFERENCES contracts (id),
    code TEXT NOT NULL,
    due_on TEXT,
    owner_id INTEGER REFERENCES users (id),
    done_at TEXT,
    done_by INTEGER REFERENCES users (id)
) STRICT;
CREATE UNIQUE INDEX milestones_once ON milestones (contract_id, code);
CREATE INDEX milestones_due ON milestones (site_id, due_on) WHERE done_at IS NULL;
