-- Who is in which team, from which day on. Whoever changes it takes nothing along: the days before belong to the team of then.
CREATE TABLE teams (
    site_id BIGINT NOT NULL REFERENCES sites (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    since DATE NOT NULL,
    team TEXT NOT NULL,
    PRIMARY KEY (site_id, user_id, since)
);
