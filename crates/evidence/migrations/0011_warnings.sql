-- Early warnings: what the monthly run over every ward and type found, and what people said was done about it.

-- A run: every line of counts was looked at for one month. The same counts are never run twice.
CREATE TABLE warning_run (
  id UUID PRIMARY KEY NOT NULL,
  month DAY NOT NULL,                 -- the first day of the month that was judged
  fingerprint TEXT NOT NULL UNIQUE,   -- SHA-256 of the month and all counts: the same counts are known again
  made_at MOMENT NOT NULL,            -- when
  looked_at WHOLE NOT NULL,           -- lines of counts: each ward and the place, by type and all crime
  judged WHOLE NOT NULL,              -- of these, how many had enough months to be judged
  above WHOLE NOT NULL,               -- of these, how many stood above their own threshold
  by_chance NUMBER NOT NULL,          -- how many would stand above it if nothing had changed anywhere
  raised WHOLE NOT NULL,              -- how many were raised as warnings after counting how many were looked at
  increases TEXT NOT NULL,            -- JSON: the greatest increases, by how far they passed their threshold
  highest TEXT NOT NULL               -- JSON: the highest levels, by how far they pass the mean of the wards
);
CREATE INDEX warning_run_by_month ON warning_run (month);

-- A warning: one type in one ward, from the month it was first raised until it calmed.
CREATE TABLE warning (
  id UUID PRIMARY KEY NOT NULL,
  ward_id UUID REFERENCES ward (id),  -- empty: the place as a whole
  area TEXT NOT NULL,                 -- the ward's or the place's name, as printed then
  kind TEXT NOT NULL,                 -- the type as published, or "All crime"
  first_month DAY NOT NULL,           -- the first month it was raised for
  last_month DAY NOT NULL,            -- the latest month it was raised for
  judged_month DAY NOT NULL,          -- the latest month it was judged for
  state TEXT NOT NULL,                -- see WarningState
  raised_at MOMENT NOT NULL,          -- when a run first raised it
  queued FLAG NOT NULL,               -- its newest answer passes it to tasking
  version WHOLE NOT NULL              -- counts changes, so that two writers lose nothing
);
CREATE INDEX warning_by_line ON warning (ward_id, kind);
CREATE INDEX warning_by_state ON warning (state);

-- What was said of a warning's line in one month. A restated month is judged again; the number it had before stays.
CREATE TABLE warning_reading (
  warning_id UUID NOT NULL REFERENCES warning (id),
  month DAY NOT NULL,
  run_id UUID NOT NULL REFERENCES warning_run (id), -- the run that judged it last
  observed WHOLE NOT NULL,            -- the count
  first_observed WHOLE NOT NULL,      -- the count when it was first judged: another one says it was restated
  raised FLAG NOT NULL,               -- whether it is a warning in this month
  score NUMBER NOT NULL,              -- how far it passed its threshold: 1 is the threshold; 0 where there is none
  evidence TEXT NOT NULL,             -- JSON: usual range, threshold, chances, what each method said
  PRIMARY KEY (warning_id, month)
);

-- What somebody said was done about a warning. Several answers stand beside each other; none is changed.
CREATE TABLE warning_answer (
  id UUID PRIMARY KEY NOT NULL,
  warning_id UUID NOT NULL REFERENCES warning (id),
  choice TEXT NOT NULL,               -- see Choice
  words TEXT NOT NULL,                -- in their words; no names of residents
  role TEXT NOT NULL,                 -- as what they said it
  by_person UUID NOT NULL REFERENCES person (id), -- who, for the ledger's readers; pages show the role
  said_at MOMENT NOT NULL
);
CREATE INDEX warning_answer_by_warning ON warning_answer (warning_id);
