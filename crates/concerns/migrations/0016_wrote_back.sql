-- Whoever reported it has written with their receipt, or says that it is not fixed, and nobody of the team has dealt with that
-- yet. The day; no hour is kept.

ALTER TABLE concern ADD COLUMN wrote_back_on DAY;
ALTER TABLE hate_report ADD COLUMN wrote_back_on DAY;
