//! A rule: what must happen, how long it may take, since when, and who says so.

use std::str::FromStr;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::Deserialize;
use thiserror::Error;

use super::{Calendar, Length, Running, length::end_of_day};
use crate::clock;

/// What a rule asks of a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something must be done within it.
    Within,
    /// Something must be done so long before a moment.
    Before,
    /// Something lasts, or counts, no longer than this.
    Lasts,
    /// It comes round: counted from the last time.
    Every,
    /// So many times at least within it.
    AtLeast,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// An Act or regulations.
    Law,
    /// Guidance or a promise published by a national body.
    Guidance,
    /// What places do; each decides for itself.
    Practice,
}

/// How the days of a rule are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counting {
    /// Counted back from the moment, not on from it.
    pub backwards: bool,
    /// "Beginning with the day": the first day is day one.
    pub first_day_counts: bool,
    /// A last day that is not a working day becomes the next that is.
    pub rolls: bool,
    /// Hours on Christmas Day are left out.
    pub skips_christmas: bool,
    /// Whose bank holidays.
    pub calendar: Calendar,
}

/// A rule as it stood from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The first day it applied.
    pub since: NaiveDate,
    /// How long.
    pub length: Length,
    /// How many times at least, where the rule is such a one.
    pub times: Option<u32>,
    /// How days are counted.
    pub counting: Counting,
}

impl Version {
    /// The last moment in time, counted from `from`.
    #[must_use]
    pub fn end(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        self.rolled(self.end_unrolled(from))
    }

    /// The same before it is moved to a working day.
    pub(super) fn end_unrolled(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        let calendar = self.counting.calendar.holidays();
        if self.counting.backwards {
            return self.length.before(from, calendar);
        }
        if self.counting.first_day_counts && !self.length.is_elapsed() {
            let first = clock::day(from);
            return end_of_day(self.length.last_day_beginning_with(first, calendar));
        }
        let end = self.length.end(from, calendar);
        if self.counting.skips_christmas {
            without_christmas(from, end)
        } else {
            end
        }
    }

    pub(super) fn rolled(&self, end: DateTime<Utc>) -> DateTime<Utc> {
        let holidays = self.counting.calendar.holidays();
        let day = clock::day(end);
        if self.counting.rolls && !holidays.is_working(day) {
            end_of_day(holidays.on_or_after(day))
        } else {
            end
        }
    }

    /// How many more times it must still happen, when it happened `held` times.
    #[must_use]
    pub fn still_owed(&self, held: u32) -> u32 {
        self.times.unwrap_or(1).saturating_sub(held)
    }
}

/// Christmas Day is disregarded (2014 Act s.77(3) and s.80): what of it lies
/// in the clock is added at the end.
fn without_christmas(from: DateTime<Utc>, end: DateTime<Utc>) -> DateTime<Utc> {
    let midnight = |year, day| {
        let day = NaiveDate::from_ymd_opt(year, 12, day).expect("every December has this day");
        clock::moment(day, NaiveTime::MIN)
    };
    let mut end = end;
    for year in clock::day(from).year()..=clock::day(end).year() {
        let (begins, over) = (midnight(year, 25), midnight(year, 26));
        if from < over && begins < end {
            end += over - begins.max(from);
        }
    }
    end
}

/// When somebody is told about a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// When so many percent of the time are over.
    At(u32),
    /// So long before the end.
    Before(Length),
    /// As soon as it is late.
    AtTheEnd,
    /// So long after the end.
    After(Length),
}

impl FromStr for When {
    type Err = String;

    /// Reads "50%", "12 hours before", "at the end", "1 day after".
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "at the end" {
            return Ok(Self::AtTheEnd);
        }
        if let Some(percent) = text.strip_suffix('%') {
            return match percent.parse() {
                Ok(percent @ 1..=99) => Ok(Self::At(percent)),
                _ => Err(format!("\"{text}\" is not between 1% and 99%")),
            };
        }
        if let Some(length) = text.strip_suffix(" before") {
            return length.parse().map(Self::Before);
        }
        if let Some(length) = text.strip_suffix(" after") {
            return length.parse().map(Self::After);
        }
        Err(format!(
            "\"{text}\" is not \"50%\", \"12 hours before\", \"at the end\" or \"1 day after\""
        ))
    }
}

/// Who is told when nothing was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// When: at the end or after it.
    pub when: When,
    /// To whom, in words: "the ward sergeant".
    pub to: String,
}

/// One clock of the master table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its word in code and data.
    pub slug: String,
    /// What it is, in words.
    pub what: String,
    /// What it asks.
    pub kind: Kind,
    /// From when it is counted, in words: "the query is received".
    pub counted_from: String,
    /// Why this clock may be paused; without a reason it may not.
    pub pauses: Option<String>,
    /// When the one who must act is reminded.
    pub reminders: Vec<When>,
    /// Who is told when it is late.
    pub escalations: Vec<Escalation>,
    /// The public source.
    pub source: String,
    /// What kind of source that is.
    pub basis: Basis,
    /// False: a place may set its own length, or the law is on the move.
    pub settled: bool,
    /// What else to know.
    pub note: Option<String>,
    /// How it stood from when on; oldest first.
    pub versions: Vec<Version>,
}

/// Why a place cannot set a length of its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CannotSet {
    /// Law or national guidance fixes it.
    #[error("{0} is fixed by {1}. It cannot be set here.")]
    Settled(String, String),
    /// The days of the versions must ascend.
    #[error("The length of {0} was already set from {1}. Choose a later day.")]
    NotLater(String, NaiveDate),
}

impl Rule {
    /// The rule as it stood on a day; `None` before there was one.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Version> {
        self.versions
            .iter()
            .rev()
            .find(|version| version.since <= day)
    }

    /// A clock started at a moment, under the rule of that day. It keeps that
    /// version when the rule changes later.
    #[must_use]
    pub fn start(&self, at: DateTime<Utc>) -> Option<Running<'_>> {
        let version = self.on(clock::day(at))?;
        Some(Running::new(self, version, at))
    }

    /// The same rule with a length that a place chose from a day on. What
    /// started before keeps the old length.
    ///
    /// # Errors
    /// When the length is settled, or the day is not after the last version.
    pub fn set_from(&self, since: NaiveDate, length: Length) -> Result<Self, CannotSet> {
        if self.settled {
            return Err(CannotSet::Settled(self.what.clone(), self.source.clone()));
        }
        let last = self.versions.last().expect("a rule has a version");
        if since <= last.since {
            return Err(CannotSet::NotLater(self.what.clone(), last.since));
        }
        let version = Version {
            since,
            length,
            ..last.clone()
        };
        let mut rule = self.clone();
        rule.versions.push(version);
        Ok(rule)
    }
}

/// So long, as time; used for fractions of a clock.
pub(super) fn fraction(time: TimeDelta, percent: u32) -> TimeDelta {
    TimeDelta::milliseconds(time.num_milliseconds() / 100 * i64::from(percent))
}

#[cfg(test)]
mod tests {
    use super::super::rule;
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_clock_keeps_the_length_it_started_under() {
        let old = rule("neighbourhood-query");
        let changed = old.set_from(day(2026, 12, 1), Length::Hours(48)).unwrap();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let before = changed.start(at("2026-11-30T12:00:00Z")).unwrap();
        let after = changed.start(at("2026-12-01T12:00:00Z")).unwrap();
        assert_eq!(
            before.end(at("2026-12-02T00:00:00Z")),
            at("2026-12-03T12:00:00Z")
        );
        assert_eq!(
            after.end(at("2026-12-02T00:00:00Z")),
            at("2026-12-03T12:00:00Z")
        );
        assert!(
            old.on(day(2024, 1, 1)).is_none(),
            "no promise before there was one"
        );
    }

    #[test]
    fn what_the_law_settles_no_place_can_set() {
        let refused = rule("cpn-appeal").set_from(day(2027, 1, 1), Length::Days(14));
        assert!(matches!(refused, Err(CannotSet::Settled(..))));
    }

    #[test]
    fn christmas_day_is_left_out_of_a_closure() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let rule = rule("closure-hearing");
        let end = |from| rule.on(day(2026, 12, 1)).unwrap().end(at(from));
        assert_eq!(end("2026-12-24T15:00:00Z"), at("2026-12-27T15:00:00Z"));
        assert_eq!(end("2026-12-25T15:00:00Z"), at("2026-12-28T00:00:00Z"));
        assert_eq!(end("2026-12-26T15:00:00Z"), at("2026-12-28T15:00:00Z"));
    }

    #[test]
    fn meetings_still_owed_are_counted_down() {
        let panel = rule("ward-panel-meetings");
        let version = panel.on(day(2026, 11, 26)).unwrap();
        assert_eq!(version.still_owed(1), 3);
        assert_eq!(version.still_owed(6), 0);
    }
}
