//! A calendar month, the finest time unit of published crime.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month from 1970 on, written `2019-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u16);

impl Month {
    /// `None` unless the year lies between 1970 and 2099 and the month between 1 and 12.
    pub fn new(year: u16, month: u8) -> Option<Self> {
        let sensible = (1970..2100).contains(&year) && (1..=12).contains(&month);
        sensible.then(|| Self((year - 1970) * 12 + u16::from(month) - 1))
    }

    /// Reads `2019-02`.
    pub fn parse(text: &[u8]) -> Option<Self> {
        match text {
            [y @ .., b'-', a, b] if y.len() == 4 => Self::from_digits(y, &[*a, *b]),
            _ => None,
        }
    }

    /// Reads `201902`, as column names of ward counts are written.
    pub fn parse_compact(text: &[u8]) -> Option<Self> {
        (text.len() == 6).then(|| Self::from_digits(&text[..4], &text[4..]))?
    }

    fn from_digits(year: &[u8], month: &[u8]) -> Option<Self> {
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u16, |n, d| {
                d.is_ascii_digit().then(|| n * 10 + u16::from(d - b'0'))
            })
        };
        Self::new(number(year)?, u8::try_from(number(month)?).ok()?)
    }

    /// The calendar year.
    pub fn year(self) -> u16 {
        1970 + self.0 / 12
    }

    /// The month of the year, 1 to 12.
    pub fn of_year(self) -> u8 {
        (self.0 % 12 + 1) as u8
    }

    /// The month `months` later, or earlier when negative; stays within 1970 and 2099.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self((i32::from(self.0) + months).clamp(0, 130 * 12 - 1) as u16)
    }

    /// Months since January 1970.
    pub fn number(self) -> u16 {
        self.0
    }

    /// The first of the month, as the store keeps it.
    pub fn day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(i32::from(self.year()), u32::from(self.of_year()), 1)
            .expect("a month between 1970 and 2099 has a first day")
    }

    /// The month a day lies in; `None` before 1970 and after 2099.
    pub fn of_day(day: NaiveDate) -> Option<Self> {
        Self::new(
            u16::try_from(day.year()).ok()?,
            u8::try_from(day.month()).ok()?,
        )
    }

    /// "February 2019".
    pub fn words(self) -> String {
        base::clock::month(self.day())
    }

    pub(crate) fn from_number(number: u16) -> Self {
        Self(number.min(130 * 12 - 1))
    }

    /// How many days the month has.
    pub fn days(self) -> u32 {
        (self.plus(1).first_day() - self.first_day()) as u32
    }

    /// Days from 1 January 1970 to the first of the month.
    pub fn first_day(self) -> i32 {
        days_from_civil(i64::from(self.year()), i64::from(self.of_year()), 1) as i32
    }
}

/// Days since 1 January 1970 in the Gregorian calendar.
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day falls at the end (Hinnant).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year and month a day since 1 January 1970 falls in.
pub(crate) fn month_of_day(days: i64) -> (i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (year + era * 400 + i64::from(month <= 2), month)
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year())
    }
}

impl std::str::FromStr for Month {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text.as_bytes())
            .ok_or_else(|| format!("\"{text}\" is not a month such as 2019-02"))
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written_alike() {
        let m = Month::parse(b"2019-02").unwrap();
        assert_eq!((m.to_string().as_str(), m.days()), ("2019-02", 28));
        assert_eq!(Month::parse_compact(b"201902"), Some(m));
        assert_eq!(m.plus(-2).to_string(), "2018-12");
        assert_eq!(m.plus(12).days(), 29);
    }

    #[test]
    fn what_is_not_a_month_is_refused() {
        for bad in [
            "2019-13",
            "2019-00",
            "2019-1",
            "19-01",
            "2019/01",
            "",
            "abcd-ef",
            "2150-01",
            "2019-01-01",
        ] {
            assert_eq!(Month::parse(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn days_and_months_agree_for_a_century() {
        for n in 0..130 * 12 - 1 {
            let m = Month::from_number(n);
            assert_eq!(
                month_of_day(i64::from(m.first_day())),
                (i64::from(m.year()), i64::from(m.of_year()))
            );
            let last = i64::from(m.first_day()) + i64::from(m.days()) - 1;
            assert_eq!(
                month_of_day(last),
                (i64::from(m.year()), i64::from(m.of_year()))
            );
        }
    }
}
