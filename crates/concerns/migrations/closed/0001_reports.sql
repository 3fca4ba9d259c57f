-- The closed store: who reported a concern, what they wrote, and the talk about it. Every column named sealed_... opens only
-- with a key that is not in this store.

-- Who reported a concern and wants to be reached. No row: anonymous, or filed by a program.
CREATE TABLE reporter (
  concern_id UUID PRIMARY KEY NOT NULL, -- the concern in the open store
  sealed_team BYTES NOT NULL,         -- name, e-mail, phone, language, safe way and time
  wants_updates FLAG NOT NULL,        -- whether mail goes when there is news
  person_mark TEXT                    -- the same for the same e-mail or phone; made with the team's key; empty: not yet made
);
CREATE INDEX reporter_mark ON reporter (person_mark);

-- What a receipt opens.
CREATE TABLE receipt (
  concern_id UUID PRIMARY KEY NOT NULL, -- the concern in the open store
  find_hash TEXT NOT NULL UNIQUE,     -- made from the receipt, slowly; the receipt is not kept
  seal_key TEXT NOT NULL              -- seals for whoever has the receipt
);

-- One word of the talk between a reporter and the team. The first is what was reported.
CREATE TABLE talk (
  id UUID PRIMARY KEY NOT NULL,
  concern_id UUID NOT NULL,           -- the concern in the open store
  place WHOLE NOT NULL,               -- its place in the talk, from 1
  by_team FLAG NOT NULL,              -- whether the team said it; else the reporter
  said_on DAY NOT NULL,               -- the day; no hour is kept
  sealed_team BYTES NOT NULL,         -- for the team
  sealed_reporter BYTES NOT NULL,     -- the same, for whoever has the receipt
  UNIQUE (concern_id, place)
);

-- A photo of a report, encoded anew without what the camera wrote into it.
CREATE TABLE photo (
  id UUID PRIMARY KEY NOT NULL,
  concern_id UUID NOT NULL,           -- the concern in the open store
  place WHOLE NOT NULL,               -- its place in the report, from 1
  sealed_team BYTES NOT NULL,         -- the JPEG file, for the team
  UNIQUE (concern_id, place)
);

-- A notice to a reporter that there is news. The address is in the reporter's row and nowhere else.
CREATE TABLE notice (
  id UUID PRIMARY KEY NOT NULL,
  concern_id UUID NOT NULL,           -- the concern in the open store
  made_at MOMENT NOT NULL,
  next_try_at MOMENT NOT NULL,
  tries WHOLE NOT NULL,
  sent_at MOMENT
);
CREATE INDEX notice_waiting ON notice (sent_at, next_try_at);
