-- Who gets updates by e-mail without an account, and what was told already.

-- An address and what is sent to it. The address is personal data: it stands here and on the mail that waits or was
-- sent to it, nowhere else; not in the ledger, a log, a link or a file name. The row goes at once when its owner
-- leaves, and after 48 hours when nobody confirmed it.
CREATE TABLE subscription (
  id UUID PRIMARY KEY NOT NULL,
  address TEXT NOT NULL,              -- the e-mail address, in small letters; personal data
  wards TEXT NOT NULL,                -- ids of wards with commas between; empty: the whole borough
  kinds TEXT NOT NULL,                -- see Kind, with commas between
  pace TEXT NOT NULL,                 -- see Pace
  confirm_hash TEXT NOT NULL UNIQUE,  -- hash of the token that confirms it; the token is only in the mail
  asked_at MOMENT NOT NULL,           -- when somebody asked
  confirmed_at MOMENT,                -- when the link of the mail was confirmed; empty: not yet, nothing is sent
  told WHOLE NOT NULL,                -- the last number of update_noticed that it was told of
  next_at MOMENT NOT NULL             -- before this moment nothing is sent
);
-- One subscription an address; any number may wait to be confirmed.
CREATE UNIQUE INDEX subscription_address ON subscription (address) WHERE confirmed_at IS NOT NULL;
CREATE INDEX subscription_next ON subscription (next_at);

-- The links that change a subscription and leave it: each mail has one of its own.
CREATE TABLE subscription_link (
  token_hash TEXT PRIMARY KEY NOT NULL, -- the token is only in the mail
  subscription_id UUID NOT NULL REFERENCES subscription (id),
  made_at MOMENT NOT NULL             -- opens for 400 days
);
CREATE INDEX subscription_link_of ON subscription_link (subscription_id);

-- Public things in the order in which the program noticed them. Nothing personal. Kept for good, because what is
-- forgotten here would count as new again.
CREATE TABLE update_noticed (
  update_key TEXT PRIMARY KEY NOT NULL, -- hash of the entry of the feed, as it then stood
  number WHOLE NOT NULL UNIQUE        -- 1 was noticed first
);
