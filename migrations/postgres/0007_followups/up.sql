-- One planned or done contact.
CREATE TABLE follow_ups (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    journey_id BIGINT REFERENCES journeys (id),
    consultant_id BIGINT NOT NULL REFERENCES users (id),
    visit_id BIGINT REFERENCES visits (id),
    due_on DATE NOT NULL,
    due_at TIMESTAMP,
    purpose TEXT NOT NULL CHECK (purpose IN ('thanks', 'first_call', 'call', 'invite', 'papers', 'payment', 'other')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'cancelled')),
    how TEXT CHECK (how IN ('call', 'message', 'meeting', 'visit')),
    effective BOOLEAN,
    learned TEXT,
    next_on DATE,
    no_next_reason TEXT,
    cancel_reason TEXT,
    created_by BIGINT REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    done_by BIGINT REFERENCES users (id),
    done_at TIMESTAMP,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX follow_ups_due ON follow_ups (consultant_id, site_id, due_on) WHERE state = 'planned';
CREATE INDEX follow_ups_due_at_site ON follow_ups (site_id, due_on) WHERE state = 'planned';
CREATE INDEX follow_ups_of_customer ON follow_ups (customer_id, due_on);
CREATE INDEX follow_ups_done ON follow_ups (done_by, done_at) WHERE state = 'done';
