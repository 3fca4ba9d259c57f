//! What may be shown to the public. Every public table of counts passes here.
//!
//! Counts from 1 to one below the smallest cell are hidden, and so are as many others as it takes that no total gives a
//! hidden one away, nor tells it to within less than the smallest cell (statistics: suppression). A nought is shown: it says nothing
//! about anyone. So a reader knows that a hidden count is at least 1.
//!
//! | What is published | Ask |
//! | --- | --- |
//! | ward by type, with sums, small areas and monthly lines, release after release | [`releases`], kept by [`Cube::told`](crate::cube::Cube::told) |
//! | a table with the sums of its rows and columns, and other tables of the same people | [`Grid`] |
//! | parts of one sum: one column, one list | [`parts`] |
//! | one line of months | [`line`] |
//! | a count by itself | [`alone`] |
//!
//! [`Rule::of`] the place says how small is small. Which page asks for what: docs/decisions/0011-small-counts.md.

mod grid;
mod release;
mod told;

use base::place::Publishing;
use serde::{Deserialize, Serialize};
use statistics::Table;

pub use grid::Grid;
pub use release::{Counts, Earlier, Months, WardTable, releases};
pub use told::Told;

/// How small is small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The smallest count that is shown.
    pub minimum: u64,
    sensitive: u64,
    kinds: Vec<String>,
}

impl Rule {
    /// The smallest counts that are shown: of anything, and of sensitive types.
    #[must_use]
    pub fn new(minimum: u64, sensitive: u64, kinds: Vec<String>) -> Self {
        Self {
            minimum,
            sensitive,
            kinds,
        }
    }

    /// As the place profile says.
    #[must_use]
    pub fn of(it: &Publishing) -> Self {
        Self {
            minimum: it.minimum_cell.into(),
            sensitive: it.minimum_cell_sensitive.into(),
            kinds: it.sensitive_kinds.clone(),
        }
    }

    /// The smallest count of a type that is shown: more for hate crime, domestic abuse and children.
    #[must_use]
    pub fn minimum(&self, kind: &str) -> u64 {
        if self.is_sensitive(kind) {
            self.sensitive
        } else {
            self.minimum
        }
    }

    /// Whether a type is one of those. Rows of it are not passed on one by one either.
    #[must_use]
    pub fn is_sensitive(&self, kind: &str) -> bool {
        self.kinds.contains(&wards::wards::slug(kind))
    }
}

/// A count as it may be shown. Kept as a number, as null where it is hidden, and as a word where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Shown {
    /// The count.
    Count(u64),
    /// A small count, or one that would give a small count away.
    #[default]
    Hidden,
    /// There is no count, and no nought: the files of some months do not hold it.
    Unrecorded,
}

/// A count as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Count(u64),
    Hidden,
    Unrecorded(NotRecorded),
}

#[derive(Serialize, Deserialize)]
enum NotRecorded {
    #[serde(rename = "not recorded")]
    It,
}

impl From<Written> for Shown {
    fn from(it: Written) -> Self {
        match it {
            Written::Count(n) => Self::Count(n),
            Written::Hidden => Self::Hidden,
            Written::Unrecorded(NotRecorded::It) => Self::Unrecorded,
        }
    }
}

impl From<Shown> for Written {
    fn from(it: Shown) -> Self {
        match it {
            Shown::Count(n) => Self::Count(n),
            Shown::Hidden => Self::Hidden,
            Shown::Unrecorded => Self::Unrecorded(NotRecorded::It),
        }
    }
}

impl Shown {
    /// The count, if it may be shown.
    #[must_use]
    pub fn count(self) -> Option<u64> {
        match self {
            Self::Count(n) => Some(n),
            Self::Hidden | Self::Unrecorded => None,
        }
    }

    /// In a file: the digits, the word, or nothing where there is no count.
    #[must_use]
    pub fn cell(self) -> String {
        match self {
            Self::Count(n) => n.to_string(),
            Self::Hidden => "hidden".into(),
            Self::Unrecorded => String::new(),
        }
    }
}

/// In a public table: the count, that it is hidden, or nothing where there is none.
impl From<Shown> for web::Cell {
    fn from(it: Shown) -> Self {
        match it {
            Shown::Count(n) => Self::from(n),
            Shown::Hidden => Self::Hidden,
            Shown::Unrecorded => Self::Nothing,
        }
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(n) => f.write_str(&web::number(*n)),
            Self::Hidden => f.write_str("hidden"),
            Self::Unrecorded => f.write_str("not recorded"),
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

/// A count that is part of no sum, or whose sums are not published.
#[must_use]
pub fn alone(count: u64, minimum: u64) -> Shown {
    if (1..minimum).contains(&count) {
        Shown::Hidden
    } else {
        Shown::Count(count)
    }
}

/// Parts whose sum is published: the small areas of a ward, one type over the wards.
#[must_use]
pub fn parts(counts: &[u64], minimum: u64) -> Vec<Shown> {
    let none = vec![false; counts.len()];
    let hidden = companions(counts, &none, &none, &vec![minimum; counts.len()]);
    shown(counts, &hidden)
}

/// What is hidden of a line whose sum is told: what is small, these, and as many others as it takes. Where nothing else helps,
/// all of it, noughts too: then any of them may be a nought. What was told before stays, and protects nothing.
fn companions(counts: &[u64], own: &[bool], told: &[bool], minimums: &[u64]) -> Vec<bool> {
    let mut line = Table::line(counts, minimums);
    for at in 0..counts.len() {
        if told[at] {
            line.keep(0, at);
        } else if own[at] {
            line.hide(0, at);
        }
    }
    let is_safe = line.protect();
    (0..counts.len())
        .map(|at| !told[at] && (!is_safe || line.is_hidden(0, at)))
        .collect()
}

/// A monthly line: whole, or not at all. One month left out would be the year less the rest.
#[must_use]
pub fn line(counts: &[u64], minimum: u64) -> Option<Vec<u64>> {
    counts
        .iter()
        .all(|n| !(1..minimum).contains(n))
        .then(|| counts.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::ASB;

    /// A year of which every month is a twelfth is no matter here: all of it lies in the first of twelve months.
    fn year(wards: &[&str], kinds: Vec<String>, counts: Vec<Vec<u64>>) -> WardTable {
        let months = |n: u64| (0..12).map(|at| if at == 11 { n } else { 0 }).collect();
        let months = Months {
            wards: wards.iter().map(|it| (*it).to_owned()).collect(),
            kinds,
            counts: counts
                .into_iter()
                .map(|row| row.into_iter().map(months).collect())
                .collect(),
            ..Months::default()
        };
        releases(&months, &rule()).pop().unwrap()
    }

    fn rule() -> Rule {
        Rule {
            minimum: 5,
            sensitive: 10,
            kinds: vec!["hate-crime".into()],
        }
    }

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
        assert_eq!(
            hidden(&parts(&[2, 1, 9], 5)),
            [true, true, true],
            "1 and 2, or 2 and 1"
        );
        assert_eq!(hidden(&parts(&[4, 3, 9], 5)), [true, true, false]);
        assert_eq!(
            hidden(&parts(&[3, 2, 0], 5)),
            [true, true, true],
            "nothing else could help, so any may be a nought"
        );
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
        let table = year(&["A", "B", "C"], kinds, counts);
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
        let kinds = vec!["Burglary".into(), "Robbery".into()];
        let table = year(&["A", "B"], kinds, counts);
        assert_eq!(
            (table.crime("A"), table.sum("Burglary"), table.crime_sum()),
            (Shown::Hidden, Shown::Hidden, Shown::Hidden)
        );
    }

    #[test]
    fn hidden_is_null_in_json() {
        let all = [Shown::Count(7), Shown::Hidden, Shown::Unrecorded];
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(text, "[7,null,\"not recorded\"]");
        assert_eq!(serde_json::from_str::<Vec<Shown>>(&text).unwrap(), all);
    }
}
