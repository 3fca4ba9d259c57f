-- What was told later about a call, or put right; what was told first stays.

CREATE TABLE rapid_more (
  id UUID PRIMARY KEY NOT NULL,
  response_id UUID NOT NULL REFERENCES rapid_told (response_id),
  told_at MOMENT NOT NULL,
  sealed_team BYTES NOT NULL          -- the words
);
CREATE INDEX rapid_more_response ON rapid_more (response_id);
