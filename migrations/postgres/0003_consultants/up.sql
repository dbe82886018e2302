-- One person's work day.
CREATE TABLE duties (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    day DATE NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('on', 'break', 'meal', 'errand', 'leave', 'out')),
    state_since TIMESTAMP NOT NULL,
    state_reason TEXT,
    clocked_in_at TIMESTAMP NOT NULL,
    clocked_out_at TIMESTAMP,
    version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX duties_one_per_day ON duties (site_id, user_id, day);
CREATE INDEX duties_of_day ON duties (site_id, day);

-- Who got which party, by which rule, from which queue.
CREATE TABLE assignments (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    day DATE NOT NULL,
    visit_id BIGINT NOT NULL,
    consultant_id BIGINT REFERENCES users (id),
    rule TEXT NOT NULL,
    costs_turn BOOLEAN NOT NULL,
    overridden BOOLEAN NOT NULL,
    reason TEXT,
    queue TEXT NOT NULL,
    skipped TEXT NOT NULL,
    made_by BIGINT REFERENCES users (id),
    made_at TIMESTAMP NOT NULL,
    shared_with_id BIGINT REFERENCES users (id),
    helper_bp INTEGER
);
CREATE INDEX assignments_of_day ON assignments (site_id, day, made_at);
CREATE INDEX assignments_of_visit ON assignments (visit_id);

-- The ledger of turns: taken, owed, made up, kept, lost.
CREATE TABLE turns (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    day DATE NOT NULL,
    consultant_id BIGINT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('taken', 'owed', 'made_up', 'kept', 'lost')),
    reason TEXT NOT NULL,
    assignment_id BIGINT REFERENCES assignments (id),
    visit_id BIGINT,
    at TIMESTAMP NOT NULL
);
CREATE INDEX turns_of_day ON turns (site_id, day, consultant_id);
CREATE INDEX turns_of_consultant ON turns (consultant_id, at);
