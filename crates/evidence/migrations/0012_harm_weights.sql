-- How grave offences are, by a table that the partnership may use. The program brings none.

CREATE TABLE harm_scheme (
  number WHOLE PRIMARY KEY NOT NULL,  -- in the order of imports; the last one is used
  scheme TEXT NOT NULL,               -- ONS Crime Severity Score ...
  edition TEXT NOT NULL,
  unit TEXT NOT NULL,                 -- what a weight is counted in: days of sentence ...
  licence TEXT NOT NULL,              -- under which the partnership may use it
  source_file TEXT NOT NULL,
  source_sha256 TEXT NOT NULL,
  imported_at MOMENT NOT NULL
);

CREATE TABLE harm_weight (
  number WHOLE NOT NULL REFERENCES harm_scheme (number),
  offence TEXT NOT NULL,              -- the class within a class, as the police publish their counts; capitals
  weight NUMBER NOT NULL,
  PRIMARY KEY (number, offence)
);
