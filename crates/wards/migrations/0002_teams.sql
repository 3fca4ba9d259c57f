-- Teams and wards over time: what was true on a day stays true of that day.

-- A post stands between two days; an ended post is kept. `people` is its establishment.
ALTER TABLE post ADD COLUMN valid_from DAY;                      -- the first day; empty: written down before days were kept
ALTER TABLE post ADD COLUMN valid_to DAY;                        -- the last day; empty: still there. Before valid_from: corrected on its first day, it never stood
ALTER TABLE post ADD COLUMN version WHOLE NOT NULL DEFAULT 1;    -- counts what was done to the post; two people cannot fill its last place at once
CREATE INDEX post_by_ward ON post (ward_id, valid_to);

-- The other wards that a pooled post serves; its own ward stays in post.ward_id.
CREATE TABLE post_ward (
  post_id UUID NOT NULL REFERENCES post (id),
  ward_id UUID NOT NULL REFERENCES ward (id),
  valid_from DAY NOT NULL,            -- the first day
  valid_to DAY,                       -- the last day; empty: still so
  PRIMARY KEY (post_id, ward_id, valid_from)
);

-- An officer in a post. No name without consent: the number of people and the days are enough.
CREATE TABLE posting (
  id UUID PRIMARY KEY NOT NULL,
  post_id UUID NOT NULL REFERENCES post (id),
  public_name TEXT,                   -- as they agreed to be named in public; empty: they did not
  consent FLAG NOT NULL,              -- whether they agreed
  in_post_since DAY NOT NULL,         -- the first day in this post, also where the post was written down anew since
  starts_on DAY NOT NULL,             -- the first day of this row
  ends_on DAY,                        -- the last day; empty: still in post
  why_ended TEXT                      -- moved, promoted, left, retired, end_of_term, post_ended, went_over or other
);
CREATE INDEX posting_by_post ON posting (post_id, starts_on);

-- Where residents find the team.
CREATE TABLE contact_point (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL REFERENCES ward (id), -- whose team keeps it
  kind TEXT NOT NULL,                 -- station, kiosk, office, school, hospital or worship
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  access TEXT NOT NULL,               -- steps, hearing loop, where to ring
  opening TEXT NOT NULL,              -- when somebody is there
  owner TEXT NOT NULL,                -- the agency or body whose building it is, by name
  shared FLAG NOT NULL,               -- shared accommodation
  shared_with TEXT NOT NULL,          -- with whom
  valid_from DAY NOT NULL,            -- the first day
  valid_to DAY                        -- the last day; empty: still open
);
-- The other wards that a contact point serves.
CREATE TABLE contact_point_ward (
  contact_point_id UUID NOT NULL REFERENCES contact_point (id),
  ward_id UUID NOT NULL REFERENCES ward (id),
  PRIMARY KEY (contact_point_id, ward_id)
);

-- Which team template a ward's team followed, and when.
CREATE TABLE team_term (
  ward_id UUID NOT NULL REFERENCES ward (id),
  template TEXT NOT NULL,             -- a word of the place profile
  valid_from DAY NOT NULL,            -- the first day
  valid_to DAY,                       -- the last day; empty: still so
  PRIMARY KEY (ward_id, valid_from)
);

-- Which wards took the place of a ward that ended.
CREATE TABLE ward_succession (
  ward_id UUID NOT NULL REFERENCES ward (id),      -- the ward that ended
  successor_id UUID NOT NULL REFERENCES ward (id), -- where a part of it lies since
  note TEXT NOT NULL,                 -- how this is known: boundaries or name
  share NUMBER,                       -- of the old ward's area, 0 to 1; empty where only the name is known
  PRIMARY KEY (ward_id, successor_id)
);
-- Words that an ended ward had in URLs before it gave them free.
CREATE TABLE ward_slug (
  slug TEXT NOT NULL,
  ward_id UUID NOT NULL REFERENCES ward (id),
  PRIMARY KEY (slug, ward_id)
);
