-- What is passed to other agencies, under which agreement, and what became of it. Nobody's contact details are kept here.

-- What two sides agreed to share, for one purpose. A row is never deleted: it ends.
CREATE TABLE agreement (
  id UUID PRIMARY KEY NOT NULL,
  agency_id UUID NOT NULL,            -- with whom
  purpose TEXT NOT NULL,              -- for what: reports, priorities, rapid_response, hate_crime
  power TEXT NOT NULL,                -- the law or the paper that it rests on, in words
  shares_contact FLAG NOT NULL,       -- whether a reporter's contact details may be passed on too
  from_on DAY NOT NULL,               -- the first day
  review_on DAY NOT NULL,             -- when both sides look at it again
  expires_on DAY NOT NULL,            -- the last day as agreed
  ended_on DAY,                       -- the last day when it was ended early
  why_ended TEXT NOT NULL,            -- why it was ended early
  made_at MOMENT NOT NULL,            -- when it was written down here
  version WHOLE NOT NULL              -- counts changes
);
CREATE INDEX agreement_agency ON agreement (agency_id, purpose);

-- A concern that was passed to an agency.
CREATE TABLE referral (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,     -- in addresses; by chance, not by number
  concern_id UUID NOT NULL REFERENCES concern (id),
  ward_id UUID NOT NULL,              -- of the concern
  agency_id UUID NOT NULL,            -- to whom it was passed
  agreement_id UUID NOT NULL REFERENCES agreement (id), -- under which agreement
  purpose TEXT NOT NULL,              -- of that agreement
  service TEXT NOT NULL,              -- the kind of the concern, by its code
  is_lead FLAG NOT NULL,              -- whether this agency leads; one of a concern does
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
  version WHOLE NOT NULL              -- counts changes
);
CREATE INDEX referral_concern ON referral (concern_id);
CREATE INDEX referral_state ON referral (state, ward_id);
CREATE UNIQUE INDEX referral_lead ON referral (concern_id) WHERE is_lead;

-- What happened to a referral, for both sides to read.
CREATE TABLE referral_word (
  id UUID PRIMARY KEY NOT NULL,
  referral_id UUID NOT NULL REFERENCES referral (id),
  at MOMENT NOT NULL,                 -- when
  side TEXT NOT NULL,                 -- whose word it is: referrer, partner, system, program
  what TEXT NOT NULL,                 -- what happened, in a few words
  words TEXT NOT NULL,                -- what was said; may be empty
  external_id TEXT,                   -- what the agency's own system calls this word; the same is kept once
  UNIQUE (referral_id, external_id)
);
CREATE INDEX referral_word_referral ON referral_word (referral_id, at);

-- A referral that goes to the agency's own system by Open311, and how far it has come.
CREATE TABLE back_office_job (
  id UUID PRIMARY KEY NOT NULL,
  referral_id UUID NOT NULL UNIQUE REFERENCES referral (id),
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
CREATE INDEX back_office_job_next ON back_office_job (next_at);

-- Up to when the word of each agency's system was read.
CREATE TABLE back_office_read (
  office TEXT PRIMARY KEY NOT NULL,   -- whose system, by the agency's word in the settings file
  read_until MOMENT NOT NULL,         -- word up to here is known
  next_at MOMENT NOT NULL,            -- when it is asked again
  attempts WHOLE NOT NULL,            -- how often in a row it went wrong
  last_error TEXT                     -- why it last went wrong, in words
);
