//! A promise for a day, and how fresh the last news to residents is.

use chrono::NaiveDate;

/// How a date that was promised stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Days left; 0 is today.
    In(i64),
    /// Days late.
    Late(i64),
}

impl Due {
    /// A promise for the end of `due`, seen on `today`.
    #[must_use]
    pub fn on(due: NaiveDate, today: NaiveDate) -> Self {
        let left = (due - today).num_days();
        if left >= 0 {
            Self::In(left)
        } else {
            Self::Late(-left)
        }
    }

    /// Days late, if it is.
    #[must_use]
    pub fn late(self) -> Option<i64> {
        match self {
            Self::In(_) => None,
            Self::Late(days) => Some(days),
        }
    }
}

/// How long ago something was last told to residents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Within the promise.
    Fresh,
    /// Past the first limit: the team's list shows it first.
    Amber(i64),
    /// Past the second limit: the Neighbourhood Policing Guarantee counts a
    /// priority without an update for three months as neglected.
    Red(i64),
}

impl Freshness {
    /// The freshness on `today` of something last told on `last`.
    #[must_use]
    pub fn of(last: NaiveDate, today: NaiveDate, amber_days: i64, red_days: i64) -> Self {
        match (today - last).num_days() {
            days if days >= red_days => Self::Red(days),
            days if days >= amber_days => Self::Amber(days),
            _ => Self::Fresh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    #[test]
    fn a_promise_holds_until_the_end_of_its_day() {
        assert_eq!(Due::on(day(22), day(22)), Due::In(0));
        assert_eq!(Due::on(day(6), day(22)).late(), Some(16));
    }

    #[test]
    fn ninety_days_is_amber_and_a_hundred_red() {
        let last = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap();
        let after = |n| last + chrono::Days::new(n);
        assert_eq!(Freshness::of(last, after(89), 90, 100), Freshness::Fresh);
        assert_eq!(
            Freshness::of(last, after(90), 90, 100),
            Freshness::Amber(90)
        );
        assert_eq!(
            Freshness::of(last, after(100), 90, 100),
            Freshness::Red(100)
        );
    }
}
