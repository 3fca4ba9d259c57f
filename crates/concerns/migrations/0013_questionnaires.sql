-- What a reporter answered when it was over: only ever counted, never shown with the report.

CREATE TABLE questionnaire_answer (
  concern_id UUID NOT NULL REFERENCES concern (id),
  question TEXT NOT NULL,             -- fixed, informed, in_time, again
  answer TEXT NOT NULL,               -- yes, partly, no
  answered_on DAY NOT NULL,           -- the first time: it counts in that quarter
  PRIMARY KEY (concern_id, question)
);
CREATE INDEX questionnaire_answered ON questionnaire_answer (answered_on);
