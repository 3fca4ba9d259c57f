-- What was found where waste was dumped, for the national return. Where and when stand with the concern; no name of anybody.

CREATE TABLE fly_tip (
  concern_id UUID PRIMARY KEY NOT NULL REFERENCES concern (id),
  land TEXT NOT NULL,                 -- the kind of land: highway, footpath, alley ...
  waste TEXT NOT NULL,                -- what was dumped
  size TEXT NOT NULL,                 -- how much: from a single bag to several loads
  cost WHOLE,                         -- what clearing it cost, in pounds; none: not known
  cleared_on DAY,                     -- none: not cleared yet
  version WHOLE NOT NULL              -- counts changes
);

-- What was done about it, one line for each thing.
CREATE TABLE fly_tip_action (
  id UUID PRIMARY KEY NOT NULL,
  concern_id UUID NOT NULL REFERENCES fly_tip (concern_id),
  kind TEXT NOT NULL,                 -- investigation, warning_letter, notice, penalty ...
  done_on DAY NOT NULL,
  offence TEXT,                       -- for a fixed penalty: for what
  pounds WHOLE                        -- for a fixed penalty: how much; for a conviction: the fine
);
CREATE INDEX fly_tip_action_concern ON fly_tip_action (concern_id);
CREATE INDEX fly_tip_action_day ON fly_tip_action (done_on);
