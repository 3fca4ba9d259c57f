-- The closed store has a ledger of its own: who looked at what is protected, in the same transaction as the look.

-- Append-only, each row carries the hash of the one before.
CREATE TABLE ledger (
  seq WHOLE PRIMARY KEY NOT NULL,
  made_at TEXT NOT NULL,              -- text, so that every engine hashes the same characters
  person_id UUID,                     -- empty: a visitor, or the program itself
  act TEXT NOT NULL,                  -- what was done, in words of the program
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

-- Whose key the records are sealed for, and the salt of receipts. One row.
CREATE TABLE seal (
  id WHOLE PRIMARY KEY NOT NULL,
  team_key TEXT NOT NULL,             -- the public half of the team's key, in hexadecimal; the other half is in a file elsewhere
  salt TEXT NOT NULL                  -- goes into every receipt's key, in hexadecimal; not a secret
);
