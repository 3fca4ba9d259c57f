-- Concerns that residents raise, as programs of partners file them. Nobody's name, address, e-mail or phone is kept.

-- A program of a partner that files concerns and hears what became of them.
CREATE TABLE api_client (
  id UUID PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,                 -- what the program is called, never a person
  agency_id UUID NOT NULL,            -- whose program it is
  key_hash TEXT NOT NULL UNIQUE,      -- SHA-256 of its key; the key itself is shown once and not kept
  may_write FLAG NOT NULL,            -- whether it may file; else it only reads
  created_at MOMENT NOT NULL,
  ended_at MOMENT                     -- since when the key opens nothing; empty: it holds
);

-- Something that a resident is worried about, in one place.
CREATE TABLE concern (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,     -- what programs and people quote; by chance, not by number
  service TEXT NOT NULL,              -- a kind of concern of the place profile, by its code
  ward_id UUID NOT NULL,
  agency_id UUID NOT NULL,            -- who deals with it
  place TEXT NOT NULL,                -- where, in words as sent; empty: only coordinates
  lon_e6 WHOLE,                       -- east, in degrees times one million; empty: placed by its postcode
  lat_e6 WHOLE,                       -- north, in degrees times one million
  words TEXT NOT NULL,                -- what was sent, as it was sent
  shown_words TEXT,                   -- what everyone may read; empty: nothing yet
  media_urls TEXT NOT NULL,           -- addresses of photos as sent, one a line; never fetched
  media_shown FLAG NOT NULL,          -- whether everyone may see those addresses
  state TEXT NOT NULL,                -- sent, read, being_worked_on, done, closed_not_done
  state_at MOMENT NOT NULL,           -- as of when it stands so; older word does not move it
  reason TEXT,                        -- why it was closed without being done
  note TEXT NOT NULL,                 -- the last word on it that everyone may read
  client_id UUID REFERENCES api_client (id), -- which program filed it
  sent_hash TEXT NOT NULL,            -- of what was sent, without contact details: the same again is the same concern
  requested_at MOMENT NOT NULL,
  updated_at MOMENT NOT NULL,
  expected_at MOMENT NOT NULL,        -- when its kind is normally dealt with
  version WHOLE NOT NULL              -- counts changes
);
CREATE INDEX concern_requested ON concern (requested_at);
CREATE INDEX concern_ward ON concern (ward_id, state);

-- What was answered to the questions of its kind.
CREATE TABLE concern_answer (
  id UUID PRIMARY KEY NOT NULL,
  concern_id UUID NOT NULL REFERENCES concern (id),
  code TEXT NOT NULL,                 -- a question of the place profile, by its code
  value TEXT NOT NULL                 -- one answer; several chosen are several lines
);
CREATE INDEX concern_answer_concern ON concern_answer (concern_id);

-- Word on a concern: from the team, or from a program of a partner.
CREATE TABLE concern_update (
  number WHOLE PRIMARY KEY NOT NULL,  -- what programs know it by
  concern_id UUID NOT NULL REFERENCES concern (id),
  client_id UUID REFERENCES api_client (id), -- which program said so; empty: the team
  external_id TEXT,                   -- what that program calls it
  status TEXT NOT NULL,               -- open, in_progress, fixed ...: FixMyStreet's words
  words TEXT NOT NULL,
  shown FLAG NOT NULL,                -- whether everyone may read the words
  happened_at MOMENT NOT NULL,        -- when it was so
  recorded_at MOMENT NOT NULL,        -- when we learned of it
  UNIQUE (client_id, concern_id, external_id)
);
CREATE INDEX concern_update_concern ON concern_update (concern_id);
CREATE INDEX concern_update_recorded ON concern_update (recorded_at);
