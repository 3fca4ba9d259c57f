-- Questions of residents, and how long their answers took. Nobody's name, address, e-mail or phone is kept.

-- A question to a ward team.
CREATE TABLE query (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,     -- read out and printed; by chance, not by number
  code_hash TEXT NOT NULL UNIQUE,     -- the asker's code opens its page; only the hash is kept
  ward_id UUID NOT NULL,
  category TEXT NOT NULL,             -- a category of the place profile
  channel TEXT NOT NULL,              -- web, phone, in_person, letter, sms, email, social, event
  question TEXT NOT NULL,             -- the asker's words
  received_at MOMENT NOT NULL,
  answer_hours WHOLE NOT NULL,        -- the promise on the day it came in
  due_at MOMENT NOT NULL,             -- received_at and the promised hours, all of them, day and night
  officer TEXT NOT NULL,              -- who answers: a role, never a name
  state TEXT NOT NULL,                -- received, acknowledged, answered, signposted, redress, closed
  automatic_ack_at MOMENT,            -- when the program said that it had arrived; stops no clock
  acknowledged_at MOMENT,             -- when a person took it on; stops no clock
  answered_at MOMENT,                 -- when the first meaningful answer was given
  signposted_at MOMENT,               -- when a person said who else can help
  signposted_to TEXT,                 -- council, emergency, police_101, other
  answer TEXT NOT NULL,               -- what the asker reads; empty: none yet
  redress_at MOMENT,                  -- when the asker said that this does not answer it
  redress_words TEXT NOT NULL,        -- what is missing, in the asker's words
  redress_due_at MOMENT,              -- when the inspector's answer is due
  redress_answered_at MOMENT,         -- when the inspector answered
  redress_answer TEXT NOT NULL,       -- the inspector's answer; empty: none yet
  closed_at MOMENT,
  version WHOLE NOT NULL              -- counts changes
);
CREATE INDEX query_ward ON query (ward_id);
CREATE INDEX query_received ON query (received_at);

-- Something the asker added later.
CREATE TABLE query_note (
  id UUID PRIMARY KEY NOT NULL,
  query_id UUID NOT NULL REFERENCES query (id),
  made_at MOMENT NOT NULL,
  words TEXT NOT NULL                 -- the asker's words
);
CREATE INDEX query_note_query ON query_note (query_id);
