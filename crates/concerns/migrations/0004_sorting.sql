-- How the team sorts what came in: what was read when, what belongs together, what is answered with which words.

ALTER TABLE concern ADD COLUMN read_by MOMENT;     -- until when somebody should have read it; empty: filed before this was counted
ALTER TABLE concern ADD COLUMN read_at MOMENT;     -- when somebody of the team first read it
ALTER TABLE concern ADD COLUMN decided_at MOMENT;  -- when it was first said what is done about it
ALTER TABLE concern ADD COLUMN took_days WHOLE;    -- days from coming in to its end; empty: it is open
ALTER TABLE concern ADD COLUMN burst_id UUID;      -- many of one kind came in close together: the same for all of them
ALTER TABLE concern ADD COLUMN urgent_at MOMENT;   -- since when it is for the police at once; empty: it is not

UPDATE concern SET read_at = updated_at WHERE state <> 'sent';
UPDATE concern SET decided_at = state_at WHERE state NOT IN ('sent', 'read');

CREATE INDEX concern_agency ON concern (agency_id, state);
CREATE INDEX concern_kind ON concern (ward_id, service, requested_at);
CREATE INDEX concern_point ON concern (lat_e6, lon_e6);

-- A template for what is said of a concern.
CREATE TABLE reply (
  id UUID PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,                 -- what it is chosen by
  words TEXT NOT NULL,                -- with {reference}, {ward}, {kind}, {agency}, {date} where those stand
  made_at MOMENT NOT NULL,
  ended_at MOMENT                     -- since when it is no longer offered; empty: it is
);

-- What a suggestion to a panel was made of.
CREATE TABLE concern_suggestion (
  suggestion_id UUID NOT NULL,        -- of the panel's room
  concern_id UUID NOT NULL REFERENCES concern (id),
  told_at MOMENT,                     -- when whoever sent the concern was told how the priority ended
  PRIMARY KEY (suggestion_id, concern_id)
);
CREATE INDEX concern_suggestion_untold ON concern_suggestion (told_at);
