//! How a duty system calls its columns and codes, so that it is said once and kept under a name.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::read::{is_known, known};

/// Our columns: the word, and whether a file may be without it.
pub const FIELDS: &[(&str, bool)] = &[
    ("date", false),
    ("ward", false),
    ("post", false),
    ("dedicated", false),
    ("on_duty", false),
    ("activity", false),
    ("minutes", false),
    ("out_of_borough", false),
    ("rank", true),
    ("exceptional", true),
    ("note", true),
];

/// Our column names to theirs, and their activity codes to ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// Our name to theirs; what is not in it has our name.
    pub columns: BTreeMap<String, String>,
    /// Their activity code, in capitals, to ours.
    pub codes: BTreeMap<String, String>,
}

impl Columns {
    /// From `date=Shift Date,post=Collar,code:PTL=WARD`.
    ///
    /// # Errors
    /// When a part is not a pair, names a column or an activity that we have not, or two columns are one.
    pub fn parse(text: &str) -> Result<Self> {
        let mut it = Self::default();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let Some((ours, theirs)) = part.split_once('=') else {
                bail!("\"{part}\" is no pair. Write date=Shift Date, or code:PTL=WARD for a code.");
            };
            let (ours, theirs) = (ours.trim(), theirs.trim());
            if theirs.is_empty() {
                bail!("\"{part}\" is no pair: nothing stands after the =.");
            }
            let twice = if let Some(code) = ours.strip_prefix("code:") {
                let target = theirs.to_uppercase();
                if !is_known(&target) {
                    bail!(
                        "\"{part}\": \"{theirs}\" is no activity of ours. They are: {}.",
                        known()
                    );
                }
                it.codes.insert(code.trim().to_uppercase(), target)
            } else if FIELDS.iter().any(|(name, _)| *name == ours) {
                it.columns.insert(ours.to_owned(), theirs.to_owned())
            } else {
                let known: Vec<_> = FIELDS.iter().map(|(name, _)| *name).collect();
                bail!(
                    "\"{ours}\" is no column of ours. They are: {}.",
                    known.join(", ")
                );
            };
            if twice.is_some() {
                bail!("{ours} is said twice. Say it once.");
            }
        }
        it.each_its_own()?;
        Ok(it)
    }

    /// Refuses two of our columns on one of theirs: an activity must not be told to residents as a note.
    fn each_its_own(&self) -> Result<()> {
        for (at, (one, _)) in FIELDS.iter().enumerate() {
            for (other, _) in &FIELDS[at + 1..] {
                let theirs = self.theirs(one);
                if theirs.eq_ignore_ascii_case(self.theirs(other)) {
                    bail!(
                        "{one} and {other} would both be read from \"{theirs}\". Say another column for one of them."
                    );
                }
            }
        }
        Ok(())
    }

    /// What a column of ours is called in the file.
    #[must_use]
    pub fn theirs<'a>(&'a self, ours: &'a str) -> &'a str {
        self.columns.get(ours).map_or(ours, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_and_a_wrong_name_says_the_right_ones() {
        let it = Columns::parse("date=Shift Date, code:ptl=ward").unwrap();
        assert_eq!(
            (it.theirs("date"), it.theirs("post")),
            ("Shift Date", "post")
        );
        assert_eq!(it.codes["PTL"], "WARD");
        let wrong = Columns::parse("day=Shift Date").unwrap_err().to_string();
        assert!(wrong.contains("date, ward, post"), "{wrong}");
    }

    #[test]
    fn a_code_that_leads_nowhere_and_one_column_for_two_are_refused() {
        for (text, words) in [
            (
                "code:PTL=NONSENSE",
                "\"NONSENSE\" is no activity of ours. They are: WARD, OFFICE, COURT",
            ),
            (
                "date=Shift,post=shift",
                "date and post would both be read from \"Shift\"",
            ),
            ("activity=Note", "activity and note would both"),
            ("date=A,date=B", "date is said twice"),
            ("code:PTL=WARD,code:ptl=OFFICE", "is said twice"),
            ("date=", "nothing stands after"),
        ] {
            let fault = Columns::parse(text).unwrap_err().to_string();
            assert!(fault.contains(words), "{fault}");
        }
        assert!(Columns::parse("post=rank,rank=post,code:OBS=constant_obs").is_ok());
    }
}
