//! What an import says it found and did, file by file.

use std::collections::BTreeMap;

use crate::police_uk::Reading;
use crate::{Month, Reject};

/// How far an import of many files is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Files done.
    pub done: usize,
    /// Files in all.
    pub of: usize,
    /// The file at hand; empty at the end.
    pub file: String,
}

/// How it went with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new snapshot with this id.
    Imported(String),
    /// This very file stands in the catalogue under this id: nothing was added.
    Known(String),
    /// A dry run: it would be imported.
    Readable,
    /// Nothing of it was taken in, for this reason.
    Failed(String),
}

/// One count that a restatement changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `ward`, `small-area`, or `all` for the whole file.
    pub layer: String,
    /// Empty for the whole file.
    pub area_code: String,
    /// Empty for all types together.
    pub kind: String,
    /// The count before.
    pub was: u64,
    /// The count from now on.
    pub is_now: u64,
}

/// A month that was there and came again with other contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    /// The number of the import that held it.
    pub(crate) old_number: i64,
    /// The id of that import.
    pub old: String,
    /// The month.
    pub month: Month,
    /// All its rows before.
    pub was: u64,
    /// All its rows from now on.
    pub is_now: u64,
    /// Every count that changed, the whole file first.
    pub changes: Vec<Change>,
    /// Some areas cannot be compared, because their boundaries are others.
    pub other_ground: bool,
}

impl Restated {
    /// "June 2024 restated: 2,301 rows before, 2,305 now. 14 counts changed."
    #[must_use]
    pub fn words(&self) -> String {
        let counts = self
            .changes
            .iter()
            .filter(|change| change.layer != "all")
            .count();
        let mut words = format!(
            "{} restated: {} rows before, {} now.",
            self.month.words(),
            web::number(self.was),
            web::number(self.is_now)
        );
        words.push_str(&format!(
            " {} counts of areas changed.",
            web::number(counts as u64)
        ));
        if self.other_ground {
            words.push_str(" Areas whose boundaries are others than before cannot be compared.");
        }
        if self.is_now * 2 < self.was {
            words.push_str(" That is less than half: the file is taken in with --with-less only.");
        }
        words
    }
}

/// One file of an import.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The file, as shown to people.
    pub file: String,
    /// How it went.
    pub outcome: Outcome,
    /// `street`, `outcomes`, `stop-and-search`, `ward-counts`; empty for a file that could not be read.
    pub kind: String,
    /// The force, where there is one.
    pub force: String,
    /// Kept rows by month.
    pub months: BTreeMap<Month, u64>,
    /// Kept rows by type.
    pub types: BTreeMap<String, u64>,
    /// Rows read.
    pub rows_read: u64,
    /// Rows kept.
    pub rows: u64,
    /// Of them in one of the wards.
    pub placed: u64,
    /// Of them at a point in none.
    pub outside: u64,
    /// Of them without a point.
    pub no_location: u64,
    /// Rows refused.
    pub rejected: u64,
    /// The first thousand of them.
    pub rejects: Vec<Reject>,
    /// What was odd but not wrong.
    pub quirks: BTreeMap<String, u64>,
    /// Months that were there before with other contents.
    pub restated: Vec<Restated>,
}

impl FileReport {
    /// A file that could not be taken in.
    pub(crate) fn failed(file: String, reason: String) -> Self {
        Self {
            file,
            outcome: Outcome::Failed(reason),
            kind: String::new(),
            force: String::new(),
            months: BTreeMap::new(),
            types: BTreeMap::new(),
            rows_read: 0,
            rows: 0,
            placed: 0,
            outside: 0,
            no_location: 0,
            rejected: 0,
            rejects: Vec::new(),
            quirks: BTreeMap::new(),
            restated: Vec::new(),
        }
    }

    /// What was found in a police file. The first layer is that of the wards.
    pub(crate) fn of(file: String, reading: &Reading, force: &str) -> Self {
        let wards = reading.placement.first();
        Self {
            outcome: Outcome::Readable,
            kind: reading.kind.slug().to_owned(),
            force: force.to_owned(),
            months: reading.months.clone(),
            types: reading.types.clone(),
            rows_read: reading.rows_read,
            rows: reading.rows,
            placed: wards.map_or(0, |wards| wards.placed),
            outside: wards.map_or(0, |wards| wards.outside),
            no_location: reading.no_location,
            rejected: reading.rejected,
            rejects: reading.rejects.clone(),
            quirks: reading.quirks.clone(),
            ..Self::failed(file, String::new())
        }
    }

    /// "rows = placed + outside + no location", in numbers and words.
    #[must_use]
    pub fn sum_words(&self) -> String {
        sum_words(self.rows, self.placed, self.outside, self.no_location)
    }
}

/// "2,301 rows = 2,280 in the wards + 12 outside them + 9 without a location".
pub(crate) fn sum_words(rows: u64, placed: u64, outside: u64, no_location: u64) -> String {
    format!(
        "{} rows = {} in the wards + {} outside them + {} without a location",
        web::number(rows),
        web::number(placed),
        web::number(outside),
        web::number(no_location)
    )
}
