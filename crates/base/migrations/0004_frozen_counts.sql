-- What was counted of a time that is over, as it stood when it was first looked at. Public tables of that time are made of this and
-- are never counted again: a record that is changed later would show itself by the difference.

CREATE TABLE frozen_count (
  what TEXT NOT NULL,                 -- which table
  period TEXT NOT NULL,               -- like 2026-Q3 or 2026
  contents TEXT NOT NULL,             -- the counts as JSON, small ones too; hiding comes after
  frozen_on DAY NOT NULL,
  PRIMARY KEY (what, period)
);
