//! A quarter of a year: in addresses like `2026-Q3`, on pages in months.

use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, Utc};

use crate::clock;

/// A quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter(NaiveDate);

impl Quarter {
    /// The one that a day is in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1).unwrap_or(day))
    }

    /// The one that an address names: `2026-Q3`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (year, quarter) = text.split_once("-Q")?;
        let (year, quarter): (i32, u32) = (year.parse().ok()?, quarter.parse().ok()?);
        if !(2000..2100).contains(&year) || !(1..=4).contains(&quarter) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1).map(Self)
    }

    /// The one so many before.
    #[must_use]
    pub fn back(self, quarters: u32) -> Self {
        Self(self.0 - Months::new(quarters * 3))
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.after().pred_opt().unwrap_or(self.0)
    }

    /// The first day that is no longer in it.
    #[must_use]
    pub fn after(self) -> NaiveDate {
        self.0 + Months::new(3)
    }

    /// Its first moment, and the first after it.
    #[must_use]
    pub fn moments(self) -> (DateTime<Utc>, DateTime<Utc>) {
        let begins = |day| clock::moment(day, NaiveTime::MIN);
        (begins(self.0), begins(self.after()))
    }

    /// "July 2026 to September 2026".
    #[must_use]
    pub fn months(self) -> String {
        let last = self.0 + Months::new(2);
        format!("{} to {}", clock::month(self.0), clock::month(last))
    }

    /// "1 July 2026 to 30 September 2026".
    #[must_use]
    pub fn days(self) -> String {
        format!(
            "{} to {}",
            clock::plain_day(self.0),
            clock::plain_day(self.last())
        )
    }
}

/// As it stands in an address.
impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-Q{}", self.0.year(), self.0.month0() / 3 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_read_as_they_are_written() {
        let it = Quarter::read("2026-Q4").unwrap();
        assert_eq!(
            (
                it.first().to_string(),
                it.last().to_string(),
                it.after().to_string()
            ),
            (
                "2026-10-01".into(),
                "2026-12-31".into(),
                "2027-01-01".into()
            )
        );
        assert_eq!(it.to_string(), "2026-Q4");
        assert_eq!(Quarter::of(it.last()), it);
        assert_eq!(it.back(4).to_string(), "2025-Q4");
        for text in [
            "", "2026", "2026-Q5", "2026-Q0", "x-Q1", "2026-Q", "1999-Q1",
        ] {
            assert_eq!(Quarter::read(text), None, "{text}");
        }
    }
}
