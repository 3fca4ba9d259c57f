//! A clock that was started: its pauses, its end, and how it stands in words.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::London;
use thiserror::Error;

use super::{Kind, Length, Rule, Version, days, late, left, words::said};
use crate::clock;

/// A time in which a clock stood still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; open while it lasts.
    pub until: Option<DateTime<Utc>>,
    /// Why, in words without personal data.
    pub why: String,
}

/// How a clock stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is time left.
    Running,
    /// It stands still.
    Paused {
        /// Since when.
        since: DateTime<Utc>,
        /// Why.
        why: String,
    },
    /// The time is over and nothing was done.
    Overdue,
    /// Done in time.
    InTime,
    /// Done, but late.
    Late,
}

/// Why a clock cannot be paused or run on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CannotPause {
    /// The rule knows no pause.
    #[error("{0}: this clock cannot be paused.")]
    Never(String),
    /// It stands already.
    #[error("This clock is already paused.")]
    Already,
    /// It runs.
    #[error("This clock is not paused.")]
    NotPaused,
    /// It was stopped.
    #[error("This was answered already.")]
    Stopped,
    /// The moments are in the wrong order.
    #[error("That moment is before the last one recorded.")]
    Backwards,
}

/// A started clock.
#[derive(Clone, Debug)]
pub struct Running<'r> {
    pub(super) rule: &'r Rule,
    pub(super) version: &'r Version,
    pub(super) started: DateTime<Utc>,
    pub(super) pauses: Vec<Pause>,
    pub(super) stopped: Option<DateTime<Utc>>,
}

impl<'r> Running<'r> {
    pub(super) fn new(rule: &'r Rule, version: &'r Version, started: DateTime<Utc>) -> Self {
        Self {
            rule,
            version,
            started,
            pauses: Vec::new(),
            stopped: None,
        }
    }

    /// The clock as a store kept it: pauses and the moment it was stopped. A
    /// moment in two pauses counts once.
    #[must_use]
    pub fn restored(mut self, mut pauses: Vec<Pause>, stopped: Option<DateTime<Utc>>) -> Self {
        pauses.sort_by_key(|pause| pause.from);
        for pause in pauses {
            let last = self.pauses.last().map(|last| last.until);
            let from = match last {
                Some(None) => break,
                Some(Some(until)) => pause.from.max(until),
                None => pause.from.max(self.started),
            };
            if pause.until.is_none_or(|until| until > from) {
                self.pauses.push(Pause { from, ..pause });
            }
        }
        if let Some(at) = stopped {
            self.stop(at);
        }
        self
    }

    /// Its rule.
    #[must_use]
    pub fn rule(&self) -> &'r Rule {
        self.rule
    }

    /// The version of the rule it keeps to.
    #[must_use]
    pub fn version(&self) -> &'r Version {
        self.version
    }

    /// Pauses, oldest first.
    #[must_use]
    pub fn pauses(&self) -> &[Pause] {
        &self.pauses
    }

    /// Lets it stand still from a moment on.
    ///
    /// # Errors
    /// When the rule knows no pause, it stands already, or the moment is before
    /// the last one recorded.
    pub fn pause(&mut self, from: DateTime<Utc>, why: &str) -> Result<(), CannotPause> {
        if self.rule.pauses.is_none() {
            return Err(CannotPause::Never(self.rule.what.clone()));
        }
        if self.stopped.is_some() {
            return Err(CannotPause::Stopped);
        }
        let last = match self.pauses.last() {
            Some(Pause { until: None, .. }) => return Err(CannotPause::Already),
            Some(Pause {
                until: Some(until), ..
            }) => *until,
            None => self.started,
        };
        if from < last {
            return Err(CannotPause::Backwards);
        }
        self.pauses.push(Pause {
            from,
            until: None,
            why: why.into(),
        });
        Ok(())
    }

    /// Lets it run on.
    ///
    /// # Errors
    /// When it is not paused, or the moment is before the pause.
    pub fn run_on(&mut self, at: DateTime<Utc>) -> Result<(), CannotPause> {
        match self.pauses.last_mut() {
            Some(pause) if pause.until.is_none() && at < pause.from => Err(CannotPause::Backwards),
            Some(pause) if pause.until.is_none() => {
                pause.until = Some(at);
                Ok(())
            }
            _ => Err(CannotPause::NotPaused),
        }
    }

    /// Stops it: answered, done. An open pause ends with it.
    pub fn stop(&mut self, at: DateTime<Utc>) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.until.get_or_insert(at.max(pause.from));
        }
        self.stopped = Some(at);
    }

    /// The last moment in time, as seen at `now`: while it is paused the end
    /// moves on with every moment.
    #[must_use]
    pub fn end(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let moved = self.moved(self.version.end_unrolled(self.started), Some(now));
        self.version
            .rolled(moved.expect("an open pause is counted until now"))
    }

    /// How it stands at `now`.
    #[must_use]
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        match self.stopped {
            Some(at) if at <= self.end(at) => return Standing::InTime,
            Some(_) => return Standing::Late,
            None => {}
        }
        if now > self.end(now) {
            return Standing::Overdue;
        }
        match self.pauses.last() {
            Some(Pause {
                from,
                until: None,
                why,
            }) if *from <= now => Standing::Paused {
                since: *from,
                why: why.clone(),
            },
            _ => Standing::Running,
        }
    }

    /// Time left at `now`, if any is.
    #[must_use]
    pub fn remaining(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let left = self.end(now) - now;
        (self.stopped.is_none() && left >= TimeDelta::zero()).then_some(left)
    }

    /// How late it is at `now`, or was when it was stopped.
    #[must_use]
    pub fn late(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let at = self.stopped.unwrap_or(now);
        let late = at - self.end(at);
        (late > TimeDelta::zero()).then_some(late)
    }

    /// "5 hours left", "3 working days left", "2 days late", "in time".
    #[must_use]
    pub fn words(&self, now: DateTime<Utc>) -> String {
        let at = self.stopped.unwrap_or(now);
        match self.standing(now) {
            Standing::Running => self.left_words(now),
            Standing::Paused { .. } => format!("paused, {}", self.left_words(now)),
            Standing::Overdue if self.rule.kind == Kind::Lasts => {
                format!("ended {} ago", self.overrun(at))
            }
            Standing::Overdue | Standing::Late if self.version.length.is_elapsed() => {
                late(at - self.end(at))
            }
            Standing::Overdue | Standing::Late => format!("{} late", self.overrun(at)),
            Standing::InTime => "in time".into(),
        }
    }

    fn left_words(&self, now: DateTime<Utc>) -> String {
        let end = self.end(now);
        let (today, last) = (clock::day(now), clock::day(end));
        let holidays = self.version.counting.calendar.holidays();
        match self.version.length {
            Length::Minutes(_) | Length::Hours(_) => left(end - now),
            _ if today == last => "today is the last day".into(),
            Length::WorkingDays(_) => match holidays.working_days_between(today, last) {
                1 => "1 working day left".into(),
                n => format!("{n} working days left"),
            },
            _ => format!("{} left", days((last - today).num_days())),
        }
    }

    fn overrun(&self, at: DateTime<Utc>) -> String {
        let end = self.end(at);
        if self.version.length.is_elapsed() {
            said(at - end)
        } else {
            days((clock::day(at) - clock::day(end)).num_days())
        }
    }

    /// A moment of the clock moved on by the pauses that began before it. An
    /// open pause counts until `open_until`; without that, nothing comes of it.
    pub(super) fn moved(
        &self,
        at: DateTime<Utc>,
        open_until: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        let mut at = at;
        for pause in &self.pauses {
            if pause.from >= at {
                break;
            }
            let until = pause
                .until
                .or(open_until.map(|until| until.max(pause.from)))?;
            at = self.later(at, pause.from, until).max(until);
        }
        Some(at)
    }

    /// Hours move by the exact time paused. Days move by the days on whose end
    /// the clock stood still: a pause within one day takes none.
    fn later(&self, at: DateTime<Utc>, from: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
        let length = self.version.length;
        if length.is_elapsed() {
            return at + (until - from);
        }
        let holidays = self.version.counting.calendar.holidays();
        let started = clock::day(self.started);
        let counts = |day: &NaiveDate| {
            *day > started || (self.version.counting.first_day_counts && *day == started)
        };
        let paused = clock::day(from)
            .iter_days()
            .take_while(|day| *day < clock::day(until))
            .filter(counts);
        let day = clock::day(at);
        let day = if matches!(length, Length::WorkingDays(_)) {
            let n = paused.filter(|day| holidays.is_working(*day)).count();
            holidays.forward(day, u32::try_from(n).unwrap_or(u32::MAX))
        } else {
            day + Days::new(paused.count() as u64)
        };
        clock::moment(day, at.with_timezone(&London).time())
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{at, made};
    use super::super::rule;
    use super::*;

    #[test]
    fn a_query_runs_out_in_seventy_two_hours_and_says_so() {
        let mut query = rule("neighbourhood-query")
            .start(at("2026-10-24T10:00"))
            .unwrap();
        assert_eq!(query.end(at("2026-10-24T10:00")), at("2026-10-27T10:00"));
        assert_eq!(query.words(at("2026-10-24T10:00")), "3 days left");
        assert_eq!(query.words(at("2026-10-27T04:30")), "5 hours left");
        assert_eq!(query.words(at("2026-10-29T10:00")), "2 days late");
        assert_eq!(query.standing(at("2026-10-27T10:00")), Standing::Running);
        assert_eq!(query.standing(at("2026-10-27T10:01")), Standing::Overdue);
        assert!(query.pause(at("2026-10-25T10:00"), "asked back").is_err());
        query.stop(at("2026-10-27T10:00"));
        assert_eq!(query.standing(at("2026-12-01T10:00")), Standing::InTime);
        assert_eq!(query.words(at("2026-12-01T10:00")), "in time");
    }

    #[test]
    fn paused_hours_move_the_end_by_the_time_paused() {
        let rule = made("72 hours").unwrap();
        let mut clock = rule.start(at("2026-12-01T10:00")).unwrap();
        clock.pause(at("2026-12-02T10:00"), "asked back").unwrap();
        assert_eq!(clock.words(at("2026-12-03T10:00")), "paused, 2 days left");
        assert_eq!(
            clock.pause(at("2026-12-03T10:00"), "again"),
            Err(CannotPause::Already)
        );
        clock.run_on(at("2026-12-03T12:30")).unwrap();
        assert_eq!(clock.end(at("2026-12-03T13:00")), at("2026-12-05T12:30"));
        clock.stop(at("2026-12-05T13:30"));
        assert_eq!(clock.standing(at("2026-12-09T10:00")), Standing::Late);
        assert_eq!(clock.words(at("2026-12-09T10:00")), "1 hour late");
        assert_eq!(
            clock.late(at("2026-12-09T10:00")),
            Some(TimeDelta::hours(1))
        );
    }

    #[test]
    fn paused_working_days_move_the_end_over_christmas() {
        let rule = made("5 working days").unwrap();
        // Monday; due Monday 21st.
        let mut clock = rule.start(at("2026-12-14T10:00")).unwrap();
        assert_eq!(
            crate::clock::day(clock.end(at("2026-12-14T10:00"))).to_string(),
            "2026-12-21"
        );
        // Tuesday to Saturday: four working days stood still.
        clock.pause(at("2026-12-15T10:00"), "asked back").unwrap();
        clock.run_on(at("2026-12-19T10:00")).unwrap();
        // 22nd, 23rd, 24th; not Friday 25th to Monday 28th; 29th.
        assert_eq!(
            crate::clock::day(clock.end(at("2026-12-19T11:00"))).to_string(),
            "2026-12-29"
        );
        assert_eq!(clock.words(at("2026-12-24T11:00")), "1 working day left");
        assert_eq!(clock.words(at("2026-12-29T11:00")), "today is the last day");
        assert_eq!(clock.words(at("2026-12-31T11:00")), "2 days late");
    }

    #[test]
    fn a_pause_within_a_day_takes_no_working_day() {
        let rule = made("5 working days").unwrap();
        let mut clock = rule.start(at("2026-12-14T10:00")).unwrap();
        let before = clock.end(at("2026-12-14T10:00"));
        clock.pause(at("2026-12-15T10:00"), "asked back").unwrap();
        clock.run_on(at("2026-12-15T16:00")).unwrap();
        assert_eq!(clock.end(at("2026-12-16T10:00")), before);
    }

    #[test]
    fn a_clock_of_minutes_says_how_many_are_left() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let decide = rule("scam-decision");
        let clock = decide.start(at("2026-11-26T13:40:00Z")).unwrap();
        let end = at("2026-11-26T13:55:00Z");
        assert_eq!(clock.end(at("2026-11-26T13:46:00Z")), end);
        let words = clock.left_words(at("2026-11-26T13:46:00Z"));
        assert_eq!(words, "9 minutes left");
    }

    #[test]
    fn what_only_lasts_is_over_not_late() {
        let dispersal = rule("dispersal-authorisation")
            .start(at("2027-03-27T10:00"))
            .unwrap();
        assert_eq!(dispersal.words(at("2027-03-29T12:00")), "ended 2 hours ago");
    }

    #[test]
    fn a_clock_comes_back_from_the_store_as_it_was() {
        let rule = made("72 hours").unwrap();
        let started = at("2026-12-01T10:00");
        let pause = |from, until: Option<&str>| Pause {
            from: at(from),
            until: until.map(at),
            why: "asked back".into(),
        };
        let pauses = vec![
            pause("2026-12-02T12:00", Some("2026-12-02T16:00")),
            pause("2026-12-02T10:00", Some("2026-12-02T14:00")),
        ];
        let clock = rule.start(started).unwrap().restored(pauses, None);
        assert_eq!(clock.end(at("2026-12-03T10:00")), at("2026-12-04T16:00"));
        let open = vec![pause("2026-12-02T10:00", None)];
        let stopped = Some(at("2026-12-05T10:00"));
        let clock = rule.start(started).unwrap().restored(open, stopped);
        assert_eq!(clock.standing(at("2026-12-09T10:00")), Standing::InTime);
        assert_eq!(clock.remaining(at("2026-12-09T10:00")), None);
    }
}
