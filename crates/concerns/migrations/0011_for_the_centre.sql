-- A report that somebody made to a reporting centre without wanting the police is that centre's alone: the ward team does not
-- even learn that it exists. What was wished before stands sealed, so what centres took in until now is theirs alone, too.

ALTER TABLE hate_report ADD COLUMN for_centre FLAG NOT NULL DEFAULT FALSE;
UPDATE hate_report SET for_centre = TRUE WHERE agency_id IS NOT NULL;
