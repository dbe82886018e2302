-- A closing asks for the mails of its reports; whoever writes them takes the asking away.
ALTER TABLE closed_days ADD COLUMN mails_asked_at TEXT;
CREATE INDEX closed_days_to_mail ON closed_days (site_id, day) WHERE mails_asked_at IS NOT NULL;

-- When a closed day was last computed again, and since when its rows say something that no correction explains.
ALTER TABLE closed_days ADD COLUMN looked_at TEXT;
ALTER TABLE closed_days ADD COLUMN differs_since TEXT;
CREATE INDEX closed_days_differing ON closed_days (site_id, day) WHERE differs_since IS NOT NULL;

-- Which reports a person wants by mail; whoever never chose gets what is usual for their role.
CREATE TABLE report_wants (
    user_id INTEGER PRIMARY KEY REFERENCES users (id),
    day INTEGER NOT NULL CHECK (day IN (0, 1)),
    week INTEGER NOT NULL CHECK (week IN (0, 1)),
    month INTEGER NOT NULL CHECK (month IN (0, 1))
) STRICT;
