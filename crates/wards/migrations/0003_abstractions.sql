-- Abstraction and duty: whether officers stayed in the ward they were promised to.

-- A post is taken from its ward for a time, with who asked and who said yes.
CREATE TABLE abstraction (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL REFERENCES ward (id),
  post_id UUID NOT NULL,              -- the post as it was then; posts change, so rank, role and promise are copied
  rank TEXT NOT NULL,
  role TEXT NOT NULL,
  dedicated FLAG NOT NULL,            -- the promise to stay covers only dedicated posts
  starts_at MOMENT NOT NULL,
  minutes WHOLE NOT NULL,
  reason TEXT NOT NULL,               -- a reason code
  out_of_borough FLAG NOT NULL,
  requested_by TEXT NOT NULL,         -- a role, never a name
  exceptional FLAG NOT NULL,          -- a catastrophe, a terrorist event, a major emergency
  justification TEXT NOT NULL,        -- empty only where the reason passes by itself
  cover_by TEXT NOT NULL,             -- the role that covers the ward meanwhile; empty: nobody
  cover_minutes WHOLE NOT NULL,
  note TEXT NOT NULL,                 -- what residents are told; empty: nothing
  told_on DAY,                        -- when they were told
  state TEXT NOT NULL,                -- waiting, authorised or refused
  refusal TEXT NOT NULL,              -- why it was refused
  recorded_by UUID NOT NULL,          -- the person who wrote it down; they never decide on it
  recorded_at MOMENT NOT NULL,
  decided_by UUID,                    -- empty for what passes by itself, and while it waits
  decided_rank TEXT,                  -- the rank in which they decided
  decided_at MOMENT,
  review_on DAY,                      -- an exceptional one is looked at again on this day
  review TEXT NOT NULL,               -- what that review found
  version WHOLE NOT NULL
);
CREATE INDEX abstraction_of_ward ON abstraction (ward_id, starts_at);
CREATE INDEX abstraction_state ON abstraction (state);

-- How the columns and codes of a duty system are called, kept under a name.
CREATE TABLE duty_map (
  name TEXT PRIMARY KEY NOT NULL,
  columns TEXT NOT NULL               -- JSON: our column names to theirs, their codes to ours
);
-- A duty file whose months stand.
CREATE TABLE duty_file (
  sha TEXT PRIMARY KEY NOT NULL,      -- SHA-256 of its text: the same file twice adds nothing
  name TEXT NOT NULL,
  kept WHOLE NOT NULL,                -- rows taken in
  refused WHOLE NOT NULL,             -- rows refused with a reason
  imported_at MOMENT NOT NULL
);
-- What a post did on duty on a day in a ward. The post is a hash: no page shows it.
CREATE TABLE duty_day (
  ward_id UUID NOT NULL REFERENCES ward (id),
  day DAY NOT NULL,
  post TEXT NOT NULL,                 -- SHA-256 of the duty system's reference
  dedicated FLAG NOT NULL,
  on_duty WHOLE NOT NULL,             -- minutes
  visible WHOLE NOT NULL,             -- minutes out in the ward
  office WHOLE NOT NULL,              -- minutes on ward work indoors
  PRIMARY KEY (ward_id, day, post)
);
-- The minutes of that day that were not for the ward.
CREATE TABLE duty_taken (
  ward_id UUID NOT NULL REFERENCES ward (id),
  day DAY NOT NULL,
  post TEXT NOT NULL,
  reason TEXT NOT NULL,
  out_of_borough FLAG NOT NULL,
  exceptional FLAG NOT NULL,
  minutes WHOLE NOT NULL,
  PRIMARY KEY (ward_id, day, post, reason, out_of_borough, exceptional)
);
-- What residents were told about them.
CREATE TABLE duty_note (
  ward_id UUID NOT NULL REFERENCES ward (id),
  day DAY NOT NULL,
  reason TEXT NOT NULL,
  dedicated FLAG NOT NULL,
  out_of_borough FLAG NOT NULL,
  exceptional FLAG NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX duty_note_of_ward ON duty_note (ward_id, day);
-- Leave, sickness, restricted duty: never abstraction, never public, in no published figure.
CREATE TABLE duty_loss (
  ward_id UUID NOT NULL REFERENCES ward (id),
  day DAY NOT NULL,
  post TEXT NOT NULL,
  kind TEXT NOT NULL,
  minutes WHOLE NOT NULL,
  PRIMARY KEY (ward_id, day, post, kind)
);
-- The month of a ward, dedicated and pooled posts apart: what the published figures are made from.
CREATE TABLE duty_month (
  ward_id UUID NOT NULL REFERENCES ward (id),
  month DAY NOT NULL,                 -- its first day
  dedicated FLAG NOT NULL,
  days WHOLE NOT NULL,                -- days of the month that the file covers
  posts WHOLE NOT NULL,               -- different posts on duty
  on_duty WHOLE NOT NULL,             -- minutes, like all that follow
  visible WHOLE NOT NULL,
  mandatory WHOLE NOT NULL,           -- court and mandatory training
  inside WHOLE NOT NULL,              -- other duty inside the borough
  outside WHOLE NOT NULL,             -- other duty outside the borough, not exceptional
  exceptional WHOLE NOT NULL,
  out_of_borough WHOLE NOT NULL,      -- all minutes outside the borough, whatever the reason
  cover_days WHOLE NOT NULL,          -- days with at least one of these posts out in the ward for an hour
  file TEXT NOT NULL,                 -- SHA-256 of the file it came from
  PRIMARY KEY (ward_id, month, dedicated)
);
CREATE INDEX duty_month_file ON duty_month (file);
