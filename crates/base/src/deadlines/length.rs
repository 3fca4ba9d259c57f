//! How long something may take, and the moment at which that time is over.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::Holidays;
use crate::clock;

/// A length of time as rules state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Length {
    /// True elapsed minutes, for what is decided while somebody waits.
    Minutes(u32),
    /// True elapsed hours: a summer-time change neither adds nor takes one.
    Hours(u32),
    /// Days that are neither a weekend nor a bank holiday, from the day after.
    WorkingDays(u32),
    /// Calendar days, from the day after.
    Days(u32),
    /// Seven calendar days each.
    Weeks(u32),
    /// Calendar months; a day that the last month lacks becomes its last day.
    Months(u32),
    /// Calendar years; 29 February becomes 28 February.
    Years(u32),
    /// To the end of the calendar quarter so many after this one.
    Quarters(u32),
}

impl Length {
    /// The last moment in time when it is counted from `from`. Days, months
    /// and longer lengths end with their last day in this country.
    #[must_use]
    pub fn end(self, from: DateTime<Utc>, calendar: &Holidays) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => from + TimeDelta::minutes(minutes.into()),
            Self::Hours(hours) => from + TimeDelta::hours(hours.into()),
            _ => end_of_day(self.last_day(clock::day(from), calendar)),
        }
    }

    /// The last moment that is this length before `moment`: papers five
    /// working days before a meeting. The day of the moment does not count.
    /// For "clear" days ask for one day more.
    #[must_use]
    pub fn before(self, moment: DateTime<Utc>, calendar: &Holidays) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => moment - TimeDelta::minutes(minutes.into()),
            Self::Hours(hours) => moment - TimeDelta::hours(hours.into()),
            _ => end_of_day(self.day_before(clock::day(moment), calendar)),
        }
    }

    /// The last day when it is counted from `from`. Hours count as whole
    /// days here, rounded up.
    #[must_use]
    pub fn last_day(self, from: NaiveDate, calendar: &Holidays) -> NaiveDate {
        match self {
            Self::Minutes(n) => from + Days::new(u64::from(n.div_ceil(24 * 60))),
            Self::Hours(n) => from + Days::new(u64::from(n.div_ceil(24))),
            Self::WorkingDays(n) => calendar.forward(from, n),
            Self::Days(n) => from + Days::new(n.into()),
            Self::Weeks(n) => from + Days::new(7 * u64::from(n)),
            Self::Months(n) => from + Months::new(n),
            Self::Years(n) => from + Months::new(12 * n),
            Self::Quarters(n) => quarter_end(from, n),
        }
    }

    /// The last day when the first day is itself counted ("21 days beginning
    /// with the day of the notice"). A month beginning with 31 January ends
    /// with February, one beginning with 1 March ends on 31 March.
    #[must_use]
    pub fn last_day_beginning_with(self, first: NaiveDate, calendar: &Holidays) -> NaiveDate {
        let day = self.last_day(first, calendar);
        match self {
            Self::Quarters(_) => day,
            Self::Months(_) | Self::Years(_) if day.day() != first.day() => day,
            Self::WorkingDays(_) => self.last_day(first - Days::new(1), calendar),
            _ => day - Days::new(1),
        }
    }

    /// The day that is this length before `day`.
    #[must_use]
    pub fn day_before(self, day: NaiveDate, calendar: &Holidays) -> NaiveDate {
        match self {
            Self::Minutes(n) => day - Days::new(u64::from(n.div_ceil(24 * 60))),
            Self::Hours(n) => day - Days::new(u64::from(n.div_ceil(24))),
            Self::WorkingDays(n) => calendar.back(day, n),
            Self::Days(n) => day - Days::new(n.into()),
            Self::Weeks(n) => day - Days::new(7 * u64::from(n)),
            Self::Months(n) => day - Months::new(n),
            Self::Years(n) => day - Months::new(12 * n),
            Self::Quarters(n) => quarter_end(day - Months::new(3 * n), 0),
        }
    }

    /// Whether it is counted in minutes or hours, not in whole days.
    #[must_use]
    pub fn is_elapsed(self) -> bool {
        matches!(self, Self::Minutes(_) | Self::Hours(_))
    }

    fn number_and_unit(self) -> (u32, &'static str) {
        match self {
            Self::Minutes(n) => (n, "minute"),
            Self::Hours(n) => (n, "hour"),
            Self::WorkingDays(n) => (n, "working day"),
            Self::Days(n) => (n, "day"),
            Self::Weeks(n) => (n, "week"),
            Self::Months(n) => (n, "month"),
            Self::Years(n) => (n, "year"),
            Self::Quarters(n) => (n, "quarter"),
        }
    }
}

/// The last moment of a day in this country, to the microsecond the clock keeps.
#[must_use]
pub(super) fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    clock::moment(day + Days::new(1), NaiveTime::MIN) - TimeDelta::microseconds(1)
}

fn quarter_end(day: NaiveDate, after: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1)
        .expect("a quarter begins with the first of a month");
    first + Months::new(3 * (after + 1)) - Days::new(1)
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, unit) = self.number_and_unit();
        write!(f, "{n} {unit}{}", if n == 1 { "" } else { "s" })
    }
}

impl FromStr for Length {
    type Err = String;

    /// Reads "72 hours", "1 working day", "3 months".
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("\"{text}\" is not a length such as \"72 hours\" or \"5 working days\"");
        let (number, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let n: u32 = number.parse().map_err(|_| wrong())?;
        if n == 0 || n > 10_000 {
            return Err(format!(
                "\"{text}\": a length is at least 1 and at most 10000"
            ));
        }
        Ok(match unit.strip_suffix('s').unwrap_or(unit) {
            "minute" => Self::Minutes(n),
            "hour" => Self::Hours(n),
            "working day" => Self::WorkingDays(n),
            "day" => Self::Days(n),
            "week" => Self::Weeks(n),
            "month" => Self::Months(n),
            "year" => Self::Years(n),
            "quarter" => Self::Quarters(n),
            _ => return Err(wrong()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn home() -> &'static Holidays {
        Holidays::england_and_wales()
    }

    #[test]
    fn hours_are_true_hours_over_both_clock_changes() {
        for (from, end) in [
            ("2026-10-24T10:00:00Z", "2026-10-27T10:00:00Z"),
            ("2027-03-27T10:00:00Z", "2027-03-30T10:00:00Z"),
        ] {
            let from: DateTime<Utc> = from.parse().unwrap();
            assert_eq!(
                Length::Hours(72).end(from, home()).to_rfc3339(),
                end.replace('Z', "+00:00")
            );
        }
    }

    #[test]
    fn days_end_with_the_day_in_this_country() {
        let from: DateTime<Utc> = "2026-10-23T22:30:00Z".parse().unwrap();
        // 11:30pm on Friday in summer time; the second day after is Sunday, in winter time.
        assert_eq!(
            Length::Days(2).end(from, home()),
            "2026-10-25T23:59:59.999999Z"
                .parse::<DateTime<Utc>>()
                .unwrap()
        );
        assert_eq!(
            Length::Days(1).end(from, home()),
            "2026-10-24T22:59:59.999999Z"
                .parse::<DateTime<Utc>>()
                .unwrap()
        );
    }

    #[test]
    fn working_days_skip_weekends_and_bank_holidays_both_ways() {
        // Christmas 2026: Friday 25th, and Monday 28th for Boxing Day.
        assert_eq!(
            Length::WorkingDays(3).last_day(day(2026, 12, 23), home()),
            day(2026, 12, 30)
        );
        // Back from Tuesday 5 January: 4th, 31st, 30th, 29th, then Thursday 24th.
        assert_eq!(
            Length::WorkingDays(5).day_before(day(2027, 1, 5), home()),
            day(2026, 12, 24)
        );
        assert_eq!(
            Length::WorkingDays(1).last_day(day(2026, 11, 28), home()),
            day(2026, 11, 30)
        );
    }

    #[test]
    fn months_stop_at_the_end_of_a_short_month() {
        assert_eq!(
            Length::Months(1).last_day(day(2027, 1, 31), home()),
            day(2027, 2, 28)
        );
        assert_eq!(
            Length::Months(1).last_day(day(2028, 1, 31), home()),
            day(2028, 2, 29)
        );
        assert_eq!(
            Length::Months(12).last_day(day(2028, 2, 29), home()),
            day(2029, 2, 28)
        );
        assert_eq!(
            Length::Years(1).last_day(day(2028, 2, 29), home()),
            day(2029, 2, 28)
        );
        assert_eq!(
            Length::Months(1).day_before(day(2028, 3, 31), home()),
            day(2028, 2, 29)
        );
    }

    #[test]
    fn a_period_may_count_its_first_day() {
        let end = |length: Length, first| length.last_day_beginning_with(first, home());
        assert_eq!(end(Length::Days(21), day(2026, 12, 1)), day(2026, 12, 21));
        assert_eq!(end(Length::Months(1), day(2027, 3, 1)), day(2027, 3, 31));
        assert_eq!(end(Length::Months(1), day(2027, 1, 31)), day(2027, 2, 28));
        assert_eq!(end(Length::Years(1), day(2028, 2, 29)), day(2029, 2, 28));
        assert_eq!(
            end(Length::WorkingDays(1), day(2026, 11, 27)),
            day(2026, 11, 27)
        );
    }

    #[test]
    fn quarters_end_with_march_june_september_and_december() {
        assert_eq!(
            Length::Quarters(1).last_day(day(2026, 11, 26), home()),
            day(2027, 3, 31)
        );
        assert_eq!(
            Length::Quarters(1).day_before(day(2027, 3, 31), home()),
            day(2026, 12, 31)
        );
    }

    #[test]
    fn a_length_reads_back_as_it_is_said() {
        for text in [
            "15 minutes",
            "72 hours",
            "1 working day",
            "28 days",
            "6 weeks",
            "1 month",
            "3 years",
            "1 quarter",
        ] {
            assert_eq!(text.parse::<Length>().unwrap().to_string(), text);
        }
        assert!("0 days".parse::<Length>().is_err());
        assert!("soon".parse::<Length>().is_err());
    }
}
