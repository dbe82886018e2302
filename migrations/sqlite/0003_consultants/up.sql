-- One person's work day.
CREATE TABLE duties (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    day TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('on', 'break', 'meal', 'errand', 'leave', 'out')),
    state_since TEXT NOT NULL,
    state_reason TEXT,
    clocked_in_at TEXT NOT NULL,
    clocked_out_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX duties_one_per_day ON duties (site_id, user_id, day);
CREATE INDEX duties_of_day ON duties (site_id, day);

-- Who got which party, by which rule, from which queue.
CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    day TEXT NOT NULL,
    visit_id INTEGER NOT NULL,
    consultant_id INTEGER REFERENCES users (id),
    rule TEXT NOT NULL,
    costs_turn INTEGER NOT NULL CHECK (costs_turn IN (0, 1)),
    overridden INTEGER NOT NULL CHECK (overridden IN (0, 1)),
    reason TEXT,
    queue TEXT NOT NULL,
    skipped TEXT NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    shared_with_id INTEGER REFERENCES users (id),
    helper_bp INTEGER
) STRICT;
CREATE INDEX assignments_of_day ON assignments (site_id, day, made_at);
CREATE INDEX assignments_of_visit ON assignments (visit_id);

-- The ledger of turns: taken, owed, made up, kept, lost.
CREATE TABLE turns (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    day TEXT NOT NULL,
    consultant_id INTEGER NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('taken', 'owed', 'made_up', 'kept', 'lost')),
    reason TEXT NOT NULL,
    assignment_id INTEGER REFERENCES assignments (id),
    visit_id INTEGER,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX turns_of_day ON turns (site_id, day, consultant_id);
CREATE INDEX turns_of_consultant ON turns (consultant_id, at);
