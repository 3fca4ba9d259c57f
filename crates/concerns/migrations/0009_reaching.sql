-- An agency that accepted a referral may reach the reporter, if the reporter agreed to it. Who the reporter is stays in the closed store.

ALTER TABLE concern ADD COLUMN may_pass FLAG NOT NULL DEFAULT FALSE; -- whether the reporter agreed that an agency that takes it on may reach them
ALTER TABLE referral ADD COLUMN reached_at MOMENT;                   -- when the agency last opened how to reach the reporter; empty: never
