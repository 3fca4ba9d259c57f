-- Who may act, what they did, and what was sent to them.

-- An organisation that people work for: police, council, housing, fire.
CREATE TABLE agency (
  id UUID PRIMARY KEY NOT NULL,
  slug TEXT NOT NULL UNIQUE,          -- the word in the place profile and in URLs
  name TEXT NOT NULL,                 -- as printed
  short TEXT NOT NULL,                -- as printed where there is little room
  kind TEXT NOT NULL                  -- police, council, housing, fire, health ...
);

-- A person with an account. Residents need none.
CREATE TABLE person (
  id UUID PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,         -- in lower case; the name they sign in with
  password_hash TEXT,                 -- Argon2id; empty: signs in by e-mail link only
  made_at MOMENT NOT NULL,
  closed_at MOMENT,                   -- from then on no sign-in; the record stays for the ledger
  version WHOLE NOT NULL              -- counts changes; a form made from an older one is shown both texts
);

-- What a person may do, where, from when to when. Ended, never deleted.
CREATE TABLE role_grant (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,                 -- a word of base::permits::Role
  ward_id UUID,                       -- empty: every ward
  agency_id UUID REFERENCES agency (id),
  starts_on DAY NOT NULL,
  ends_on DAY                         -- the last day it holds; empty: until ended
);
CREATE INDEX role_grant_person ON role_grant (person_id);

-- A signed-in browser. Only the hash of its cookie is kept.
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES person (id),
  made_at MOMENT NOT NULL,
  seen_at MOMENT NOT NULL,            -- idle limit counts from here, to the minute
  ends_at MOMENT NOT NULL,            -- absolute limit
  revoked_at MOMENT
);
CREATE INDEX session_person ON session (person_id);

-- A one-time link sent by e-mail. Only its hash is kept.
CREATE TABLE sign_in_link (
  token_hash TEXT PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES person (id),
  made_at MOMENT NOT NULL,
  ends_at MOMENT NOT NULL,
  used_at MOMENT
);

-- Guesses at a secret, kept for minutes. The key is a hash, never an address.
CREATE TABLE guess (
  id UUID PRIMARY KEY NOT NULL,
  key_hash TEXT NOT NULL,
  made_at MOMENT NOT NULL
);
CREATE INDEX guess_key ON guess (key_hash, made_at);
-- One row a key: updating it makes parallel guesses wait for each other.
CREATE TABLE guess_turn (
  key_hash TEXT PRIMARY KEY NOT NULL,
  turns WHOLE NOT NULL
);

-- Mail waiting to go, written in the transaction that caused it.
CREATE TABLE message (
  id UUID PRIMARY KEY NOT NULL,
  to_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  made_at MOMENT NOT NULL,
  next_try_at MOMENT NOT NULL,
  tries WHOLE NOT NULL,
  sent_at MOMENT,
  failure TEXT                        -- why the last try failed
);
CREATE INDEX message_waiting ON message (sent_at, next_try_at);

-- Forms already sent: a second press of the same button leads to the first one's answer.
CREATE TABLE press (
  token UUID PRIMARY KEY NOT NULL,
  made_at MOMENT NOT NULL,
  led_to TEXT NOT NULL
);

-- The ledger: append-only, each row carries the hash of the one before.
CREATE TABLE ledger (
  seq WHOLE PRIMARY KEY NOT NULL,
  made_at TEXT NOT NULL,              -- text, so that every engine hashes the same characters
  person_id UUID,                     -- empty: a visitor, or the program itself
  act TEXT NOT NULL,                  -- what was done: a word of base::permits::Act, or of the program
  record TEXT NOT NULL,               -- which kind of record
  record_id TEXT NOT NULL,
  detail TEXT NOT NULL,               -- words without personal data
  hash TEXT NOT NULL                  -- SHA-256 over the row before and this one
);
CREATE INDEX ledger_record ON ledger (record, record_id);
-- Where the chain ends. One row; updating it makes writers take turns.
CREATE TABLE ledger_head (
  id WHOLE PRIMARY KEY NOT NULL,
  seq WHOLE NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '');

-- Counters that say "this part of the store has changed", so that what a
-- program keeps in memory is loaded again.
CREATE TABLE marker (
  name TEXT PRIMARY KEY NOT NULL,
  turn WHOLE NOT NULL
);
