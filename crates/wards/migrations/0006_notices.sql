-- Who was told about a clock, and what is left of a question once its words are forgotten.

-- Up to when reminders and escalations of a question were told. No row: none was yet.
CREATE TABLE query_notice (
  query_id UUID PRIMARY KEY NOT NULL REFERENCES query (id),
  told_until MOMENT NOT NULL          -- what fell due later is still to be told
);

-- The exceptions whose day of review was told.
CREATE TABLE abstraction_notice (
  abstraction_id UUID PRIMARY KEY NOT NULL REFERENCES abstraction (id),
  review_on DAY NOT NULL              -- the day that was told
);

-- A question that was forgotten: its times, so that published figures stay. No words, no reference, no code.
CREATE TABLE query_count (
  id UUID PRIMARY KEY NOT NULL,       -- the id the question had: the ledger names it
  ward_id UUID NOT NULL,
  received_at MOMENT NOT NULL,
  due_at MOMENT NOT NULL,
  answered_at MOMENT,
  signposted_at MOMENT,
  redress_at MOMENT
);
CREATE INDEX query_count_received ON query_count (received_at);
