-- Who is in which team, from which day on. Whoever changes it takes nothing along: the days before belong to the team of then.
CREATE TABLE teams (
    site_id INTEGER NOT NULL REFERENCES sites (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    since TEXT NOT NULL,
    team TEXT NOT NULL,
    PRIMARY KEY (site_id, user_id, since)
) STRICT;
