//! What was found in one file: the report of a dry run and the record of an import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::{Month, Reject};

/// How many refused rows are kept with their reason; all are counted.
pub(crate) const REJECTS_KEPT: usize = 1_000;

/// One file, as found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// The file's name.
    pub file: String,
    /// What it holds, by its heading.
    pub kind: Kind,
    /// The force, where the file name says it.
    pub force: Option<String>,
    /// The forces its rows name, as reporting a crime or as the one it falls within.
    #[serde(default)]
    pub forces: Vec<String>,
    /// The month, where the file name says it: the month the file is the publisher's word on.
    #[serde(default)]
    pub file_month: Option<Month>,
    /// SHA-256 of its text, line ends and byte order mark apart: two copies of one file share it.
    pub sha256: String,
    /// Data rows read: those kept and those rejected.
    pub rows_read: u64,
    /// Rows kept. For each layer, placed + outside + no location.
    pub rows: u64,
    /// Kept rows by month.
    pub months: BTreeMap<Month, u64>,
    /// Kept rows by type: crime type, outcome type or object of search.
    pub types: BTreeMap<String, u64>,
    /// How the rows fell on each layer.
    pub placement: Vec<LayerPlacement>,
    /// Kept rows published without a point.
    pub no_location: u64,
    /// The first thousand refused rows.
    pub rejects: Vec<Reject>,
    /// All refused rows.
    pub rejected: u64,
    /// What is odd but not wrong, with how often.
    pub quirks: BTreeMap<String, u64>,
}

/// How the rows of a file fell on one layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerPlacement {
    /// The layer.
    pub layer: String,
    /// Rows in one of its areas.
    pub placed: u64,
    /// Rows at a point in none of them.
    pub outside: u64,
}

impl Reading {
    /// Whether rows = placed + outside + no location on every layer, and rows read = kept + rejected.
    pub fn adds_up(&self) -> bool {
        self.rows_read == self.rows + self.rejected
            && self.months.values().sum::<u64>() == self.rows
            && self.types.values().sum::<u64>() == self.rows
            && self
                .placement
                .iter()
                .all(|p| p.placed + p.outside + self.no_location == self.rows)
    }
}
