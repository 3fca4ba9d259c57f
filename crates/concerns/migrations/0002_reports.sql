-- Concerns that people report themselves. Who they are, and what they wrote, is in the closed store.

ALTER TABLE concern ADD COLUMN source TEXT NOT NULL DEFAULT 'program'; -- how it came: program, web, phone, letter, visit, event
ALTER TABLE concern ADD COLUMN contact TEXT NOT NULL DEFAULT 'none';   -- anonymous, team, updates; none: filed by a program
ALTER TABLE concern ADD COLUMN happened TEXT NOT NULL DEFAULT '';      -- when and how often, in words chosen from a list
ALTER TABLE concern ADD COLUMN joined_id UUID;                         -- the concern that it is one more voice for
ALTER TABLE concern ADD COLUMN said_fixed TEXT NOT NULL DEFAULT '';    -- what the reporter said when it was over: yes, no

CREATE INDEX concern_joined ON concern (joined_id);
CREATE INDEX concern_state ON concern (state, requested_at);
