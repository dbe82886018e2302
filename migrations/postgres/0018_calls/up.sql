-- Calls that come in: one row each, also where nobody says who phones. One that was noted by mistake is struck and counts no more.
CREATE TABLE calls (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    customer_id BIGINT REFERENCES customers (id),
    caller TEXT NOT NULL CHECK (caller IN ('new', 'customer', 'unnamed')),
    channel TEXT,
    about TEXT,
    next TEXT NOT NULL CHECK (next IN ('comes', 'call_back', 'nothing')),
    next_on DATE,
    consultant_id BIGINT REFERENCES users (id),
    note TEXT,
    taken_by BIGINT REFERENCES users (id),
    taken_at TIMESTAMP NOT NULL,
    struck_by BIGINT REFERENCES users (id),
    struck_at TIMESTAMP
);
CREATE INDEX calls_by_time ON calls (site_id, taken_at);
CREATE INDEX calls_of_customer ON calls (customer_id, taken_at);
