-- Reports of hate crime, as far as they are counted. Everything that was told is in the closed store, sealed.

CREATE TABLE hate_report (
  id UUID PRIMARY KEY NOT NULL,       -- by chance: it tells no hour
  reference TEXT NOT NULL UNIQUE,     -- to quote; by chance, not by number
  ward_id UUID NOT NULL,              -- where it happened
  site TEXT NOT NULL,                 -- the reporting centre that took it in, by its slug; empty: the ward team; web: the website
  agency_id UUID,                     -- the agency that runs the centre; none: no centre took it in
  kind TEXT NOT NULL,                 -- crime or incident
  state TEXT NOT NULL,                -- taken, passed, supported, closed
  outcome TEXT,                       -- how it ended; counted: nothing that was told is kept
  received_on DAY NOT NULL,           -- the day; no hour is kept
  state_on DAY NOT NULL,              -- since which day it stands so
  version WHOLE NOT NULL              -- counts changes
);
CREATE INDEX hate_report_day ON hate_report (received_on);
CREATE INDEX hate_report_ward ON hate_report (ward_id, state);

-- Why somebody was targeted, as they or anyone else saw it; one report may have several.
CREATE TABLE hate_report_strand (
  report_id UUID NOT NULL REFERENCES hate_report (id),
  strand TEXT NOT NULL,               -- disability, race, religion, sexual_orientation, transgender, other
  PRIMARY KEY (report_id, strand)
);
