-- Reports that somebody is still writing. Only the token in the address of their own page opens them, and it is kept
-- nowhere here: the store alone cannot read a draft. Gone once it is sent, and after a day.

-- What was typed so far.
CREATE TABLE draft (
  row_hash TEXT PRIMARY KEY NOT NULL,   -- hash of the token; finds the row, opens nothing
  sealed BYTES NOT NULL,                -- what was typed, sealed with a key made of the token
  ends_at MOMENT NOT NULL,              -- forgotten then; a full hour, so that it does not say when it was begun
  version WHOLE NOT NULL                -- counts changes
);
CREATE INDEX draft_ends ON draft (ends_at);

-- Photos of a draft, written anew without anything hidden in them.
CREATE TABLE draft_photo (
  id UUID PRIMARY KEY NOT NULL,
  draft_hash TEXT NOT NULL REFERENCES draft (row_hash),
  number WHOLE NOT NULL,                -- in the order they were sent
  sealed BYTES NOT NULL                 -- the JPEG, sealed with a key made of the token
);
CREATE INDEX draft_photo_of ON draft_photo (draft_hash);
