-- Events of a ward team, what people said at them, and what is still owed for it.

-- A beat surgery, a briefing in the street, a walkabout: when, where, and how it went.
CREATE TABLE event (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL REFERENCES ward (id),
  slug TEXT NOT NULL,                 -- day and title; the word in URLs, fixed when it is published
  kind TEXT NOT NULL,                 -- see EventKind
  title TEXT NOT NULL,                -- as printed
  about TEXT NOT NULL,                -- what it is for; may be empty
  starts_at MOMENT NOT NULL,          -- when it begins
  ends_at MOMENT NOT NULL,            -- when it ends
  place TEXT NOT NULL,                -- where, and how to find it
  access TEXT NOT NULL,               -- getting in, hearing, joining from elsewhere
  lat NUMBER,                         -- where on the globe; empty: not said
  lng NUMBER,                         -- the same, east of Greenwich
  organiser TEXT NOT NULL,            -- a role or a group, never a name
  agencies TEXT NOT NULL,             -- slugs of who takes part, with commas between
  state TEXT NOT NULL,                -- see EventState
  why_cancelled TEXT,                 -- the reason residents read
  published_at MOMENT,                -- when residents first saw it; empty: never
  changed_at MOMENT NOT NULL,         -- when what residents see last changed
  revision WHOLE NOT NULL,            -- how often it changed since it was published: SEQUENCE of the calendar file
  attendance WHOLE,                   -- how many came; empty: not reported yet
  summary TEXT NOT NULL,              -- how it went, in words residents read; may be empty
  version WHOLE NOT NULL,             -- counts changes, so that two writers lose nothing
  UNIQUE (ward_id, slug)
);
CREATE INDEX event_by_time ON event (starts_at);

-- Something that was said at an event. Kept without names, seen only by the team.
CREATE TABLE event_concern (
  id UUID PRIMARY KEY NOT NULL,
  event_id UUID NOT NULL REFERENCES event (id),
  words TEXT NOT NULL,                -- what was said, without names
  category TEXT NOT NULL,             -- a category of the place profile
  people WHOLE NOT NULL,              -- how many said it
  noted_on DAY NOT NULL,              -- when it was written down
  follow_up TEXT,                     -- what is to be done about it; empty: nothing
  owner TEXT,                         -- which role does it
  due_on DAY,                         -- by when
  done_on DAY,                        -- when it was done; empty: open
  outcome TEXT                        -- what came of it
);
CREATE INDEX event_concern_by_event ON event_concern (event_id);
