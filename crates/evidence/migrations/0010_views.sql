-- Questions an analyst asks again, and answers that were frozen for a meeting.

-- A saved view: a question under a name. It holds no numbers: they are worked out anew each time it is opened.
CREATE TABLE saved_view (
  id UUID PRIMARY KEY NOT NULL,
  slug TEXT NOT NULL UNIQUE,            -- the word in its address; stays when the view is renamed
  name TEXT NOT NULL,                   -- as its owner calls it
  question TEXT NOT NULL,               -- the question, as it stands behind the ? of the explorer's address
  person_id UUID NOT NULL REFERENCES person (id), -- whose it is
  saved_at MOMENT NOT NULL
);

-- A part of an answer as it was on the day it was added to the papers of a meeting. It is never worked out again.
CREATE TABLE frozen_figure (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID NOT NULL REFERENCES ward (id),
  meeting_id UUID NOT NULL,             -- the meeting of the panels' room, which stands above this one and so is not referred to
  part TEXT NOT NULL,                   -- change, trend, where, and so on
  question TEXT NOT NULL,               -- the question it answers
  contents TEXT NOT NULL,               -- JSON: the finding, numbers, drawing, method, parameters, sources as they were
  person_id UUID NOT NULL REFERENCES person (id), -- who added it
  frozen_at MOMENT NOT NULL
);
CREATE INDEX frozen_of_meeting ON frozen_figure (meeting_id);
