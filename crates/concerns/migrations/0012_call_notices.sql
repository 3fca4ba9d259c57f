-- Up to when reminders of a call's clocks were written. None yet: the clocks are told of from the call on.

ALTER TABLE rapid_response ADD COLUMN told_until MOMENT;
