//! Which files are spoken for: those that stand, month by month.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use anyhow::Result;
use base::House;

use crate::Month;
use crate::imports::store;

/// A file that stands, with the months it speaks for.
#[derive(Clone, Debug)]
pub struct Source {
    /// `street`, `outcomes` or `stop-and-search`.
    pub kind: String,
    /// The force's word.
    pub force: String,
    /// The months it is the publisher's word on.
    pub months: BTreeSet<Month>,
    /// Months that another file restated.
    pub(super) replaced: BTreeSet<Month>,
    pub(super) path: PathBuf,
    pub(super) number: i64,
}

impl Source {
    /// Whether its rows of a month count: those of its months, and stray rows of others.
    pub(super) fn speaks_for(&self, month: Month) -> bool {
        !self.replaced.contains(&month)
    }
}

/// What there is to read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// By kind and force, the older one first: numbers of crimes rest on the order.
    pub all: Vec<Source>,
    /// The newest month with crimes.
    pub latest: Option<Month>,
    /// The newest month with stops.
    pub latest_stops: Option<Month>,
}

impl Sources {
    /// Reads the catalogue.
    pub async fn of(house: &House) -> Result<(i64, Self)> {
        let mut tx = house.db().reading().await?;
        let turn = store::turn(&mut tx).await?;
        let mut months: HashMap<i64, BTreeMap<Month, bool>> = HashMap::new();
        for (number, month, stands) in store::cover_states(&mut tx).await? {
            months.entry(number).or_default().insert(month, stands);
        }
        let mut all = Vec::new();
        for it in store::all(&mut tx).await? {
            let known = ["street", "outcomes", "stop-and-search"];
            if it.replaced_by.is_some() || !known.contains(&it.kind.as_str()) {
                continue;
            }
            let covers = months.remove(&it.number).unwrap_or_default();
            let of = |wanted: bool| {
                covers
                    .iter()
                    .filter(move |(_, stands)| **stands == wanted)
                    .map(|(month, _)| *month)
                    .collect()
            };
            let file = format!("{}.arrow", it.snapshot());
            let source = Source {
                months: of(true),
                replaced: of(false),
                path: house.folder().join("snapshots").join(file),
                kind: it.kind,
                force: it.force,
                number: it.number,
            };
            all.push(source);
        }
        all.sort_by(|a, b| (&a.kind, &a.force, a.number).cmp(&(&b.kind, &b.force, b.number)));
        let newest = |kind: &str, own: Option<&str>| {
            let files = all.iter().filter(|it| it.kind == kind);
            let of = files.filter(|it| own.is_none_or(|own| it.force == own));
            of.filter_map(|it| it.months.last().copied()).max()
        };
        // The place's own force says how far the record goes; another one only where it has none.
        let own = Some(house.place().force.as_str());
        let latest = |kind: &str| newest(kind, own).or_else(|| newest(kind, None));
        let (latest, latest_stops) = (latest("street"), latest("stop-and-search"));
        let found = Self {
            all,
            latest,
            latest_stops,
        };
        Ok((turn, found))
    }
}
