-- Talks and training about doorstep crime and scams: how many came, and from where. Nobody's name stands here.

CREATE TABLE scam_talk (
  id UUID PRIMARY KEY NOT NULL,
  held_on DAY NOT NULL,
  ward_id UUID,                       -- none: for people of all wards
  agency_id UUID,                     -- who gave it; none: the ward team
  kind TEXT NOT NULL,                 -- talk, training
  audience TEXT NOT NULL,             -- banks, post_offices, social_care, residents, schools, other
  heads WHOLE NOT NULL                -- how many came
);
CREATE INDEX scam_talk_held ON scam_talk (held_on);
