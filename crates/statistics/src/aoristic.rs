//! When it happens, hour by weekday, where nobody saw it happen.
//!
//! **Method**: an event that took place some time between two moments is shared out over the hours between, in proportion to the minutes of
//! each. A burglary between 9 on Monday and 17 gives an eighth to each of those hours.
//!
//! **Source**: Ratcliffe and McCullagh (1998).
//!
//! **Unit**: events, in a table of seven days (Monday first) by 24 hours.
//!
//! **Limits**: it is what is known, not what happened: wide spans flatten the table. Spans longer than a week say nothing of the
//! hour: they are counted apart. Say what share of events had a known hour.
//!
//! **Example**: Monday 9:30 to 11:00: 30 of 90 minutes in hour 9 and 60 in hour 10, so 0.333 and 0.667.

use serde::Serialize;

const MINUTES_A_WEEK: i64 = 7 * 24 * 60;

/// Events by weekday and hour.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HourByWeekday {
    /// Events, Monday first, by hour.
    pub events: [[f64; 24]; 7],
    /// Events whose span lies within one hour.
    pub hour_known: usize,
    /// Events shared out over more than one hour.
    pub shared_out: usize,
    /// Events whose span was longer than a week, or ended before it began: not in the table.
    pub left_out: usize,
}

/// The table. Each event is its first and last possible minute, counted from any Monday at midnight, local time.
pub fn hour_by_weekday(spans: impl IntoIterator<Item = (i64, i64)>) -> HourByWeekday {
    hour_by_weekday_told(spans, |it| it)
}

/// The same for minutes of a clock that is never put forward or back; `local` tells what the clocks of the place show at such a minute.
/// So a span over the night in which clocks change is as long as it was.
pub fn hour_by_weekday_told(
    spans: impl IntoIterator<Item = (i64, i64)>,
    local: impl Fn(i64) -> i64,
) -> HourByWeekday {
    let mut table = HourByWeekday {
        events: [[0.0; 24]; 7],
        hour_known: 0,
        shared_out: 0,
        left_out: 0,
    };
    for (from, to) in spans {
        let Some(length) = to
            .checked_sub(from)
            .filter(|it| (0..=MINUTES_A_WEEK).contains(it))
        else {
            table.left_out += 1;
            continue;
        };
        let next_hour = |at: i64| at.saturating_add(60 - local(at).rem_euclid(60));
        if next_hour(from) >= to {
            table.hour_known += 1;
        } else {
            table.shared_out += 1;
        }
        let mut at = from;
        loop {
            let until = next_hour(at).min(to);
            let share = if length == 0 {
                1.0
            } else {
                (until - at) as f64 / length as f64
            };
            let hour = (local(at).rem_euclid(MINUTES_A_WEEK) / 60) as usize;
            table.events[hour / 24][hour % 24] += share;
            if until >= to {
                break;
            }
            at = until;
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_over_the_night_of_the_clocks_is_as_long_as_it_was() {
        // At minute 60 clocks go back from 2 to 1: three hours of which two are called 1.
        let local = |at: i64| if at < 60 { at + 60 } else { at };
        let table = hour_by_weekday_told([(0, 180)], local);
        assert!((table.events[0][1] - 2.0 / 3.0).abs() < 1e-12);
        assert!((table.events[0][2] - 1.0 / 3.0).abs() < 1e-12);
        // 1:30 before to 1:15 after: three quarters of an hour.
        assert_eq!(hour_by_weekday_told([(30, 75)], local).events[0][1], 1.0);
    }

    #[test]
    fn the_worked_example_comes_out() {
        let table = hour_by_weekday([(570, 660)]);
        assert!((table.events[0][9] - 1.0 / 3.0).abs() < 1e-12);
        assert!((table.events[0][10] - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((table.hour_known, table.shared_out), (0, 1));
    }

    #[test]
    fn every_event_counts_once_across_sunday_night_too() {
        let table = hour_by_weekday([(10_050, 10_170), (60, 60), (-30, 30), (0, 10_080)]);
        assert!((table.events.iter().flatten().sum::<f64>() - 4.0).abs() < 1e-9);
        assert_eq!((table.hour_known, table.left_out), (1, 0));
        assert_eq!(
            hour_by_weekday([(5, 4), (0, 10_081), (i64::MIN, i64::MAX)]).left_out,
            3
        );
    }
}
