-- When residents' calendars last had something new of a meeting.

ALTER TABLE meeting ADD COLUMN changed_at MOMENT;                -- when it was planned or cancelled; empty: written down before this was kept
