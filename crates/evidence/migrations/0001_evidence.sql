-- Where every figure comes from, and the counts every page reads.

-- An import: one file someone was sent or downloaded. Its rows lie in the folder of snapshots, unchanged for ever; here is
-- the card of the catalogue. Nothing is deleted: a restated month is a new card beside the old one.
CREATE TABLE snapshot (
  id TEXT PRIMARY KEY NOT NULL,       -- SHA-256 of the snapshot file, which is also its name; of the text for ward counts
                                      -- and -number where an older card has the same contents: what was replaced may come back
  number WHOLE NOT NULL UNIQUE,       -- short, for the counts to point at; grows by one for each import
  kind TEXT NOT NULL,                 -- street, outcomes, stop-and-search or ward-counts
  series TEXT NOT NULL,               -- what a later file of the same series and month restates: kind and force, or kind and layer
  force TEXT NOT NULL,                -- the force's word in file names; empty for ward counts
  source_file TEXT NOT NULL,          -- the file's name, without its folder
  source_sha256 TEXT NOT NULL,        -- SHA-256 of its text, line ends apart: the same file is known again by it
  ground TEXT NOT NULL,               -- which boundaries its rows were placed on, to know whether they still stand
  publisher TEXT NOT NULL,
  licence TEXT NOT NULL,
  first_month DAY NOT NULL,           -- the first day of the first month it holds
  last_month DAY NOT NULL,
  rows_read WHOLE NOT NULL,           -- kept and rejected
  rows_kept WHOLE NOT NULL,           -- placed + outside + no location, always
  placed WHOLE NOT NULL,              -- in one of the wards
  outside WHOLE NOT NULL,             -- at a point in none of them
  no_location WHOLE NOT NULL,         -- published without a point
  rejected WHOLE NOT NULL,
  rejects TEXT NOT NULL,              -- JSON: the first thousand refused rows with line and reason
  quirks TEXT NOT NULL,               -- JSON: what was odd but not wrong, with how often
  layers TEXT NOT NULL,               -- JSON: each layer with the file, the version of its boundaries, placed and outside
  imported_at MOMENT NOT NULL,
  replaced_by TEXT REFERENCES snapshot (id) -- the import that restated all its months; empty: it counts
);
CREATE INDEX snapshot_source ON snapshot (source_sha256);

-- The months a file is the publisher's word on: that of its name, or all it holds where the name says none. A stray row
-- of another month is counted, but does not stand for that month.
CREATE TABLE cover (
  number WHOLE NOT NULL REFERENCES snapshot (number),
  month DAY NOT NULL,
  replaced_by TEXT REFERENCES snapshot (id), -- the import that restated this month
  PRIMARY KEY (number, month)
);

-- Counts by area, month and type: every page is a slice of them. Only areas of this place, and what lies in none.
CREATE TABLE roll_up (
  number WHOLE NOT NULL REFERENCES snapshot (number),
  layer TEXT NOT NULL,                -- ward or small-area
  area_code TEXT NOT NULL,            -- or (outside), or (no location), so that every layer adds up to the rows
  month DAY NOT NULL,
  kind TEXT NOT NULL,                 -- crime type, outcome or object of search, as published
  counted WHOLE NOT NULL,
  PRIMARY KEY (number, layer, area_code, month, kind)
);

-- Counts that came as counts: the London Datastore's rows by area and class. Months without any are left out.
CREATE TABLE ward_count (
  number WHOLE NOT NULL REFERENCES snapshot (number),
  area_code TEXT NOT NULL,
  major TEXT NOT NULL,                -- the class, as published
  minor TEXT NOT NULL,                -- the class within it; empty where the file has none
  month DAY NOT NULL,
  counted WHOLE NOT NULL,
  PRIMARY KEY (number, area_code, major, minor, month)
);

-- What changed when a month was restated, count by count.
CREATE TABLE revision (
  number WHOLE NOT NULL REFERENCES snapshot (number),     -- the new import
  old_number WHOLE NOT NULL REFERENCES snapshot (number), -- the one it restates
  month DAY NOT NULL,
  layer TEXT NOT NULL,                -- ward, small-area, or all for the whole file
  area_code TEXT NOT NULL,            -- empty for the whole file
  kind TEXT NOT NULL,                 -- empty for all types together
  was WHOLE NOT NULL,
  is_now WHOLE NOT NULL,
  PRIMARY KEY (number, old_number, month, layer, area_code, kind)
);
