CREATE TABLE unit_types (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    rooms INTEGER,
    area_centi INTEGER,
    merits TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX unit_types_code ON unit_types (site_id, code);

-- One sellable thing. Prices in minor units, area in hundredths of a square metre.
CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    type_id INTEGER NOT NULL REFERENCES unit_types (id),
    building TEXT NOT NULL,
    floor INTEGER NOT NULL,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    area_centi INTEGER,
    list_price INTEGER NOT NULL,
    floor_price INTEGER NOT NULL CHECK (floor_price >= 0 AND floor_price <= list_price),
    state TEXT NOT NULL CHECK (state IN ('withheld', 'for_sale', 'on_hold', 'deposited', 'contracted', 'filed', 'handed_over', 'titled')),
    mortgaged INTEGER NOT NULL DEFAULT 0 CHECK (mortgaged IN (0, 1)),
    seized INTEGER NOT NULL DEFAULT 0 CHECK (seized IN (0, 1)),
    licence TEXT,
    note TEXT,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX units_code ON units (site_id, code);
CREATE INDEX units_in_grid ON units (site_id, building, floor, position);
CREATE INDEX units_by_state ON units (site_id, state);

-- Every price that a unit had.
CREATE TABLE unit_prices (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    list_price INTEGER NOT NULL,
    floor_price INTEGER NOT NULL,
    reason TEXT,
    set_by INTEGER REFERENCES users (id),
    set_at TEXT NOT NULL
) STRICT;
CREATE INDEX unit_prices_of_unit ON unit_prices (unit_id, set_at);

-- What ties a customer to a unit. The index below is the referee: one live claim per unit.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    customer_id INTEGER REFERENCES customers (id),
    journey_id INTEGER NOT NULL REFERENCES journeys (id),
    kind TEXT NOT NULL CHECK (kind IN ('hold', 'deposit', 'contract')),
    consultant_id INTEGER REFERENCES users (id),
    until TEXT,
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    ended_at TEXT,
    end_reason TEXT
) STRICT;
CREATE UNIQUE INDEX claims_one_live_per_unit ON claims (unit_id) WHERE ended_at IS NULL;
CREATE INDEX claims_of_unit ON claims (unit_id, made_at);
CREATE INDEX claims_of_journey ON claims (journey_id);
CREATE INDEX claims_by_time ON claims (site_id, made_at);
CREATE INDEX claims_that_end ON claims (until) WHERE ended_at IS NULL AND until IS NOT NULL;

-- Who wants a unit that another has, in order.
CREATE TABLE wishes (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites (id),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    number INTEGER NOT NULL,
    made_by INTEGER REFERENCES users (id),
    made_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX wishes_number ON wishes (unit_id, number);
CREATE UNIQUE INDEX wishes_once ON wishes (unit_id, customer_id) WHERE ended_at IS NULL;
