-- Organisations change: from when to when each was there, and who followed it.

-- the first day it was there; empty: always
ALTER TABLE agency ADD COLUMN valid_from DAY;
-- the last day it was there; empty: still is
ALTER TABLE agency ADD COLUMN valid_to DAY;
-- the slug of the organisation that took over from it; empty: none did
ALTER TABLE agency ADD COLUMN successor TEXT;
