-- Calls that come in: one row each, also where nobody says who phones. One that was noted by mistake is struck and counts no more.
CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    customer_id INTEGER REFERENCES customers (id),
    caller TEXT NOT NULL CHECK (caller IN ('new', 'customer', 'unnamed')),
    channel TEXT,
    about TEXT,
    next TEXT NOT NULL CHECK (next IN ('comes', 'call_back', 'nothing')),
    next_on TEXT,
    consultant_id INTEGER REFERENCES users (id),
    note TEXT,
    taken_by INTEGER REFERENCES users (id),
    taken_at TEXT NOT NULL,
    struck_by INTEGER REFERENCES users (id),
    struck_at TEXT
) STRICT;
CREATE INDEX calls_by_time ON calls (site_id, taken_at);
CREATE INDEX calls_of_customer ON calls (customer_id, taken_at);
