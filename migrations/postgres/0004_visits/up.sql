CREATE TABLE appointments (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    consultant_id BIGINT REFERENCES users (id),
    at TIMESTAMP NOT NULL,
    party_size INTEGER NOT NULL,
    note TEXT,
    status TEXT NOT NULL CHECK (status IN ('planned', 'came', 'missed', 'cancelled')),
    made_by BIGINT REFERENCES users (id),
    made_at TIMESTAMP NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX appointments_by_time ON appointments (site_id, at);
CREATE INDEX appointments_of_customer ON appointments (customer_id, at);

-- One coming of one party, from the door to the door.
CREATE TABLE visits (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    journey_id BIGINT NOT NULL REFERENCES journeys (id),
    customer_id BIGINT REFERENCES customers (id),
    day DATE NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'with_consultant', 'left')),
    stage TEXT NOT NULL CHECK (stage IN ('reception', 'introduction', 'tour', 'negotiation')),
    kind TEXT NOT NULL CHECK (kind IN ('buyer', 'returning', 'appointment', 'channel', 'colleague', 'owner', 'errand')),
    party_size INTEGER NOT NULL,
    children INTEGER NOT NULL DEFAULT 0,
    description TEXT,
    channel TEXT,
    been_before TEXT NOT NULL CHECK (been_before IN ('yes', 'no', 'unsure')),
    phoned_before TEXT NOT NULL CHECK (phoned_before IN ('yes', 'no', 'unsure')),
    appointment_id BIGINT REFERENCES appointments (id),
    consultant_id BIGINT REFERENCES users (id),
    arrived_at TIMESTAMP NOT NULL,
    greeted_at TIMESTAMP,
    assigned_at TIMESTAMP,
    left_at TIMESTAMP,
    outcome TEXT CHECK (outcome IN ('deposit', 'contract', 'next_visit', 'thinking', 'not_a_buyer', 'left_without_a_word')),
    outcome_reason TEXT,
    next_on DATE,
    no_next_reason TEXT,
    closed_by_house BOOLEAN NOT NULL DEFAULT FALSE,
    papers_given TEXT NOT NULL DEFAULT '[]',
    contacts_exchanged BOOLEAN NOT NULL DEFAULT FALSE,
    walked_to_door BOOLEAN NOT NULL DEFAULT FALSE,
    intent INTEGER NOT NULL DEFAULT 0,
    alone_since TIMESTAMP,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX visits_number_of_day ON visits (site_id, day, number);
CREATE INDEX visits_here ON visits (site_id, arrived_at) WHERE left_at IS NULL;
CREATE INDEX visits_of_day ON visits (site_id, day, arrived_at);
CREATE INDEX visits_of_customer ON visits (customer_id, arrived_at) WHERE customer_id IS NOT NULL;
CREATE INDEX visits_of_journey ON visits (journey_id);
CREATE INDEX visits_of_consultant ON visits (consultant_id, day);

-- When each stage was entered and left, or why it was skipped.
CREATE TABLE visit_stages (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    visit_id BIGINT NOT NULL REFERENCES visits (id),
    stage TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    left_at TIMESTAMP,
    skipped_reason TEXT,
    moved_by BIGINT REFERENCES users (id)
);
CREATE INDEX visit_stages_of_visit ON visit_stages (visit_id, entered_at);

-- Items of the playbook that were done.
CREATE TABLE item_ticks (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    journey_id BIGINT NOT NULL REFERENCES journeys (id),
    visit_id BIGINT REFERENCES visits (id),
    item TEXT NOT NULL,
    value TEXT NOT NULL,
    done_by BIGINT REFERENCES users (id),
    done_at TIMESTAMP NOT NULL
);
CREATE INDEX item_ticks_of_journey ON item_ticks (journey_id);

-- Signals of intent that the consultant tapped.
CREATE TABLE signals (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    visit_id BIGINT NOT NULL REFERENCES visits (id),
    code TEXT NOT NULL,
    seen_by BIGINT REFERENCES users (id),
    seen_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX signals_once_per_visit ON signals (visit_id, code);

CREATE TABLE objections (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    journey_id BIGINT NOT NULL REFERENCES journeys (id),
    visit_id BIGINT REFERENCES visits (id),
    code TEXT NOT NULL,
    words TEXT,
    answer TEXT,
    heard_by BIGINT REFERENCES users (id),
    heard_at TIMESTAMP NOT NULL,
    handled_at TIMESTAMP
);
CREATE INDEX objections_of_journey ON objections (journey_id);

-- The routes that a site walks; stops and their words are data.
CREATE TABLE tour_routes (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    stops TEXT NOT NULL
);
CREATE UNIQUE INDEX tour_routes_code ON tour_routes (site_id, code);

CREATE TABLE tours (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    visit_id BIGINT NOT NULL REFERENCES visits (id),
    route TEXT NOT NULL,
    chosen_by BIGINT REFERENCES users (id),
    chosen_at TIMESTAMP NOT NULL,
    walked_at TIMESTAMP
);
CREATE INDEX tours_of_visit ON tours (visit_id);

CREATE TABLE tour_stops (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    tour_id BIGINT NOT NULL REFERENCES tours (id),
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit_type_id BIGINT,
    unit_id BIGINT,
    merits_told TEXT NOT NULL DEFAULT '[]',
    verdict TEXT CHECK (verdict IN ('like', 'worry')),
    note TEXT,
    reached_at TIMESTAMP
);
CREATE UNIQUE INDEX tour_stops_position ON tour_stops (tour_id, position);
