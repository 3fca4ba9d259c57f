-- What was told in a call about doorstep crime or a scam. The victim stands in reporter; there concern_id is the id of the call.

CREATE TABLE rapid_told (
  response_id UUID PRIMARY KEY NOT NULL, -- the call in the open store
  sealed_team BYTES NOT NULL          -- address, what makes them vulnerable, amount lost, trader and vehicle
);
