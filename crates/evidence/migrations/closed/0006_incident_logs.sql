-- The events of a log of incidents: exact places and times.
CREATE TABLE incident_log_events (
  log_id UUID PRIMARY KEY NOT NULL,     -- the log in the open store
  sealed_team BYTES NOT NULL            -- CSV: id, type, from, until, longitude, latitude
);
