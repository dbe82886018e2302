-- A closing asks for the mails of its reports; whoever writes them takes the asking away.
ALTER TABLE closed_days ADD COLUMN mails_asked_at TIMESTAMP;
CREATE INDEX closed_days_to_mail ON closed_days (site_id, day) WHERE mails_asked_at IS NOT NULL;

-- When a closed day was last computed again, and since when its rows say something that no correction explains.
ALTER TABLE closed_days ADD COLUMN looked_at TIMESTAMP;
ALTER TABLE closed_days ADD COLUMN differs_since TIMESTAMP;
CREATE INDEX closed_days_differing ON closed_days (site_id, day) WHERE differs_since IS NOT NULL;

-- Which reports a person wants by mail; whoever never chose gets what is usual for their role.
CREATE TABLE report_wants (
    user_id BIGINT PRIMARY KEY REFERENCES users (id),
    day BOOLEAN NOT NULL,
    week BOOLEAN NOT NULL,
    month BOOLEAN NOT NULL
);
