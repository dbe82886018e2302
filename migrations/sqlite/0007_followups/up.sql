-- One planned or done contact.
CREATE TABLE follow_ups (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    journey_id INTEGER REFERENCES journeys (id),
    consultant_id INTEGER NOT NULL REFERENCES users (id),
    visit_id INTEGER REFERENCES visits (id),
    due_on TEXT NOT NULL,
    due_at TEXT,
    purpose TEXT NOT NULL CHECK (purpose IN ('thanks', 'first_call', 'call', 'invite', 'papers', 'payment', 'other')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'cancelled')),
    how TEXT CHECK (how IN ('call', 'message', 'meeting', 'visit')),
    effective INTEGER CHECK (effective IN (0, 1)),
    learned TEXT,
    next_on TEXT,
    no_next_reason TEXT,
    cancel_reason TEXT,
    created_by INTEGER REFERENCES users (id),
    created_at TEXT NOT NULL,
    done_by INTEGER REFERENCES users (id),
    done_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX follow_ups_due ON follow_ups (consultant_id, site_id, due_on) WHERE state = 'planned';
CREATE INDEX follow_ups_due_at_site ON follow_ups (site_id, due_on) WHERE state = 'planned';
CREATE INDEX follow_ups_of_customer ON follow_ups (customer_id, due_on);
CREATE INDEX follow_ups_done ON follow_ups (done_by, done_at) WHERE state = 'done';
