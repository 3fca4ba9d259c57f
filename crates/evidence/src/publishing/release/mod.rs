//! What may be shown of every window of a run of months, one release after the other, so that no later table gives an
//! earlier one away.
//!
//! Figures are counts of twelve months, and each month they move on by one. Two tables that follow each other say what one month
//! has more than the same month a year before; with years in which nothing happened that settles single months. So
//! each release is tried out before it stands: all that earlier releases told, the new table with its sums, and the monthly lines
//! are given to the audit (statistics: attack). Where it works out a small count, more is hidden and it is tried again.
//! The same months always give the same tables, and a later month never changes an earlier table.
//!
//! Where months were restated, the tables that stood before are made again first. What they hid stays hidden; what they showed, and
//! is the same now, is known and hides nothing; and the reader of the new tables is taken to know them all.
//!
//! | File | |
//! | --- | --- |
//! | `audit.rs` | what is hidden, release after release |
//! | `reader.rs` | what a reader knows of it |
//! | `version.rs` | counts with their sums, as they stand or stood |

mod audit;
mod reader;
#[cfg(test)]
mod tests;
mod version;

use std::collections::HashSet;

use super::{Rule, Shown};
use crate::cube::ASB;
use audit::{Audit, Past};
use version::{Shape, Version};

/// Months of a window.
const YEAR: usize = 12;
/// Months of a line.
const LINE: usize = 36;

/// Counts by ward, type and month: `[ward][type][month]`.
pub type Counts = Vec<Vec<Vec<u64>>>;

/// A run of months without a gap, as it was counted.
#[derive(Clone, Debug, Default)]
pub struct Months {
    /// The codes of the wards.
    pub wards: Vec<String>,
    /// The types.
    pub kinds: Vec<String>,
    /// What stands now.
    pub counts: Counts,
    /// What stood before months were restated, the oldest first. Empty when none were.
    pub earlier: Vec<Earlier>,
    /// Small areas: code, and the place of the ward they lie in.
    pub areas: Vec<(String, usize)>,
    /// All crime in small areas: `[area][month]`.
    pub in_areas: Vec<Vec<u64>>,
    /// Months whose files do not hold a type, or, without one, not all crime.
    pub unrecorded: HashSet<(usize, Option<usize>)>,
}

/// What stood before months were restated, in the same shapes.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// As [`Months::counts`].
    pub counts: Counts,
    /// As [`Months::in_areas`].
    pub in_areas: Vec<Vec<u64>>,
    /// How many months there were then.
    pub months: usize,
}

/// One window: what may be shown of it, ward by type, with the sums, the small areas and the monthly lines.
#[derive(Clone, Debug, Default)]
pub struct WardTable {
    wards: Vec<String>,
    kinds: Vec<String>,
    areas: Vec<String>,
    cells: Vec<Vec<Shown>>,
    crime: Vec<Shown>,
    kind_sums: Vec<Shown>,
    crime_sum: Shown,
    in_areas: Vec<Shown>,
    crime_line: Vec<bool>,
    cell_line: Vec<bool>,
    kind_line: Vec<bool>,
    /// Types of which a month of the window is not recorded.
    unrecorded: Vec<bool>,
    /// Whether all crime is not recorded in a month of it.
    crime_unrecorded: bool,
}

/// A count of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Cell(usize, usize),
    Ward(usize),
    Kind(usize),
    Area(usize),
    All,
}

fn small(n: u64, minimum: u64) -> bool {
    (1..minimum).contains(&n)
}

/// The months of the window that ends with one.
fn window(at: usize) -> std::ops::RangeInclusive<usize> {
    (at + 1).saturating_sub(YEAR)..=at
}

/// All windows of a run: the table of the month `at` is that of the twelve months, or of fewer at the beginning, that end with it.
#[must_use]
pub fn releases(months: &Months, rule: &Rule) -> Vec<WardTable> {
    let shape = Shape::of(months);
    let mut past: Vec<Past> = Vec::new();
    for it in &months.earlier {
        let version = Version::of(&it.counts, &it.in_areas, &shape);
        let before = std::mem::take(&mut past);
        let mut audit = Audit::new(months, &shape, version, before, rule);
        let tables = audit.releases(it.months);
        past = audit.into_past(tables);
    }
    let now = Version::of(&months.counts, &months.in_areas, &shape);
    let mut audit = Audit::new(months, &shape, now, past, rule);
    let mut tables = audit.releases(usize::MAX);
    for (at, table) in tables.iter_mut().enumerate() {
        let is_unrecorded = |kind| window(at).any(|it| months.unrecorded.contains(&(it, kind)));
        table.unrecorded = (0..months.kinds.len())
            .map(|kind| is_unrecorded(Some(kind)))
            .collect();
        table.crime_unrecorded = is_unrecorded(None);
    }
    tables
}

impl WardTable {
    fn shown(&self, place: Place) -> Shown {
        match place {
            Place::Cell(ward, kind) => self.cells[ward][kind],
            Place::Ward(ward) => self.crime[ward],
            Place::Kind(kind) => self.kind_sums[kind],
            Place::Area(area) => self.in_areas[area],
            Place::All => self.crime_sum,
        }
    }

    /// Whether a place is drawn month by month. Of single types in a ward that is anti-social behaviour alone.
    fn draws(&self, place: Place) -> bool {
        match place {
            Place::Cell(ward, kind) => self.kinds[kind] == ASB && self.cell_line[ward],
            Place::Ward(ward) => self.crime_line[ward],
            Place::Kind(kind) => self.kind_line[kind],
            Place::Area(_) | Place::All => false,
        }
    }

    fn ward(&self, code: &str) -> Option<usize> {
        self.wards.iter().position(|it| it == code)
    }

    fn kind(&self, name: &str) -> Option<usize> {
        self.kinds.iter().position(|it| it == name)
    }

    /// A count that may be shown, where every month of the window has one. What is not in a file is no nought.
    fn recorded(&self, kind: Option<usize>, shown: Shown) -> Shown {
        let missing = kind.map_or(self.crime_unrecorded, |at| {
            self.unrecorded.get(at) == Some(&true)
        });
        if missing { Shown::Unrecorded } else { shown }
    }

    /// One type in a ward.
    #[must_use]
    pub fn cell(&self, ward: &str, kind: &str) -> Shown {
        let at = self.ward(ward).zip(self.kind(kind));
        at.map_or(Shown::Count(0), |(ward, kind)| {
            self.recorded(Some(kind), self.cells[ward][kind])
        })
    }

    /// All crime in a ward, without anti-social behaviour.
    #[must_use]
    pub fn crime(&self, ward: &str) -> Shown {
        self.ward(ward)
            .map_or(Shown::Count(0), |at| self.recorded(None, self.crime[at]))
    }

    /// One type over all wards.
    #[must_use]
    pub fn sum(&self, kind: &str) -> Shown {
        self.kind(kind).map_or(Shown::Count(0), |at| {
            self.recorded(Some(at), self.kind_sums[at])
        })
    }

    /// All crime over all wards, without anti-social behaviour.
    #[must_use]
    pub fn crime_sum(&self) -> Shown {
        self.recorded(None, self.crime_sum)
    }

    /// All crime in a small area.
    #[must_use]
    pub fn area(&self, code: &str) -> Shown {
        let at = self.areas.iter().position(|it| it == code);
        at.map_or(Shown::Hidden, |at| self.recorded(None, self.in_areas[at]))
    }

    /// Whether all crime in a ward may be drawn month by month.
    #[must_use]
    pub fn draws_crime(&self, ward: &str) -> bool {
        self.ward(ward).is_some_and(|at| self.crime_line[at])
    }

    /// Whether anti-social behaviour in a ward may be drawn month by month.
    #[must_use]
    pub fn draws_asb(&self, ward: &str) -> bool {
        self.ward(ward).is_some_and(|at| self.cell_line[at])
    }

    /// Whether a type over all wards may be drawn month by month.
    #[must_use]
    pub fn draws_kind(&self, kind: &str) -> bool {
        self.kind(kind).is_some_and(|at| self.kind_line[at])
    }

    /// Whether the number of all rows in the wards may be told.
    #[must_use]
    pub fn tells_all(&self) -> bool {
        let asb = self
            .kind(ASB)
            .is_none_or(|at| self.kind_sums[at] != Shown::Hidden);
        asb && self.crime_sum != Shown::Hidden
    }
}
