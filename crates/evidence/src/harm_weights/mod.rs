//! How grave offences are, by a table of weights that the partnership may use. No weight is in the program.

mod import;
mod read;
pub mod store;

pub use import::{Report, import};
pub use read::{Weights, read};

use statistics::HarmWeights;

/// What somebody says of a table of weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// "ONS Crime Severity Score".
    pub scheme: String,
    /// "2023".
    pub edition: String,
    /// What a weight is counted in: "days of sentence".
    pub unit: String,
    /// Under which licence the partnership uses it.
    pub licence: String,
}

/// A table of weights that was imported.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// Counts the imports.
    pub number: i64,
    /// What was said of it.
    pub about: About,
    /// The file's name.
    pub source_file: String,
    /// SHA-256 of the file's text, line ends apart.
    pub source_sha256: String,
    /// The weights.
    pub weights: HarmWeights,
}
