-- One person of a site. The name is empty until it was given.
CREATE TABLE customers (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    name TEXT NOT NULL,
    name_sound TEXT COLLATE "C" NOT NULL,
    name_initials TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL DEFAULT 'none' CHECK (title IN ('none', 'mr', 'ms')),
    owner_id BIGINT REFERENCES users (id),
    owner_since TIMESTAMP,
    grade TEXT CHECK (grade IN ('A', 'B', 'C', 'D')),
    graded_at TIMESTAMP,
    intent INTEGER NOT NULL DEFAULT 0,
    channel TEXT,
    district TEXT,
    wechat TEXT,
    email TEXT,
    occupation TEXT,
    note TEXT,
    last_contact_at TIMESTAMP,
    next_contact_on DATE,
    do_not_call_until DATE,
    refused_fields TEXT NOT NULL DEFAULT '[]',
    visits_count INTEGER NOT NULL DEFAULT 0,
    last_visit_at TIMESTAMP,
    registered_at TIMESTAMP,
    bought_at TIMESTAMP,
    lost_at TIMESTAMP,
    lost_reason TEXT,
    -- Since when nothing here tells who this was.
    erased_at TIMESTAMP,
    created_by BIGINT REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX customers_recent ON customers (site_id, updated_at) WHERE erased_at IS NULL;
-- Whose time of keeping is over: without a deal, longest not spoken to first.
CREATE INDEX customers_to_forget ON customers (site_id, last_contact_at, created_at) WHERE erased_at IS NULL AND bought_at IS NULL;
CREATE INDEX customers_bought ON customers (site_id, bought_at) WHERE erased_at IS NULL AND bought_at IS NOT NULL;
CREATE INDEX customers_by_sound ON customers (site_id, name_sound);
CREATE INDEX customers_by_initials ON customers (site_id, name_initials);
CREATE INDEX customers_of_owner ON customers (owner_id, site_id, updated_at);
CREATE INDEX customers_by_grade ON customers (site_id, grade, updated_at);
CREATE INDEX customers_by_channel ON customers (site_id, channel, updated_at);

-- One person per number and site.
CREATE TABLE customer_phones (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    e164 TEXT COLLATE "C" NOT NULL,
    tail TEXT COLLATE "C" NOT NULL,
    is_main BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX customer_phones_one_person_per_number ON customer_phones (site_id, e164);
CREATE INDEX customer_phones_of_customer ON customer_phones (customer_id);
CREATE INDEX customer_phones_by_tail ON customer_phones (site_id, tail);

CREATE TABLE grade_changes (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    old_grade TEXT,
    new_grade TEXT NOT NULL CHECK (new_grade IN ('A', 'B', 'C', 'D')),
    suggested TEXT,
    reasons TEXT NOT NULL,
    reason TEXT,
    set_by BIGINT REFERENCES users (id),
    set_at TIMESTAMP NOT NULL
);
CREATE INDEX grade_changes_of_customer ON grade_changes (customer_id, set_at);

-- What a person agreed to, with the words as they stood.
CREATE TABLE consents (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    purpose TEXT NOT NULL,
    notice_version INTEGER NOT NULL,
    notice_text TEXT NOT NULL,
    given BOOLEAN NOT NULL,
    asked_by BIGINT REFERENCES users (id),
    asked_at TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP
);
CREATE INDEX consents_of_customer ON consents (customer_id, asked_at);

-- One customer's path through the eight stages; without a customer as long as the party has no name.
CREATE TABLE journeys (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT REFERENCES customers (id),
    stage TEXT NOT NULL CHECK (stage IN ('reception', 'introduction', 'tour', 'negotiation', 'registration', 'tracking', 'deposit', 'contract')),
    status TEXT NOT NULL CHECK (status IN ('open', 'won', 'lost', 'joined')),
    playbook TEXT NOT NULL,
    playbook_version INTEGER NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    closed_reason TEXT,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX journeys_one_open_per_customer ON journeys (customer_id) WHERE customer_id IS NOT NULL AND status = 'open';
CREATE INDEX journeys_of_customer ON journeys (customer_id, opened_at);

-- What the party told about itself; each answer may be "would not say".
CREATE TABLE needs (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    journey_id BIGINT NOT NULL REFERENCES journeys (id),
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    refused BOOLEAN NOT NULL,
    noted_by BIGINT REFERENCES users (id),
    noted_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX needs_one_answer ON needs (journey_id, question);

-- How many numbers a person had shown to them today.
CREATE INDEX journal_reveals ON journal (actor_id, at) WHERE kind = 'customers.number_revealed';
