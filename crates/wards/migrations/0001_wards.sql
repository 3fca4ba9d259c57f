-- Places, who lives there, and the team that stays there.

-- A ward, as it was called and bounded between two days.
CREATE TABLE ward (
  id UUID PRIMARY KEY NOT NULL,
  code TEXT NOT NULL UNIQUE,          -- the statistics office's code; figures are joined on it, never on the name
  slug TEXT NOT NULL UNIQUE,          -- fixed when the ward is made; the word in URLs
  name TEXT NOT NULL,
  number WHOLE NOT NULL,              -- on maps of phones, keyed to the list
  about TEXT NOT NULL,                -- one sentence for its page
  valid_from DAY NOT NULL,
  valid_to DAY                        -- the last day; empty: still there
);

-- Where an area's edge runs. Figures say which layer and source they used.
CREATE TABLE boundary (
  layer TEXT NOT NULL,                -- ward or small-area
  area_code TEXT NOT NULL,
  name TEXT NOT NULL,
  ward_code TEXT,                     -- of a small area: the ward it lies in
  rings TEXT NOT NULL,                -- JSON: rings of [longitude, latitude] in millionths of a degree
  PRIMARY KEY (layer, area_code)
);
CREATE TABLE boundary_source (
  layer TEXT PRIMARY KEY NOT NULL,
  source TEXT NOT NULL,               -- the file's name
  version TEXT NOT NULL,              -- SHA-256 of its bytes
  imported_at MOMENT NOT NULL
);

-- Which ward a postcode lies in. No addresses: residents need give none.
CREATE TABLE postcode (
  compact TEXT PRIMARY KEY NOT NULL,  -- capitals without a space
  ward_code TEXT NOT NULL
);

-- Who lives in an area: the denominator of every rate.
CREATE TABLE population (
  area_code TEXT NOT NULL,
  year WHOLE NOT NULL,
  people WHOLE NOT NULL,
  households WHOLE,
  source TEXT NOT NULL,
  PRIMARY KEY (area_code, year)
);

-- The team of a ward, as residents see it.
CREATE TABLE team (
  ward_id UUID PRIMARY KEY NOT NULL REFERENCES ward (id),
  phone TEXT NOT NULL,
  meet_us TEXT NOT NULL,              -- where and when the team can be met
  version WHOLE NOT NULL
);
-- A post of the team, by role; names come later and only with consent.
CREATE TABLE post (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL REFERENCES ward (id),
  place WHOLE NOT NULL,               -- the order on the page
  rank TEXT NOT NULL,
  role TEXT NOT NULL,
  people WHOLE NOT NULL,
  dedicated FLAG NOT NULL             -- stays in this ward; a pooled post serves several
);
