//! Rows as they are kept: small, in the order of month and point, so that the rows of a point are a slice.

use super::places::NOWHERE;
use super::read::Id;
use crate::Month;

/// A crime.
#[derive(Clone, Debug)]
pub(super) struct Crime {
    pub number: u64,
    pub place: u32,
    pub month: Month,
    pub category: u16,
    /// What became of it; 0 is nothing known.
    pub outcome: u16,
    pub outcome_month: Month,
    pub context: u16,
    pub force: u16,
    pub railways: bool,
    pub id: Id,
}

/// What became of a crime, in the month it was recorded.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub month: Month,
    pub place: u32,
    pub code: u16,
    /// Its turn in the files.
    pub order: u32,
    /// The crime it is about.
    pub crime: u32,
    /// The first crime of the same id.
    pub first: u32,
}

/// The text columns of a stop, in the order their words are kept.
pub(super) const STOP_TEXTS: [&str; 12] = [
    "type",
    "part_of_operation",
    "operation",
    "gender",
    "age_range",
    "self_defined_ethnicity",
    "officer_defined_ethnicity",
    "legislation",
    "object_of_search",
    "outcome",
    "outcome_linked",
    "outer_clothing_removed",
];

/// A stop.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub month: Month,
    pub place: u32,
    pub at: i64,
    pub force: u16,
    pub texts: [u16; 12],
}

pub(super) trait Row {
    fn month(&self) -> Month;
    fn place(&self) -> u32;
}

macro_rules! row {
    ($($name:ident),+) => {
        $(impl Row for $name {
            fn month(&self) -> Month {
                self.month
            }
            fn place(&self) -> u32 {
                self.place
            }
        })+
    };
}
row!(Crime, Outcome, Stop);

/// A month: where its rows begin, where those of each point begin, and where those without a point begin and end.
#[derive(Debug, Default)]
struct Span {
    starts: Vec<u32>,
    end: u32,
}

/// Rows of one kind.
#[derive(Debug)]
pub(super) struct Monthly<T> {
    rows: Vec<T>,
    first: Month,
    spans: Vec<Span>,
}

impl<T: Row> Monthly<T> {
    /// Lays rows out from a first month on. Rows of months before it stand at the end and belong to no month.
    pub fn new(mut rows: Vec<T>, first: Month, places: usize, order: impl Fn(&T) -> u64) -> Self {
        let slot = |row: &T| {
            let months = row.month().number().checked_sub(first.number());
            months.unwrap_or(u16::MAX)
        };
        rows.sort_by_key(|row| (slot(row), row.place(), order(row)));
        rows.shrink_to_fit();
        let mut at = 0;
        // Those before the first month stand last.
        let months = rows.iter().map(|row| slot(row).wrapping_add(1));
        let many = months.filter(|it| *it != 0).max().unwrap_or(0);
        let spans = (0..many)
            .map(|month| {
                if at == rows.len() || slot(&rows[at]) != month {
                    return Span::default();
                }
                let mut starts = Vec::with_capacity(places + 1);
                for place in 0..places as u32 {
                    starts.push(at as u32);
                    while at < rows.len() && slot(&rows[at]) == month && rows[at].place() == place {
                        at += 1;
                    }
                }
                starts.push(at as u32);
                while at < rows.len() && slot(&rows[at]) == month && rows[at].place() == NOWHERE {
                    at += 1;
                }
                Span {
                    starts,
                    end: at as u32,
                }
            })
            .collect();
        Self { rows, first, spans }
    }

    pub fn none() -> Self {
        Self {
            rows: Vec::new(),
            first: Month::from_number(0),
            spans: Vec::new(),
        }
    }

    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    pub fn rows_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }

    fn span(&self, month: Month) -> Option<&Span> {
        let at = month.number().checked_sub(self.first.number())?;
        self.spans.get(usize::from(at))
    }

    /// The rows of a month at some points.
    pub fn at(&self, month: Month, places: &[u32]) -> Vec<&T> {
        let mut found = Vec::new();
        let Some(span) = self.span(month) else {
            return found;
        };
        for place in places {
            let from = *place as usize;
            let bounds = span.starts.get(from).zip(span.starts.get(from + 1));
            if let Some((from, until)) = bounds {
                found.extend(&self.rows[*from as usize..*until as usize]);
            }
        }
        found
    }

    /// The rows of a month without a point.
    pub fn nowhere(&self, month: Month) -> &[T] {
        let range = self.span(month).and_then(|span| {
            let from = *span.starts.last()?;
            Some(from as usize..span.end as usize)
        });
        &self.rows[range.unwrap_or(0..0)]
    }

    /// All rows of a month.
    pub fn of(&self, month: Month) -> &[T] {
        let range = self.span(month).and_then(|span| {
            let from = *span.starts.first()?;
            Some(from as usize..span.end as usize)
        });
        &self.rows[range.unwrap_or(0..0)]
    }
}
