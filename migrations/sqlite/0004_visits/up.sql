CREATE TABLE appointments (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    consultant_id INTEGER REFERENCES users (id),
    at TEXT NOT NULL,
    party_size INTEGER NOT NULL,
    note TEXT,
    status TEXT NOT NULL CHECK (status IN ('planned', 'came', 'missed', 'cancelled')),
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX appointments_by_time ON appointments (site_id, at);
CREATE INDEX appointments_of_customer ON appointments (customer_id, at);

-- One coming of one party, from the door to the door.
CREATE TABLE visits (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    journey_id INTEGER NOT NULL REFERENCES journeys (id),
    customer_id INTEGER REFERENCES customers (id),
    day TEXT NOT NULL,
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
    appointment_id INTEGER REFERENCES appointments (id),
    consultant_id INTEGER REFERENCES users (id),
    arrived_at TEXT NOT NULL,
    greeted_at TEXT,
    assigned_at TEXT,
    left_at TEXT,
    outcome TEXT CHECK (outcome IN ('deposit', 'contract', 'next_visit', 'thinking', 'not_a_buyer', 'left_without_a_word')),
    outcome_reason TEXT,
    next_on TEXT,
    no_next_reason TEXT,
    closed_by_house INTEGER NOT NULL DEFAULT 0 CHECK (closed_by_house IN (0, 1)),
    papers_given TEXT NOT NULL DEFAULT '[]',
    contacts_exchanged INTEGER NOT NULL DEFAULT 0 CHECK (contacts_exchanged IN (0, 1)),
    walked_to_door INTEGER NOT NULL DEFAULT 0 CHECK (walked_to_door IN (0, 1)),
    intent INTEGER NOT NULL DEFAULT 0,
    alone_since TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX visits_number_of_day ON visits (site_id, day, number);
CREATE INDEX visits_here ON visits (site_id, arrived_at) WHERE left_at IS NULL;
CREATE INDEX visits_of_day ON visits (site_id, day, arrived_at);
CREATE INDEX visits_of_customer ON visits (customer_id, arrived_at) WHERE customer_id IS NOT NULL;
CREATE INDEX visits_of_journey ON visits (journey_id);
CREATE INDEX visits_of_consultant ON visits (consultant_id, day);

-- When each stage was entered and left, or why it was skipped.
CREATE TABLE visit_stages (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    visit_id INTEGER NOT NULL REFERENCES visits (id),
    stage TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    left_at TEXT,
    skipped_reason TEXT,
    moved_by INTEGER REFERENCES users (id)
) STRICT;
CREATE INDEX visit_stages_of_visit ON visit_stages (visit_id, entered_at);

-- Items of the playbook that were done.
CREATE TABLE item_ticks (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    journey_id INTEGER NOT NULL REFERENCES journeys (id),
    visit_id INTEGER REFERENCES visits (id),
    item TEXT NOT NULL,
    value TEXT NOT NULL,
    done_by INTEGER REFERENCES users (id),
    done_at TEXT NOT NULL
) STRICT;
CREATE INDEX item_ticks_of_journey ON item_ticks (journey_id);

-- Signals of intent that the consultant tapped.
CREATE TABLE signals (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    visit_id INTEGER NOT NULL REFERENCES visits (id),
    code TEXT NOT NULL,
    seen_by INTEGER REFERENCES users (id),
    seen_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX signals_once_per_visit ON signals (visit_id, code);

CREATE TABLE objections (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    journey_id INTEGER NOT NULL REFERENCES journeys (id),
    visit_id INTEGER REFERENCES visits (id),
    code TEXT NOT NULL,
    words TEXT,
    answer TEXT,
    heard_by INTEGER REFERENCES users (id),
    heard_at TEXT NOT NULL,
    handled_at TEXT
) STRICT;
CREATE INDEX objections_of_journey ON objections (journey_id);

-- The routes that a site walks; stops and their words are data.
CREATE TABLE tour_routes (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    stops TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX tour_routes_code ON tour_routes (site_id, code);

CREATE TABLE tours (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    visit_id INTEGER NOT NULL REFERENCES visits (id),
    route TEXT NOT NULL,
    chosen_by INTEGER REFERENCES users (id),
    chosen_at TEXT NOT NULL,
    walked_at TEXT
) STRICT;
CREATE INDEX tours_of_visit ON tours (visit_id);

CREATE TABLE tour_stops (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    tour_id INTEGER NOT NULL REFERENCES tours (id),
    position INTEGER NOT NULL,
    place TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit_type_id INTEGER,
    unit_id INTEGER,
    merits_told TEXT NOT NULL DEFAULT '[]',
    verdict TEXT CHECK (verdict IN ('like', 'worry')),
    note TEXT,
    reached_at TEXT
) STRICT;
CREATE UNIQUE INDEX tour_stops_position ON tour_stops (tour_id, position);
