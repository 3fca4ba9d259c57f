-- What a reporter answered when it was over: only ever counted, never shown with the report.

CREATE TABLE questionnaire_answer (
  concern_id UUID NOT NULL REFERENCES concern (id),
  question TEXT NOT NULL,             -- informed, in_time, again
  answer TEXT NOT NULL,               -- yes, partly, no
  PRIMARY KEY (concern_id, question)
);
