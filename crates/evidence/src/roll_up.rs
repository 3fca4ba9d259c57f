//! Counts by area, month and type: what every page reads.

use serde::Serialize;

use crate::Month;
use crate::quick_hash::QuickMap;

pub(crate) const OUTSIDE: u32 = u32::MAX;
pub(crate) const NO_LOCATION: u32 = u32::MAX - 1;

/// Where a count belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Placed<'a> {
    /// In the area of this code.
    In(&'a str),
    /// At a point in none of the areas.
    Outside,
    /// Published without a point.
    NoLocation,
}

/// One count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RollUpRow<'a> {
    /// Which set of areas, such as `ward`.
    pub layer: &'a str,
    /// Where.
    pub placed: Placed<'a>,
    /// When.
    pub month: Month,
    /// What: crime type, outcome type or object of search.
    pub kind: &'a str,
    /// How many.
    pub count: u64,
}

/// Counts by layer, area, month and type. Kept packed: a year of the whole country is a million groups.
#[derive(Clone, Debug, Default)]
pub struct RollUp {
    pub(crate) layers: Vec<LayerCounts>,
    pub(crate) kinds: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct LayerCounts {
    pub name: String,
    pub codes: std::sync::Arc<Vec<String>>,
    /// Sorted by key: area, then month, then type.
    pub counts: Vec<(u64, u32)>,
}

/// Area, month and type in one number, so that counting is one look-up.
pub(crate) fn key(area: u32, month: Month, kind: u16) -> u64 {
    u64::from(area) << 32 | u64::from(month.number()) << 16 | u64::from(kind)
}

/// So many types of one area and month are counted side by side, in one line of the processor's memory.
const SIDE_BY_SIDE: usize = 16;
/// So many such lines are found without looking them up. A published file comes month by month and area by area.
const NEAR: usize = 64;

/// Counts by key.
pub(crate) struct Tally {
    known: QuickMap<u64, u32>,
    lines: Vec<[u32; SIDE_BY_SIDE]>,
    near: [(u64, u32); NEAR],
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            known: QuickMap::default(),
            lines: Vec::new(),
            near: [(u64::MAX, 0); NEAR], // no line has this key
        }
    }
}

impl Tally {
    pub fn add(&mut self, key: u64) {
        let (of, at) = (key / SIDE_BY_SIDE as u64, key as usize % SIDE_BY_SIDE);
        // Areas, months and the blocks of types that follow each other get different places.
        let near = &mut self.near[(of ^ of >> 12 ^ of >> 28) as usize % NEAR];
        if near.0 != of {
            let next = self.lines.len() as u32;
            let line = *self.known.entry(of).or_insert(next);
            if line == next {
                self.lines.push([0; SIDE_BY_SIDE]);
            }
            *near = (of, line);
        }
        self.lines[near.1 as usize][at] += 1;
    }

    pub fn finish(self) -> Vec<(u64, u32)> {
        let mut order: Vec<(u64, u32)> = self.known.into_iter().collect();
        order.sort_unstable();
        let mut counts = Vec::new();
        for (of, line) in order {
            let line = &self.lines[line as usize];
            let keys = (of * SIDE_BY_SIDE as u64..).zip(line);
            counts.extend(keys.filter(|it| *it.1 > 0).map(|(key, n)| (key, *n)));
        }
        counts
    }
}

impl RollUp {
    /// Every count, layer by layer, in order of area, month and type.
    pub fn rows(&self) -> impl Iterator<Item = RollUpRow<'_>> {
        self.layers.iter().flat_map(move |layer| {
            layer.counts.iter().map(move |(key, count)| RollUpRow {
                layer: &layer.name,
                placed: match (key >> 32) as u32 {
                    OUTSIDE => Placed::Outside,
                    NO_LOCATION => Placed::NoLocation,
                    area => Placed::In(&layer.codes[area as usize]),
                },
                month: Month::from_number((key >> 16) as u16),
                kind: &self.kinds[usize::from(*key as u16)],
                count: u64::from(*count),
            })
        })
    }

    /// The number of groups over all layers.
    pub fn len(&self) -> usize {
        self.layers.iter().map(|l| l.counts.len()).sum()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
