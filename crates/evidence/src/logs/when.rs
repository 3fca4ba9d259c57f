//! Days and times as the files of logs write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

use super::text::short;

/// How times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// As the clocks of the place showed them.
    Local,
    /// Of Greenwich; told by the clocks of this country.
    Greenwich,
}

/// Which part of a date in numbers comes first, where the year comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 31/03/2026, as here.
    DayFirst,
    /// 03/31/2026, as in America.
    MonthFirst,
}

/// Of the dates that can be read in one order alone, one in so many may be in the other: it was mistyped.
const MISTYPED: usize = 100;

/// What is known of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The day.
    pub day: NaiveDate,
    /// The time, where there is one.
    pub time: Option<NaiveTime>,
}

impl When {
    /// As it is written in a file.
    pub fn text(self) -> String {
        self.time.map_or_else(
            || self.day.to_string(),
            |time| self.day.and_time(time).format("%Y-%m-%dT%H:%M").to_string(),
        )
    }
}

const TIMES: [&str; 4] = ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];

/// Reads a day, with or without a time.
pub fn moment(text: &str, clock: Clock, order: Order) -> Option<When> {
    let here = |at: NaiveDateTime| match clock {
        Clock::Greenwich => base::clock::here(at.and_utc()),
        Clock::Local => at,
    };
    let timed = |at: NaiveDateTime| When {
        day: at.date(),
        time: Some(at.time()),
    };
    if let Ok(known) = DateTime::parse_from_rfc3339(text) {
        return Some(timed(match clock {
            Clock::Greenwich => base::clock::here(known.to_utc()),
            Clock::Local => known.naive_local(),
        }));
    }
    // A T between two digits, or a gap: there is one in OCT as well.
    let digit = |at: Option<usize>| {
        let byte = at.and_then(|at| text.as_bytes().get(at));
        byte.is_some_and(u8::is_ascii_digit)
    };
    let between = text
        .match_indices(['T', ' '])
        .find(|(at, it)| *it == " " || digit(at.checked_sub(1)) && digit(Some(at + 1)));
    let (day, time) = between.map_or((text, ""), |(at, _)| (&text[..at], text[at + 1..].trim()));
    let form = match (day.get(..4).is_some_and(all_digits), order) {
        (true, _) => "%Y/%m/%d",
        (false, _) if day.contains(char::is_alphabetic) => "%d/%b/%Y",
        (false, Order::DayFirst) => "%d/%m/%Y",
        (false, Order::MonthFirst) => "%m/%d/%Y",
    };
    let day = NaiveDate::parse_from_str(&day.replace(['-', '.'], "/"), form).ok()?;
    if time.is_empty() {
        return Some(When { day, time: None });
    }
    let time = TIMES
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(time, form).ok())?;
    Some(timed(here(day.and_time(time))))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_digit())
}

/// The only order in which this can be a date, where there is but one.
fn proves(text: &str) -> Option<Order> {
    let mut parts = text.splitn(3, ['/', '-', '.']);
    let [first, second] = [parts.next()?, parts.next()?].map(|it| it.parse::<u8>().ok());
    match (first?, second?) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// What the dates of a file say of their order: how many can be read in that one alone, and the first of them.
#[derive(Default)]
pub struct Orders {
    day_first: (usize, String),
    month_first: (usize, String),
}

impl Orders {
    /// A date in a line.
    pub fn see(&mut self, line: u64, text: &str) {
        let seen = match proves(text) {
            None => return,
            Some(Order::DayFirst) => &mut self.day_first,
            Some(Order::MonthFirst) => &mut self.month_first,
        };
        if seen.0 == 0 {
            seen.1 = format!("\"{}\" in line {line}", short(text));
        }
        seen.0 += 1;
    }

    /// Read in the wrong order, 3 April would be kept as 4 March and nobody would see it.
    pub fn agree(self, order: Order) -> Result<(), String> {
        let ((own, _), (others, other), words) = match order {
            Order::DayFirst => (self.day_first, self.month_first, "month"),
            Order::MonthFirst => (self.month_first, self.day_first, "day"),
        };
        let why = if others * MISTYPED <= own {
            return Ok(());
        } else if own == 0 {
            format!(
                "The dates of the file have the {words} first, as {other}. Choose that here, and choose the file again."
            )
        } else {
            format!(
                "The file has dates of both orders, so a date such as 03/04/2026 cannot be read: the {words} stands first in {other}. Write them all alike, best as 2026-04-03."
            )
        };
        Err(why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_read_as_files_write_them() {
        for (text, order, is) in [
            ("2026-03-31", Order::DayFirst, Some("2026-03-31")),
            ("2026/03/31", Order::MonthFirst, Some("2026-03-31")),
            ("31/03/2026", Order::DayFirst, Some("2026-03-31")),
            ("3/4/2026 9:05", Order::DayFirst, Some("2026-04-03T09:05")),
            ("3/4/2026 9:05", Order::MonthFirst, Some("2026-03-04T09:05")),
            (
                "31.03.2026 23:59:59",
                Order::DayFirst,
                Some("2026-03-31T23:59"),
            ),
            ("31-Mar-2026", Order::MonthFirst, Some("2026-03-31")),
            ("05-OCT-2025", Order::DayFirst, Some("2025-10-05")),
            (
                "05-OCT-2025 14:05",
                Order::DayFirst,
                Some("2025-10-05T14:05"),
            ),
            (
                "03/31/2026 01:30:00 PM",
                Order::MonthFirst,
                Some("2026-03-31T13:30"),
            ),
            (
                "2026-03-31T12:00:00.000",
                Order::DayFirst,
                Some("2026-03-31T12:00"),
            ),
            ("03/31/2026", Order::DayFirst, None),
            ("31/03/2026", Order::MonthFirst, None),
            ("2026-03-31 25:00", Order::DayFirst, None),
            ("2026", Order::DayFirst, None),
            ("é/é", Order::DayFirst, None),
        ] {
            let read = moment(text, Clock::Local, order).map(When::text);
            assert_eq!(read.as_deref(), is, "{text}");
        }
    }

    #[test]
    fn some_dates_can_be_read_in_one_order_alone() {
        assert_eq!(proves("31/03/2026"), Some(Order::DayFirst));
        assert_eq!(proves("03/31/2026 12:00"), Some(Order::MonthFirst));
        for both in ["03/04/2026", "2026-03-31", "40/03/2026", "31-Mar-2026", ""] {
            assert_eq!(proves(both), None, "{both}");
        }
    }
}
