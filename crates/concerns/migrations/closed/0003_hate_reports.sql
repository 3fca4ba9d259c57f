-- What was told in a report of hate crime. What happened stands in the talk, who reported in reporter, and what the receipt
-- opens in receipt: there, concern_id is the id of the report.

CREATE TABLE hate_told (
  report_id UUID PRIMARY KEY NOT NULL, -- the report in the open store
  sealed_team BYTES NOT NULL          -- where and when, what is wished, how often, harm, support, crime reference, satisfaction
);
