//! What time it is, and how a date is said.
//!
//! Only the desk asks the clock. Tests and the demonstration set it.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Europe::London;

/// The clock of a running house.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<Mutex<Option<DateTime<Utc>>>>);

impl Clock {
    /// Now, to the microsecond: PostgreSQL keeps no finer, and a value must
    /// read back as it was written.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let set = *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = set.unwrap_or_else(Utc::now);
        now.with_nanosecond(now.nanosecond() / 1000 * 1000)
            .unwrap_or(now)
    }

    /// Stops the clock at a moment (tests, the demonstration's past).
    pub fn set(&self, at: DateTime<Utc>) {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(at);
    }

    /// Lets it run again.
    pub fn run(&self) {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }
}

/// The day in this country.
#[must_use]
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&London).date_naive()
}

/// The day and time on the clocks of this country.
#[must_use]
pub fn here(at: DateTime<Utc>) -> chrono::NaiveDateTime {
    at.with_timezone(&London).naive_local()
}

/// The moment of a day and a time in this country. In the hour that the
/// clocks go forward, the first moment after it.
#[must_use]
pub fn moment(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = day.and_time(time);
    let found = London.from_local_datetime(&local);
    found.earliest().map_or_else(
        || Utc.from_utc_datetime(&local),
        |at| at.with_timezone(&Utc),
    )
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "2026-12-01T19:00:00", in this country, without a zone: as the police data interface says it.
#[must_use]
pub fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&London)
        .format("%Y-%m-%dT%H:%M:%S")
        .to_string()
}

/// "Tuesday 1 December 2026".
#[must_use]
pub fn long_day(day: NaiveDate) -> String {
    format!("{} {}", weekday(day), plain_day(day))
}

/// "1 December 2026".
#[must_use]
pub fn plain_day(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month_name(day.month()), day.year())
}

/// Reads `2026-12-01`: ten characters, so that no year is one that a store cannot keep.
#[must_use]
pub fn written_day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (text.len() == 10 && day.year() > 0).then_some(day)
}

/// "December 2026".
#[must_use]
pub fn month(day: NaiveDate) -> String {
    format!("{} {}", month_name(day.month()), day.year())
}

fn month_name(month: u32) -> &'static str {
    MONTHS[(month as usize - 1).min(11)]
}

fn weekday(day: NaiveDate) -> &'static str {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    DAYS[day.weekday().num_days_from_monday() as usize]
}

/// "7pm", "6:30pm", "noon", "midnight", in this country.
#[must_use]
pub fn time(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&London);
    let (hour, minute) = (local.hour(), local.minute());
    match (hour, minute) {
        (0, 0) => "midnight".into(),
        (12, 0) => "noon".into(),
        _ => {
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            if minute == 0 {
                format!("{hour}{half}")
            } else {
                format!("{hour}:{minute:02}{half}")
            }
        }
    }
}

/// "Tuesday 1 December 2026, 7pm".
#[must_use]
pub fn day_and_time(at: DateTime<Utc>) -> String {
    format!("{}, {}", long_day(day(at)), time(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_are_said_as_people_live_them() {
        let winter = Utc.with_ymd_and_hms(2026, 12, 1, 19, 0, 0).unwrap();
        let summer = Utc.with_ymd_and_hms(2026, 6, 30, 23, 30, 0).unwrap();
        assert_eq!(day_and_time(winter), "Tuesday 1 December 2026, 7pm");
        assert_eq!(day_and_time(summer), "Wednesday 1 July 2026, 12:30am");
        assert_eq!(
            moment(day(summer), NaiveTime::from_hms_opt(0, 30, 0).unwrap()),
            summer
        );
    }
}
