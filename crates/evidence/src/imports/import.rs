//! An import: one file, as it stands in the catalogue.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Month, Reject};

/// Which boundaries rows were placed on, and how they fell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerNote {
    /// The layer: `ward`, `small-area`.
    pub layer: String,
    /// The boundary file's name.
    pub source: String,
    /// SHA-256 of the boundary file.
    pub version: String,
    /// Rows in one of its areas.
    pub placed: u64,
    /// Rows at a point in none of them.
    pub outside: u64,
}

/// A card of the catalogue.
#[derive(Clone, Debug)]
pub struct Import {
    /// SHA-256 of the snapshot, and its number where an older card has the same contents.
    pub id: String,
    /// Its short number.
    pub number: i64,
    /// `street`, `outcomes`, `stop-and-search` or `ward-counts`.
    pub kind: String,
    /// What a later file of the same series and month restates.
    pub series: String,
    /// The force's word in file names.
    pub force: String,
    /// The file's name.
    pub source_file: String,
    /// SHA-256 of the file's text.
    pub source_sha256: String,
    /// The boundaries it was counted on.
    pub ground: String,
    /// Who published it.
    pub publisher: String,
    /// Under which licence.
    pub licence: String,
    /// Its first month.
    pub first: Month,
    /// Its last month.
    pub last: Month,
    /// Kept and rejected rows.
    pub rows_read: u64,
    /// Kept rows: placed, outside and without location.
    pub rows: u64,
    /// Rows in one of the wards.
    pub placed: u64,
    /// Rows in none of them.
    pub outside: u64,
    /// Rows without a point.
    pub no_location: u64,
    /// Refused rows.
    pub rejected: u64,
    /// The first thousand of them.
    pub rejects: Vec<Reject>,
    /// What was odd.
    pub quirks: BTreeMap<String, u64>,
    /// How the rows fell on each layer.
    pub layers: Vec<LayerNote>,
    /// When.
    pub imported_at: DateTime<Utc>,
    /// The import that restated all its months.
    pub replaced_by: Option<String>,
}

impl Import {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/imports/{}", self.id)
    }

    /// SHA-256 of the snapshot, which is also the file's name.
    #[must_use]
    pub fn snapshot(&self) -> &str {
        self.id
            .split_once('-')
            .map_or(self.id.as_str(), |(snapshot, _)| snapshot)
    }

    /// "February 2019", "July 2017 to June 2018".
    #[must_use]
    pub fn months(&self) -> String {
        months(self.first, self.last)
    }

    /// What the file holds, in words.
    #[must_use]
    pub fn kind_words(&self) -> &'static str {
        match self.kind.as_str() {
            "street" => "Street crime",
            "outcomes" => "Outcomes",
            "stop-and-search" => "Stop and search",
            _ => "Ward counts",
        }
    }

    /// The version of a layer's boundaries it was counted on.
    pub(crate) fn version(&self, layer: &str) -> Option<&str> {
        self.layers
            .iter()
            .find(|note| note.layer == layer)
            .map(|note| note.version.as_str())
    }
}

/// "February 2019", "July 2017 to June 2018".
pub(crate) fn months(first: Month, last: Month) -> String {
    if first == last {
        first.words()
    } else {
        format!("{} to {}", first.words(), last.words())
    }
}

/// The boundaries of an import in one text, to compare.
pub(crate) fn ground(layers: &[LayerNote]) -> String {
    layers
        .iter()
        .map(|note| format!("{}={}", note.layer, note.version))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The layers of today with the versions of their boundaries.
pub(crate) async fn current(
    tx: &mut base::store::Tx,
) -> anyhow::Result<Vec<wards::boundaries::store::LayerSource>> {
    let mut found = Vec::new();
    for layer in wards::boundaries::Layer::ALL {
        found.extend(wards::boundaries::store::source(tx, *layer).await?);
    }
    Ok(found)
}

impl Import {
    /// Whether its rows were placed on the ward boundaries of today. Ward counts were placed by their publisher.
    pub(crate) fn stands_on(&self, current: &[wards::boundaries::store::LayerSource]) -> bool {
        let ward = wards::boundaries::Layer::Ward;
        let today = current.iter().find(|source| source.layer == ward);
        self.kind == "ward-counts"
            || today.is_some_and(|source| self.version(ward.word()) == Some(&source.version))
    }

    /// Whether its rows were placed on every layer of today, small areas too.
    pub(crate) fn stands_on_all(&self, current: &[wards::boundaries::store::LayerSource]) -> bool {
        self.stands_on(current)
            && (self.kind == "ward-counts"
                || current
                    .iter()
                    .all(|source| self.version(source.layer.word()) == Some(&source.version)))
    }
}
