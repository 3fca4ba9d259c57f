//! What may be shown to the public. Every public table of counts passes here.
//!
//! Counts from 1 to one below the place's smallest cell are hidden, and so are as many others as it takes that no total
//! gives a hidden one away (statistics: suppression). A nought is shown: it says nothing about anyone.

use serde::{Deserialize, Serialize};
use statistics::mask;

use crate::cube::ASB;

/// A count as it may be shown. In JSON a number, or null where it is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<u64>", into = "Option<u64>")]
pub enum Shown {
    /// The count.
    Count(u64),
    /// A small count, or one that would give a small count away.
    Hidden,
}

impl From<Option<u64>> for Shown {
    fn from(n: Option<u64>) -> Self {
        n.map_or(Self::Hidden, Self::Count)
    }
}

impl From<Shown> for Option<u64> {
    fn from(it: Shown) -> Self {
        it.count()
    }
}

impl Shown {
    /// The count, if it may be shown.
    #[must_use]
    pub fn count(self) -> Option<u64> {
        match self {
            Self::Count(n) => Some(n),
            Self::Hidden => None,
        }
    }

    /// In a file: the digits, or the word.
    #[must_use]
    pub fn cell(self) -> String {
        self.count()
            .map_or_else(|| "hidden".into(), |n| n.to_string())
    }
}

/// In a public table: the count, or that it is hidden.
impl From<Shown> for web::Cell {
    fn from(it: Shown) -> Self {
        it.count().map_or(Self::Hidden, Self::from)
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(n) => f.write_str(&web::number(*n)),
            Self::Hidden => f.write_str("hidden"),
        }
    }
}

fn shown(counts: &[u64], hidden: &[bool]) -> Vec<Shown> {
    counts
        .iter()
        .zip(hidden)
        .map(|(n, hide)| {
            if *hide {
                Shown::Hidden
            } else {
                Shown::Count(*n)
            }
        })
        .collect()
}

/// Parts whose sum is published: the small areas of a ward, one type over the wards. Two are hidden or none.
#[must_use]
pub fn parts(counts: &[u64], minimum: u64) -> Vec<Shown> {
    let mut hidden: Vec<bool> = counts.iter().map(|n| (1..minimum).contains(n)).collect();
    let sum: u64 = counts
        .iter()
        .zip(&hidden)
        .filter(|(_, hide)| **hide)
        .map(|(n, _)| n)
        .sum();
    let many = hidden.iter().filter(|hide| **hide).count() as u64;
    // A lone hidden count is the sum less the rest. Two counts of 1 each are settled by their sum as well, because each is
    // known to be at least 1; and so are counts that are all as large as hidden ones get.
    let settled = many == 1 || sum == many || sum == many * minimum.saturating_sub(1);
    if many > 0 && settled {
        let companion = (0..counts.len())
            .filter(|at| !hidden[*at])
            .min_by_key(|at| (counts[*at] == 0, counts[*at]));
        if let Some(at) = companion {
            hidden[at] = true;
        }
    }
    shown(counts, &hidden)
}

/// A monthly line: whole, or not at all. One month left out would be the year less the rest.
#[must_use]
pub fn line(counts: &[u64], minimum: u64) -> Option<Vec<u64>> {
    counts
        .iter()
        .all(|n| !(1..minimum).contains(n))
        .then(|| counts.to_vec())
}

/// Counts of a period, ward by type, as they may be shown together with the sums of wards and of types.
#[derive(Clone, Debug)]
pub struct WardTable {
    wards: Vec<String>,
    kinds: Vec<String>,
    cells: Vec<Vec<Shown>>,
    crime: Vec<Shown>,
    kind_sums: Vec<Shown>,
    crime_sum: Shown,
}

impl WardTable {
    /// Hides what must be hidden. Anti-social behaviour is no part of the sum of a ward, so it stands apart.
    #[must_use]
    pub fn new(
        wards: Vec<String>,
        kinds: Vec<String>,
        counts: Vec<Vec<u64>>,
        minimum: u64,
    ) -> Self {
        let is_crime: Vec<bool> = kinds.iter().map(|kind| kind != ASB).collect();
        let crimes: Vec<Vec<u64>> = counts
            .iter()
            .map(|row| {
                row.iter()
                    .zip(&is_crime)
                    .filter(|(_, crime)| **crime)
                    .map(|(n, _)| *n)
                    .collect()
            })
            .collect();
        let hidden = mask(&crimes, minimum);
        let asb_at = is_crime.iter().position(|crime| !crime);
        let asb: Vec<u64> =
            asb_at.map_or_else(Vec::new, |at| counts.iter().map(|row| row[at]).collect());
        let asb = parts(&asb, minimum);
        let cells = crimes
            .iter()
            .zip(&hidden)
            .enumerate()
            .map(|(ward, (row, hide))| {
                let mut cells = shown(row, hide);
                if let Some(at) = asb_at {
                    cells.insert(at, asb[ward]);
                }
                cells
            })
            .collect();
        let sums: Vec<u64> = crimes.iter().map(|row| row.iter().sum()).collect();
        let crime: Vec<Shown> = sums
            .iter()
            .map(|n| {
                if (1..minimum).contains(n) {
                    Shown::Hidden
                } else {
                    Shown::Count(*n)
                }
            })
            .collect();
        // Where the sum of a ward is hidden, the sums over all wards would give it away.
        let whole = !crime.contains(&Shown::Hidden);
        let over = |n: u64| {
            if whole && !(1..minimum).contains(&n) {
                Shown::Count(n)
            } else {
                Shown::Hidden
            }
        };
        let kind_sums = (0..kinds.len())
            .map(|at| over(counts.iter().map(|row| row[at]).sum()))
            .collect();
        let crime_sum = over(sums.iter().sum());
        Self {
            wards,
            kinds,
            cells,
            crime,
            kind_sums,
            crime_sum,
        }
    }

    /// One type in a ward.
    #[must_use]
    pub fn cell(&self, ward: &str, kind: &str) -> Shown {
        let at = self
            .wards
            .iter()
            .position(|it| it == ward)
            .zip(self.kinds.iter().position(|it| it == kind));
        at.map_or(Shown::Count(0), |(ward, kind)| self.cells[ward][kind])
    }

    /// All crime in a ward, without anti-social behaviour.
    #[must_use]
    pub fn crime(&self, ward: &str) -> Shown {
        self.wards
            .iter()
            .position(|it| it == ward)
            .map_or(Shown::Count(0), |at| self.crime[at])
    }

    /// One type over all wards.
    #[must_use]
    pub fn sum(&self, kind: &str) -> Shown {
        self.kinds
            .iter()
            .position(|it| it == kind)
            .map_or(Shown::Count(0), |at| self.kind_sums[at])
    }

    /// All crime over all wards, without anti-social behaviour.
    #[must_use]
    pub fn crime_sum(&self) -> Shown {
        self.crime_sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(shown: &[Shown]) -> Vec<bool> {
        shown.iter().map(|it| *it == Shown::Hidden).collect()
    }

    #[test]
    fn a_lone_small_part_takes_a_companion_with_it() {
        assert_eq!(
            hidden(&parts(&[40, 3, 9, 12], 5)),
            [false, true, true, false]
        );
        assert_eq!(hidden(&parts(&[40, 0, 9], 5)), [false, false, false]);
        assert_eq!(
            hidden(&parts(&[1, 1, 9], 5)),
            [true, true, true],
            "two ones are settled by their sum"
        );
        assert_eq!(
            hidden(&parts(&[4, 4, 9], 5)),
            [true, true, true],
            "and so are two fours"
        );
        assert_eq!(hidden(&parts(&[2, 1, 9], 5)), [true, true, false]);
        assert!(parts(&[], 5).is_empty());
    }

    #[test]
    fn a_line_with_one_small_month_is_not_drawn() {
        assert_eq!(line(&[9, 0, 12], 5), Some(vec![9, 0, 12]));
        assert_eq!(line(&[9, 4, 12], 5), None);
    }

    #[test]
    fn a_small_cell_can_be_had_neither_from_its_ward_nor_from_its_type() {
        let kinds = vec![
            ASB.to_owned(),
            "Burglary".into(),
            "Robbery".into(),
            "Vehicle crime".into(),
        ];
        let counts = vec![
            vec![30, 20, 3, 50],
            vec![40, 30, 9, 60],
            vec![50, 25, 8, 70],
        ];
        let table = WardTable::new(vec!["A".into(), "B".into(), "C".into()], kinds, counts, 5);
        assert_eq!(table.cell("A", "Robbery"), Shown::Hidden);
        let in_row = ["Burglary", "Robbery", "Vehicle crime"]
            .iter()
            .filter(|kind| table.cell("A", kind) == Shown::Hidden)
            .count();
        let in_column = ["A", "B", "C"]
            .iter()
            .filter(|ward| table.cell(ward, "Robbery") == Shown::Hidden)
            .count();
        assert!(in_row >= 2 && in_column >= 2, "{in_row} {in_column}");
        assert_eq!(
            (table.crime("A"), table.sum("Robbery"), table.crime_sum()),
            (Shown::Count(73), Shown::Count(20), Shown::Count(275))
        );
        assert_eq!(table.cell("A", ASB), Shown::Count(30));
    }

    #[test]
    fn a_tiny_ward_takes_the_sums_with_it() {
        let counts = vec![vec![2, 1], vec![40, 50]];
        let table = WardTable::new(
            vec!["A".into(), "B".into()],
            vec!["Burglary".into(), "Robbery".into()],
            counts,
            5,
        );
        assert_eq!(
            (table.crime("A"), table.sum("Burglary"), table.crime_sum()),
            (Shown::Hidden, Shown::Hidden, Shown::Hidden)
        );
    }

    #[test]
    fn hidden_is_null_in_json() {
        let text = serde_json::to_string(&[Shown::Count(7), Shown::Hidden]).unwrap();
        assert_eq!(text, "[7,null]");
        assert_eq!(
            serde_json::from_str::<Vec<Shown>>(&text).unwrap(),
            [Shown::Count(7), Shown::Hidden]
        );
    }
}
