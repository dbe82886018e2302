-- Every occasion on which somebody is to be reminded. The index is the referee: once per occasion, whoever plans it, however often.
CREATE TABLE reminders (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    kind TEXT NOT NULL CHECK (kind IN ('not_contacted', 'never_contacted', 'bought_nothing', 'never_bought', 'used_up', 'protection_ending', 'sign_coming', 'papers_missing', 'payment_due', 'birthday', 'overdue', 'overdue_supervisor', 'overdue_reassign')),
    subject_id BIGINT NOT NULL,
    occasion TEXT NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    about_on DATE NOT NULL,
    day DATE NOT NULL,
    planned_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE UNIQUE INDEX reminders_once ON reminders (site_id, kind, subject_id, occasion);
CREATE INDEX reminders_standing ON reminders (site_id, kind, id) WHERE ended_at IS NULL;
CREATE INDEX reminders_of_customer ON reminders (customer_id, id);

-- Whom a reminder reaches. Closed when its reminder ends, or when the person is done with it.
CREATE TABLE notices (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    reminder_id BIGINT NOT NULL REFERENCES reminders (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    made_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP,
    done_at TIMESTAMP,
    closed_at TIMESTAMP
);
CREATE UNIQUE INDEX notices_once ON notices (reminder_id, user_id);
CREATE INDEX notices_open ON notices (user_id, site_id, id) WHERE closed_at IS NULL;
CREATE INDEX notices_unseen ON notices (user_id, site_id) WHERE closed_at IS NULL AND seen_at IS NULL;

-- What ran, and what came of it. One row per kind and day is also what keeps two servers from running it twice.
CREATE TABLE reminder_runs (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    kind TEXT NOT NULL,
    day DATE NOT NULL,
    ran_at TIMESTAMP NOT NULL,
    looked INTEGER NOT NULL,
    made INTEGER NOT NULL,
    PRIMARY KEY (site_id, kind, day)
);

-- Day and month on which a buyer may be congratulated, where they told and agreed; no year, because nobody needs it.
CREATE TABLE birthdays (
    id BIGINT PRIMARY KEY,
    customer_id BIGINT NOT NULL REFERENCES customers (id),
    site_id BIGINT NOT NULL REFERENCES sites (id),
    month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12),
    day INTEGER NOT NULL CHECK (day BETWEEN 1 AND 31),
    noted_by BIGINT REFERENCES users (id),
    noted_at TIMESTAMP NOT NULL,
    set_aside BOOLEAN NOT NULL DEFAULT FALSE
);
-- One counts; that of somebody who was merged in lies aside, until the two are parted.
CREATE UNIQUE INDEX birthdays_of_customer ON birthdays (customer_id) WHERE NOT set_aside;
CREATE INDEX birthdays_by_day ON birthdays (site_id, month, day);

-- After how many days a thing of this type is used up; empty where it does not wear out.
ALTER TABLE unit_types ADD COLUMN life_days INTEGER CHECK (life_days > 0);
-- What a record changed besides itself, so that taking it back gives all of it back.
ALTER TABLE follow_ups ADD COLUMN before TEXT;
-- Why somebody stays in turn on this day although follow-ups are overdue.
ALTER TABLE duties ADD COLUMN excused TEXT;

CREATE INDEX customers_by_contact ON customers (site_id, last_contact_at);
CREATE INDEX customers_by_first_day ON customers (site_id, created_at);
CREATE INDEX customers_by_purchase ON customers (site_id, bought_at) WHERE bought_at IS NOT NULL;
CREATE INDEX contracts_by_signing ON contracts (site_id, signed_at) WHERE signed_at IS NOT NULL;
CREATE INDEX deposits_to_sign ON deposits (site_id, sign_by) WHERE status IN ('paid', 'overdue');
CREATE INDEX customers_by_next_contact ON customers (site_id, next_contact_on) WHERE next_contact_on IS NOT NULL;
CREATE INDEX customers_in_peace ON customers (site_id, do_not_call_until) WHERE do_not_call_until IS NOT NULL;
