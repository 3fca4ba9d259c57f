//! Who is told about a clock, and when: reminders before the end, escalation after it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Length, Running, When, rule::fraction};
use crate::clock;

/// Reminders of clocks that are counted in days come in the morning.
const MORNING: u32 = 8;

/// A reminder or an escalation that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The moment it fell due.
    pub at: DateTime<Utc>,
    /// The moment the rule names.
    pub when: When,
    /// To whom it goes up; `None`: a reminder to the one who must act.
    pub to: Option<String>,
}

impl Running<'_> {
    /// The reminders and escalations that fell due after `after`, up to and
    /// with `until`, in order. A job that asks from where it last asked misses
    /// none and repeats none: a moment once reached stays where it was, because
    /// only a pause that began before it can move it. What was stopped by
    /// `until` needs no telling.
    #[must_use]
    pub fn notices(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Notice> {
        if self.stopped.is_some_and(|stopped| stopped <= until) {
            return Vec::new();
        }
        let reminders = self.rule.reminders.iter().map(|when| (*when, None));
        let escalations = &self.rule.escalations;
        let upwards = escalations.iter().map(|up| (up.when, Some(up.to.clone())));
        let mut due: Vec<Notice> = reminders
            .chain(upwards)
            .filter_map(|(when, to)| {
                Some(Notice {
                    at: self.moment_of(when)?,
                    when,
                    to,
                })
            })
            .filter(|notice| notice.at > after && notice.at <= until)
            .collect();
        due.sort_by_key(|notice| notice.at);
        due
    }

    /// When a notice falls due; `None` while an open pause holds it.
    fn moment_of(&self, when: When) -> Option<DateTime<Utc>> {
        let holidays = self.version.counting.calendar.holidays();
        let planned = self.version.end(self.started);
        let end = || {
            let moved = self.moved(self.version.end_unrolled(self.started), None);
            moved.map(|end| self.version.rolled(end))
        };
        match when {
            When::At(percent) => {
                let at = self.started + fraction(planned - self.started, percent);
                let at = if self.version.length.is_elapsed() {
                    at
                } else {
                    morning(clock::day(at))
                };
                self.moved(at.max(self.started), None)
            }
            When::Before(Length::Minutes(n)) => {
                self.moved(planned - TimeDelta::minutes(n.into()), None)
            }
            When::Before(Length::Hours(n)) => {
                self.moved(planned - TimeDelta::hours(n.into()), None)
            }
            When::Before(length) => self.moved(
                morning(length.day_before(clock::day(planned), holidays)),
                None,
            ),
            When::AtTheEnd => Some(end()? + TimeDelta::microseconds(1)),
            When::After(Length::Minutes(n)) => Some(end()? + TimeDelta::minutes(n.into())),
            When::After(Length::Hours(n)) => Some(end()? + TimeDelta::hours(n.into())),
            When::After(length) => Some(morning(length.last_day(clock::day(end()?), holidays))),
        }
    }
}

fn morning(day: NaiveDate) -> DateTime<Utc> {
    let eight = NaiveTime::from_hms_opt(MORNING, 0, 0).expect("there is an eight o'clock");
    clock::moment(day, eight)
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{at, made};
    use super::super::rule;
    use super::*;

    #[test]
    fn a_job_that_slept_tells_everything_once() {
        let rule = made("72 hours").unwrap();
        let clock = rule.start(at("2026-12-01T10:00")).unwrap();
        let all = clock.notices(at("2026-12-01T10:00"), at("2026-12-10T10:00"));
        assert_eq!(all.len(), 4);
        let mut hour = at("2026-12-01T10:00");
        let mut one_by_one = Vec::new();
        while hour < at("2026-12-10T10:00") {
            let next = hour + TimeDelta::hours(1);
            one_by_one.extend(clock.notices(hour, next));
            hour = next;
        }
        assert_eq!(one_by_one, all);
        assert_eq!(all[2].to.as_deref(), Some("the sergeant"));
        assert_eq!(all[3].at, at("2026-12-05T10:00"));
    }

    #[test]
    fn a_pause_neither_repeats_nor_loses_a_reminder() {
        let rule = made("72 hours").unwrap();
        let run = |asked: &[&str]| {
            let mut clock = rule.start(at("2026-12-01T10:00")).unwrap();
            let mut last = at("2026-12-01T10:00");
            let mut told = Vec::new();
            for moment in asked {
                let now = at(moment);
                // Half time is the 2nd at 10pm; twelve hours before the end the 3rd at 10pm.
                if now > at("2026-12-03T23:00") && clock.pauses().is_empty() {
                    clock.pause(at("2026-12-03T23:00"), "asked back").unwrap();
                }
                if now > at("2026-12-05T23:00") && clock.pauses()[0].until.is_none() {
                    clock.run_on(at("2026-12-05T23:00")).unwrap();
                }
                told.extend(clock.notices(last, now).into_iter().map(|notice| notice.at));
                last = now;
            }
            told
        };
        let often = run(&[
            "2026-12-03T22:30",
            "2026-12-04T12:00",
            "2026-12-05T22:30",
            "2026-12-06T12:00",
            "2026-12-09T00:00",
        ]);
        let seldom = run(&["2026-12-09T00:00"]);
        assert_eq!(often, seldom);
        assert_eq!(often.len(), 4, "{often:?}");
        assert_eq!(often[1], at("2026-12-03T22:00"));
    }

    #[test]
    fn what_was_answered_needs_no_reminder() {
        let mut query = rule("neighbourhood-query")
            .start(at("2026-12-01T10:00"))
            .unwrap();
        query.stop(at("2026-12-02T10:00"));
        assert!(
            query
                .notices(at("2026-12-01T10:00"), at("2026-12-09T10:00"))
                .is_empty()
        );
    }
}
