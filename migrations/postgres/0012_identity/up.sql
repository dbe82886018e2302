-- Scales of grades that a site chose or wrote; the one with the highest version counts. Without any, the one of its goods.
CREATE TABLE grade_scales (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    version INTEGER NOT NULL,
    preset TEXT NOT NULL CHECK (preset IN ('intent', 'progress', 'horizon', 'car_dealer')),
    scale TEXT NOT NULL,
    made_by BIGINT REFERENCES users (id),
    made_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX grade_scales_version ON grade_scales (site_id, version);

-- First grades by day, for how they fared; and whose grade may have to fall.
CREATE INDEX grade_changes_by_day ON grade_changes (site_id, set_at);
CREATE INDEX customers_decaying ON customers (site_id, grade, graded_at)
    WHERE grade IN ('A', 'B', 'C') AND lost_at IS NULL AND bought_at IS NULL;

-- Whose number it is, in a word: one's own, at work, the spouse's.
ALTER TABLE customer_phones ADD COLUMN label TEXT NOT NULL DEFAULT 'own'
    CHECK (label IN ('own', 'work', 'spouse', 'parent', 'child', 'other'));

-- Two customers of one household. The relation says what the second is to the first.
CREATE TABLE kinships (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    first_id BIGINT NOT NULL REFERENCES customers (id),
    second_id BIGINT NOT NULL REFERENCES customers (id),
    relation TEXT NOT NULL CHECK (relation IN ('spouse', 'parent', 'child')),
    made_by BIGINT REFERENCES users (id),
    made_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    CHECK (first_id < second_id)
);
CREATE UNIQUE INDEX kinships_once ON kinships (first_id, second_id) WHERE ended_at IS NULL;
CREATE INDEX kinships_of_second ON kinships (second_id) WHERE ended_at IS NULL;

-- Two customers who may be one person, found by likeness or told by hand.
CREATE TABLE doubtful_pairs (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    first_id BIGINT NOT NULL,
    second_id BIGINT NOT NULL,
    reasons TEXT NOT NULL,
    told_by BIGINT REFERENCES users (id),
    found_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'merged', 'different')),
    decided_by BIGINT REFERENCES users (id),
    decided_at TIMESTAMP,
    CHECK (first_id < second_id)
);
CREATE UNIQUE INDEX doubtful_pairs_once ON doubtful_pairs (first_id, second_id);
CREATE INDEX doubtful_pairs_open ON doubtful_pairs (site_id, found_at) WHERE state = 'open';
CREATE INDEX doubtful_pairs_of_second ON doubtful_pairs (second_id);

-- Customers who turned out to be one person. The row of the one that went is kept here whole, with what moved, so that it can come back.
CREATE TABLE merges (
    id BIGINT PRIMARY KEY,
    site_id BIGINT NOT NULL REFERENCES sites (id),
    kept_id BIGINT NOT NULL,
    gone_id BIGINT NOT NULL,
    kept_before TEXT NOT NULL,
    kept_after TEXT NOT NULL,
    gone_before TEXT NOT NULL,
    moved TEXT NOT NULL,
    reason TEXT,
    made_by BIGINT REFERENCES users (id),
    made_at TIMESTAMP NOT NULL,
    undone_by BIGINT REFERENCES users (id),
    undone_at TIMESTAMP
);
CREATE UNIQUE INDEX merges_gone_once ON merges (gone_id) WHERE undone_at IS NULL;
CREATE INDEX merges_of_kept ON merges (kept_id);

-- Doubtful pairs are found by the same address, too.
CREATE INDEX customers_by_wechat ON customers (site_id, wechat) WHERE wechat IS NOT NULL;
CREATE INDEX customers_by_email ON customers (site_id, email) WHERE email IS NOT NULL;
