//! How lengths of time are said: "5 hours left", "2 days late".

use chrono::TimeDelta;

/// "1 day", "16 days".
#[must_use]
pub fn days(n: i64) -> String {
    if n == 1 {
        "1 day".into()
    } else {
        format!("{n} days")
    }
}

/// "1 minute", "5 minutes".
#[must_use]
pub fn minutes(n: u64) -> String {
    if n == 1 {
        "1 minute".into()
    } else {
        format!("{n} minutes")
    }
}

/// "5 hours left", "3 days left". Rounded down: nobody is promised time that
/// is not there.
#[must_use]
pub fn left(time: TimeDelta) -> String {
    format!("{} left", said(time))
}

/// "20 minutes late", "2 days late".
#[must_use]
pub fn late(time: TimeDelta) -> String {
    format!("{} late", said(time))
}

/// Minutes under an hour, hours and minutes under three hours, hours under two days, days from there.
pub(super) fn said(time: TimeDelta) -> String {
    let (minutes, hours, whole_days) = (time.num_minutes(), time.num_hours(), time.num_days());
    match (minutes, hours) {
        (..=0, _) => "less than a minute".into(),
        (..60, _) => counted(minutes, "minute"),
        (_, 1 | 2) => {
            let (hours, rest) = (counted(hours, "hour"), minutes % 60);
            if rest == 0 {
                hours
            } else {
                format!("{hours} {}", counted(rest, "minute"))
            }
        }
        (_, ..48) => format!("{hours} hours"),
        _ => days(whole_days),
    }
}

fn counted(n: i64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_in_the_unit_people_think_in() {
        assert_eq!(
            left(TimeDelta::hours(5) + TimeDelta::minutes(59)),
            "5 hours left"
        );
        assert_eq!(left(TimeDelta::hours(72)), "3 days left");
        assert_eq!(left(TimeDelta::minutes(1)), "1 minute left");
        assert_eq!(left(TimeDelta::minutes(119)), "1 hour 59 minutes left");
        assert_eq!(late(TimeDelta::minutes(121)), "2 hours 1 minute late");
        assert_eq!(left(TimeDelta::hours(2)), "2 hours left");
        assert_eq!(late(TimeDelta::seconds(20)), "less than a minute late");
        assert_eq!(late(TimeDelta::hours(50)), "2 days late");
    }
}
