-- An action of a panel can be passed on as a concern can: a referral is about one or the other. No engine makes a column
-- optional in the same words, so the three tables are made anew and what stands in them is carried over.

CREATE TABLE referral_anew (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,     -- in addresses; by chance, not by number
  concern_id UUID REFERENCES concern (id), -- none: it is about an action
  action_id UUID,                     -- of a panel; none: it is about a concern
  ward_id UUID NOT NULL,              -- of what it is about
  agency_id UUID NOT NULL,            -- to whom it was passed
  agreement_id UUID NOT NULL REFERENCES agreement (id), -- under which agreement
  purpose TEXT NOT NULL,              -- of that agreement
  service TEXT NOT NULL,              -- the kind of the concern, by its code; of an action, nothing
  is_lead FLAG NOT NULL,              -- whether this agency leads; one of what it is about does
  place TEXT NOT NULL,                -- where, in words for the agency; empty: not shared
  lon_e6 WHOLE,                       -- east, in degrees times one million; empty: not shared
  lat_e6 WHOLE,                       -- north, in degrees times one million
  told TEXT NOT NULL,                 -- what it is about, written for the agency; never the reporter's own words
  asked TEXT NOT NULL,                -- what the agency is asked to do
  why TEXT NOT NULL,                  -- why it is asked
  shares_reporter FLAG NOT NULL,      -- whether the agency may open how to reach the reporter
  wanted_on DAY NOT NULL,             -- by when it is wanted
  accepted_on DAY,                    -- by when the agency says it will be done
  state TEXT NOT NULL,                -- sent, opened, asked, accepted, returned, done, closed, declined, revoked
  state_at MOMENT NOT NULL,           -- since when it stands so
  sent_at MOMENT NOT NULL,
  sent_by UUID NOT NULL,              -- which person passed it on: who is told what becomes of it
  opened_at MOMENT,                   -- when the agency first looked at it
  done_at MOMENT,                     -- when the agency last said that it is done
  ended_at MOMENT,                    -- when it was closed, declined or taken back
  told_until MOMENT,                  -- up to when reminders were written
  reached_at MOMENT,                  -- when the agency last opened how to reach the reporter; empty: never
  version WHOLE NOT NULL,             -- counts changes
  CHECK ((concern_id IS NULL) <> (action_id IS NULL))
);
INSERT INTO referral_anew (id, reference, concern_id, ward_id, agency_id, agreement_id, purpose, service, is_lead, place, lon_e6,
  lat_e6, told, asked, why, shares_reporter, wanted_on, accepted_on, state, state_at, sent_at, sent_by, opened_at, done_at,
  ended_at, told_until, reached_at, version)
SELECT id, reference, concern_id, ward_id, agency_id, agreement_id, purpose, service, is_lead, place, lon_e6, lat_e6, told,
  asked, why, shares_reporter, wanted_on, accepted_on, state, state_at, sent_at, sent_by, opened_at, done_at, ended_at,
  told_until, reached_at, version FROM referral;

CREATE TABLE referral_word_anew (
  id UUID PRIMARY KEY NOT NULL,
  referral_id UUID NOT NULL REFERENCES referral_anew (id),
  at MOMENT NOT NULL,                 -- when
  side TEXT NOT NULL,                 -- whose word it is: referrer, partner, system, program
  what TEXT NOT NULL,                 -- what happened, in a few words
  words TEXT NOT NULL,                -- what was said; may be empty
  external_id TEXT,                   -- what the agency's own system calls this word; the same is kept once
  UNIQUE (referral_id, external_id)
);
INSERT INTO referral_word_anew (id, referral_id, at, side, what, words, external_id)
SELECT id, referral_id, at, side, what, words, external_id FROM referral_word;

CREATE TABLE back_office_job_anew (
  id UUID PRIMARY KEY NOT NULL,
  referral_id UUID NOT NULL UNIQUE REFERENCES referral_anew (id),
  office TEXT NOT NULL,               -- whose system, by the agency's word in the settings file
  service_code TEXT NOT NULL,         -- what that system calls the kind
  step TEXT NOT NULL,                 -- push, token, follow, ended
  token TEXT,                         -- what that system gave while it had no number yet
  request_id TEXT,                    -- the number over there
  status TEXT,                        -- how it last said that it stands
  attempts WHOLE NOT NULL,            -- how often in a row it went wrong
  next_at MOMENT NOT NULL,            -- when it is tried or asked again
  last_error TEXT,                    -- why it last went wrong, in words; empty: it went well
  lease TEXT,                         -- which running program has it in hand
  leased_until MOMENT                 -- until when; a program that died gives it free by time
);
INSERT INTO back_office_job_anew (id, referral_id, office, service_code, step, token, request_id, status, attempts, next_at,
  last_error, lease, leased_until)
SELECT id, referral_id, office, service_code, step, token, request_id, status, attempts, next_at, last_error, lease,
  leased_until FROM back_office_job;

DROP TABLE back_office_job;
DROP TABLE referral_word;
DROP TABLE referral;
ALTER TABLE referral_anew RENAME TO referral;
ALTER TABLE referral_word_anew RENAME TO referral_word;
ALTER TABLE back_office_job_anew RENAME TO back_office_job;
CREATE INDEX referral_concern ON referral (concern_id);
CREATE INDEX referral_action ON referral (action_id);
CREATE INDEX referral_state ON referral (state, ward_id);
CREATE UNIQUE INDEX referral_lead ON referral (concern_id) WHERE is_lead;
CREATE UNIQUE INDEX referral_lead_of_action ON referral (action_id) WHERE is_lead;
CREATE INDEX referral_word_referral ON referral_word (referral_id, at);
CREATE INDEX back_office_job_next ON back_office_job (next_at);
