-- Photos of reports that everyone may see. The photo itself stays sealed in the closed store; this is the copy that was let out.

CREATE TABLE shown_photo (
  concern_id UUID NOT NULL REFERENCES concern (id), -- of which report
  place WHOLE NOT NULL,               -- its place in the report, from 1
  seen TEXT NOT NULL,                 -- what can be seen on it, in the words of whoever let it out
  jpeg BYTES NOT NULL,                -- the photo, written anew without anything hidden in it
  PRIMARY KEY (concern_id, place)     -- taken back: the row goes
);
