-- Logs of incidents that an analyst brought in. What stands in them lies sealed in the closed store.
CREATE TABLE incident_log (
  id UUID PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,                   -- as the analyst calls it
  events WHOLE NOT NULL,                -- how many were kept
  refused WHOLE NOT NULL,               -- how many rows were refused
  first_on DAY NOT NULL,                -- the day of the first event
  last_on DAY NOT NULL,                 -- the day of the last one
  sha256 TEXT NOT NULL,                 -- of the file as it came
  person_id UUID NOT NULL REFERENCES person (id), -- who brought it in
  added_on DAY NOT NULL,
  forget_on DAY NOT NULL                -- then it is deleted
);
