-- Calls about doorstep crime and scams, as far as they are counted and timed. Who, where and how much is in the closed store.

CREATE TABLE rapid_response (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,     -- to quote: D-7K3M-Q9XD
  ward_id UUID NOT NULL,              -- where it happens
  agency_id UUID,                     -- who answers it; none: the ward team
  kind TEXT NOT NULL,                 -- trader, courier, burglary, phone, online, other
  caller TEXT NOT NULL,               -- victim, family, bank, neighbour, police, other
  in_progress FLAG NOT NULL,          -- whether it was going on when they rang
  is_repeat FLAG NOT NULL,            -- whether the same victim was known from before
  received_at MOMENT NOT NULL,        -- both clocks run from here
  decision TEXT,                      -- attend, phone, no_visit; none: not decided yet
  decided_at MOMENT,
  no_visit TEXT,                      -- why nobody goes
  reached_at MOMENT,                  -- on scene, or on the phone; none: not yet
  why_late TEXT,                      -- why they were not reached within two hours
  saved WHOLE,                        -- pounds that the victim did not lose; none: not said
  first_follow_up_on DAY,             -- none: not yet
  second_follow_up_on DAY,
  closed_on DAY,                      -- none: open
  version WHOLE NOT NULL              -- counts changes
);
CREATE INDEX rapid_response_received ON rapid_response (received_at);

-- What came of a call, and who else was brought in; each stands once.
CREATE TABLE rapid_result (
  response_id UUID NOT NULL REFERENCES rapid_response (id),
  result TEXT NOT NULL,               -- police_attended, banking_protocol, safeguarding, trader_disrupted, arrest, evidence ...
  PRIMARY KEY (response_id, result)
);
