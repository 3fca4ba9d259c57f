-- The panel's loop: who sits on it, when it met, what it agreed, what came of it.

-- A seat on a ward's panel, from a day to a day. Ended, never deleted.
CREATE TABLE member (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL,
  person_id UUID NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,                 -- a seat of the place profile: resident, business, councillor ...
  office TEXT NOT NULL,               -- member, chair, vice_chair, secretary
  votes FLAG NOT NULL,                -- from the place profile on the day of joining
  name_public FLAG NOT NULL,          -- whether they agreed to be named in public
  starts_on DAY NOT NULL,
  ends_on DAY,                        -- the last day; empty: still sits
  grant_id UUID NOT NULL              -- the role that came with the seat
);
CREATE INDEX member_ward ON member (ward_id);

-- A meeting of a ward's panel.
CREATE TABLE meeting (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL,
  starts_at MOMENT NOT NULL,
  ends_at MOMENT NOT NULL,
  held_on DAY NOT NULL,               -- the day of starts_at; the word in URLs
  venue TEXT NOT NULL,
  access TEXT NOT NULL,               -- step-free, hearing loop, by phone
  state TEXT NOT NULL,                -- scheduled, papers_out, in_session, held, published, cancelled
  stage TEXT NOT NULL,                -- where the chair has brought the meeting to
  why_cancelled TEXT,
  papers_out_at MOMENT,
  evidence TEXT,                      -- JSON: the figures as they were on the day the papers went out
  evidence_opened_at MOMENT,          -- when the chair opened it in the meeting
  evidence_not_opened TEXT,           -- or why it was not
  notes TEXT NOT NULL,                -- the secretary's notes for the minutes
  version WHOLE NOT NULL              -- counts changes of the notes
);
-- A cancelled meeting leaves its day free.
CREATE UNIQUE INDEX meeting_day ON meeting (ward_id, held_on) WHERE state <> 'cancelled';

-- Who was there.
CREATE TABLE attendance (
  meeting_id UUID NOT NULL REFERENCES meeting (id),
  member_id UUID NOT NULL REFERENCES member (id),
  how TEXT NOT NULL,                  -- room, phone, apologies
  PRIMARY KEY (meeting_id, member_id)
);

-- Something that somebody wants the panel to take up.
CREATE TABLE suggestion (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL,
  meeting_id UUID REFERENCES meeting (id), -- the meeting it is for; empty: the next one
  source TEXT NOT NULL,               -- resident, survey, reports, team, councillor, kept
  title TEXT NOT NULL,
  detail TEXT NOT NULL,
  people WHOLE,                       -- how many raised it, where that is known
  made_on DAY NOT NULL,               -- a day, not a time: a visitor is not followed
  made_by UUID REFERENCES person (id),
  merged_into UUID REFERENCES suggestion (id),
  keeps UUID,                         -- the live priority it would keep, when it is kept from last time
  outcome TEXT                        -- agreed, not_agreed; empty: open
);
CREATE INDEX suggestion_ward ON suggestion (ward_id);

-- A member's order of the suggestions of a meeting. One each; a later one replaces it.
CREATE TABLE ranking (
  meeting_id UUID NOT NULL REFERENCES meeting (id),
  member_id UUID NOT NULL REFERENCES member (id),
  suggestion_id UUID NOT NULL REFERENCES suggestion (id),
  place WHOLE NOT NULL,               -- 1 is first
  how TEXT NOT NULL,                  -- screen, paper, phone
  entered_by UUID REFERENCES person (id), -- of a paper or phone order
  PRIMARY KEY (meeting_id, member_id, suggestion_id)
);

-- What a panel agreed to work on.
CREATE TABLE priority (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL,
  slug TEXT NOT NULL,                 -- the word in URLs, unique in its ward
  suggestion_id UUID REFERENCES suggestion (id),
  title TEXT NOT NULL,
  category TEXT NOT NULL,             -- a category of the place profile
  place TEXT NOT NULL,                -- to the street, never to a dwelling
  you_said TEXT NOT NULL,
  people WHOLE,
  different TEXT NOT NULL,            -- what will be different, and where
  doing TEXT NOT NULL,                -- what team and partners will do
  lead TEXT NOT NULL,                 -- a role, not a name
  review_on DAY NOT NULL,
  measure TEXT NOT NULL,
  unit TEXT NOT NULL,
  baseline NUMBER NOT NULL,
  target NUMBER NOT NULL,
  decision TEXT NOT NULL,             -- consensus, vote
  votes_for WHOLE,
  votes_against WHOLE,
  votes_abstain WHOLE,
  over_limit TEXT,                    -- the chair's reason for one more than the limit
  agreed_at UUID NOT NULL REFERENCES meeting (id),
  agreed_on DAY NOT NULL,
  earlier_id UUID REFERENCES priority (id), -- the closed one that this takes up again
  stage TEXT NOT NULL,                -- set, planned, in_progress, review_due, closed, escalated
  told_on DAY NOT NULL,               -- when residents were last told anything
  closed_on DAY,
  closed_at UUID REFERENCES meeting (id),
  outcome TEXT,                       -- resolved, reduced, not_achievable, superseded
  result TEXT,
  measured NUMBER,
  close_for WHOLE,                    -- votes for closing, where the measure was not met
  close_against WHOLE,
  we_did TEXT,
  cannot TEXT,
  next TEXT,
  version WHOLE NOT NULL
);
CREATE UNIQUE INDEX priority_slug ON priority (ward_id, slug);

-- What residents were told on the way.
CREATE TABLE priority_update (
  id UUID PRIMARY KEY NOT NULL,
  priority_id UUID NOT NULL REFERENCES priority (id),
  told_on DAY NOT NULL,
  stage TEXT NOT NULL,                -- the stage it then stood at
  words TEXT NOT NULL,
  told_by UUID REFERENCES person (id)
);
CREATE INDEX priority_update_priority ON priority_update (priority_id);

-- One thing, one agency, one owner, one date.
CREATE TABLE action (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL,
  priority_id UUID REFERENCES priority (id),
  meeting_id UUID REFERENCES meeting (id),  -- where it was given
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  agency_id UUID NOT NULL REFERENCES agency (id),
  owner TEXT NOT NULL,                -- a role, not a name
  due_on DAY NOT NULL,
  state TEXT NOT NULL,                -- open, accepted, in_progress, blocked, done, declined, cancelled
  result TEXT NOT NULL,               -- what was done, or why not; public
  given_on DAY NOT NULL,
  done_on DAY,
  version WHOLE NOT NULL
);
CREATE INDEX action_ward ON action (ward_id);
CREATE INDEX action_agency ON action (agency_id);

-- Every version of a meeting's minutes.
CREATE TABLE minutes (
  meeting_id UUID NOT NULL REFERENCES meeting (id),
  number WHOLE NOT NULL,              -- 1 is the first draft
  words TEXT NOT NULL,
  state TEXT NOT NULL,                -- draft, approved, published
  written_at MOMENT NOT NULL,
  written_by UUID REFERENCES person (id),
  PRIMARY KEY (meeting_id, number)
);
