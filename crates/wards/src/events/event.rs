//! An event of a ward team, from the first plan to who came.

use base::{On, Refusal, Subject, WardId, clock, words};
use chrono::{DateTime, NaiveDate, Utc};

base::id! {
    /// An event.
    EventId
}

words! {
    /// What kind of event it is.
    pub enum EventKind {
        BeatSurgery = "beat-surgery" / "Beat surgery",
        StreetBriefing = "street-briefing" / "Street briefing",
        Coffee = "coffee" / "Coffee with the team",
        WeaponsSweep = "weapons-sweep" / "Weapons sweep",
        PropertyMarking = "property-marking" / "Property marking",
        SchoolTalk = "school-talk" / "School talk",
        Walkabout = "walkabout" / "Walkabout",
        PopUp = "pop-up" / "Pop-up stall",
        Virtual = "virtual" / "Online meeting",
    }
}

words! {
    /// Where it is in its life.
    pub enum EventState {
        Planned = "planned" / "Draft",
        Published = "published" / "Published",
        Held = "held" / "Held",
        Cancelled = "cancelled" / "Cancelled",
    }
}

/// What is said about an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// What kind it is.
    pub kind: EventKind,
    /// As printed.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Where, and how to find it.
    pub place: String,
    /// Getting in, hearing, joining from elsewhere.
    pub access: String,
    /// Latitude and longitude, if they were said.
    pub point: Option<(f64, f64)>,
    /// A role or a group, never a name.
    pub organiser: String,
    /// Slugs of the agencies that take part.
    pub agencies: Vec<String>,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// Of which ward.
    pub ward: WardId,
    /// The word in URLs: day and title.
    pub slug: String,
    /// What is said about it.
    pub details: Details,
    /// Where it is in its life.
    pub state: EventState,
    /// Why it was cancelled.
    pub why_cancelled: Option<String>,
    /// When residents first saw it.
    pub published_at: Option<DateTime<Utc>>,
    /// When what residents see last changed.
    pub changed_at: DateTime<Utc>,
    /// How often it changed since it was published.
    pub revision: i64,
    /// How many came.
    pub attendance: Option<i64>,
    /// How it went, in words residents read.
    pub summary: String,
    /// Counts changes.
    pub version: i64,
}

/// Why an event cannot.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotHold {
    /// Not at this point of its life.
    #[error("This event is {} already. Plan a new one if there is to be another.", .0.label().to_lowercase())]
    NotNow(EventState),
    /// Residents cannot come to what they were not told of.
    #[error("This event is still a draft. Publish it before it begins, so that residents know.")]
    Draft,
    /// Too early.
    #[error("It begins on {0}. Write down who came when it has begun.")]
    NotBegun(String),
    /// Too late to invite.
    #[error("Its time has come already. Choose a time that is still to come.")]
    Begun,
    /// Too late to cancel.
    #[error("It is over. Write down how many came, even if nobody did.")]
    Over,
    /// Residents want to know why.
    #[error("Write why. Residents read it where the event stood.")]
    NoReason,
}
impl Refusal for CannotHold {}

impl Subject for Event {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: None,
        }
    }
}

impl Event {
    /// Its page in the working area.
    #[must_use]
    pub fn desk_path(&self) -> String {
        format!("/desk/events/{}", self.id)
    }

    /// Whether residents were ever told of it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.published_at.is_some()
    }

    /// The day it begins on.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        clock::day(self.details.starts_at)
    }

    /// "Tuesday 1 December 2026, 7pm to 8:30pm".
    #[must_use]
    pub fn when(&self) -> String {
        let (from, to) = (self.details.starts_at, self.details.ends_at);
        let end = if clock::day(from) == clock::day(to) {
            clock::time(to)
        } else {
            clock::day_and_time(to)
        };
        format!("{} to {end}", clock::day_and_time(from))
    }

    /// Whether residents may still come: published, and not over.
    #[must_use]
    pub fn is_to_come(&self, now: DateTime<Utc>) -> bool {
        self.state == EventState::Published && self.details.ends_at >= now
    }

    /// Whether it has begun and nobody has written down who came.
    #[must_use]
    pub fn needs_report(&self, now: DateTime<Utc>) -> bool {
        self.state == EventState::Published && self.details.ends_at < now
    }

    /// A cancelled event that residents were told of stays in sight, with its
    /// reason, until its day is over.
    #[must_use]
    pub fn shows_cancelled(&self, today: NaiveDate) -> bool {
        self.state == EventState::Cancelled
            && self.is_public()
            && clock::day(self.details.ends_at) >= today
    }

    fn open(&self) -> Result<(), CannotHold> {
        match self.state {
            EventState::Planned | EventState::Published => Ok(()),
            other => Err(CannotHold::NotNow(other)),
        }
    }

    /// Residents are told of it.
    ///
    /// # Errors
    /// Unless it is a draft that is still to begin.
    pub fn publish(mut self, now: DateTime<Utc>) -> Result<Self, CannotHold> {
        if self.state != EventState::Planned {
            return Err(CannotHold::NotNow(self.state));
        }
        if self.details.starts_at <= now {
            return Err(CannotHold::Begun);
        }
        self.state = EventState::Published;
        self.published_at = Some(now);
        self.changed_at = now;
        Ok(self)
    }

    /// Something else is said about it: another time, another place. Calendars
    /// that hold it already learn of the change by its revision.
    ///
    /// # Errors
    /// Once it is over or has begun, and for a time that is past.
    pub fn change(mut self, details: Details, now: DateTime<Utc>) -> Result<Self, CannotHold> {
        self.open()?;
        if self.state == EventState::Published && self.details.ends_at < now {
            return Err(CannotHold::Over);
        }
        if details.starts_at != self.details.starts_at && details.starts_at <= now {
            return Err(CannotHold::Begun);
        }
        if self.is_public() && details != self.details {
            self.revision += 1;
            self.changed_at = now;
        }
        self.details = details;
        Ok(self)
    }

    /// It does not take place.
    ///
    /// # Errors
    /// Once it is over, and without a reason.
    pub fn cancel(mut self, why: String, now: DateTime<Utc>) -> Result<Self, CannotHold> {
        self.open()?;
        if self.needs_report(now) {
            return Err(CannotHold::Over);
        }
        if why.trim().is_empty() {
            return Err(CannotHold::NoReason);
        }
        self.state = EventState::Cancelled;
        self.why_cancelled = Some(why);
        self.revision += 1;
        self.changed_at = now;
        Ok(self)
    }

    /// Whether what was said there can be written down.
    ///
    /// # Errors
    /// Before it begins, for a draft, and for a cancelled one.
    pub fn may_note(&self, now: DateTime<Utc>) -> Result<(), CannotHold> {
        match self.state {
            EventState::Planned => return Err(CannotHold::Draft),
            EventState::Cancelled => return Err(CannotHold::NotNow(self.state)),
            EventState::Published | EventState::Held => {}
        }
        if now < self.details.starts_at {
            return Err(CannotHold::NotBegun(clock::day_and_time(
                self.details.starts_at,
            )));
        }
        Ok(())
    }

    /// It took place; this many came. A wrong count is written again.
    ///
    /// # Errors
    /// Before it begins, for a draft, and for a cancelled one.
    pub fn hold(
        mut self,
        attendance: i64,
        summary: String,
        now: DateTime<Utc>,
    ) -> Result<Self, CannotHold> {
        self.may_note(now)?;
        self.state = EventState::Held;
        self.attendance = Some(attendance);
        self.summary = summary;
        self.changed_at = now;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn event() -> Event {
        Event {
            id: EventId::fresh(),
            ward: WardId::fresh(),
            slug: "2026-12-01-coffee".into(),
            details: Details {
                kind: EventKind::Coffee,
                title: "Coffee".into(),
                about: String::new(),
                starts_at: at("2026-12-01T10:00:00Z"),
                ends_at: at("2026-12-01T11:00:00Z"),
                place: "Library".into(),
                access: String::new(),
                point: None,
                organiser: "Ward officer".into(),
                agencies: Vec::new(),
            },
            state: EventState::Planned,
            why_cancelled: None,
            published_at: None,
            changed_at: at("2026-11-20T10:00:00Z"),
            revision: 0,
            attendance: None,
            summary: String::new(),
            version: 1,
        }
    }

    #[test]
    fn it_is_not_held_before_it_begins_nor_as_a_draft() {
        let (before, during) = (at("2026-11-30T10:00:00Z"), at("2026-12-01T10:30:00Z"));
        assert_eq!(
            event().hold(3, String::new(), during).unwrap_err(),
            CannotHold::Draft
        );
        let published = event().publish(before).unwrap();
        let early = published
            .clone()
            .hold(3, String::new(), before)
            .unwrap_err();
        assert!(early.to_string().contains("Tuesday 1 December 2026, 10am"));
        let held = published.hold(3, String::new(), during).unwrap();
        assert_eq!((held.state, held.attendance), (EventState::Held, Some(3)));
        assert_eq!(
            held.cancel("Rain".into(), during).unwrap_err(),
            CannotHold::NotNow(EventState::Held)
        );
    }

    #[test]
    fn only_a_change_that_residents_could_see_raises_the_revision() {
        let now = at("2026-11-30T10:00:00Z");
        let later = Details {
            starts_at: at("2026-12-01T10:30:00Z"),
            ..event().details
        };
        assert_eq!(event().change(later.clone(), now).unwrap().revision, 0);
        let published = event().publish(now).unwrap();
        assert_eq!(
            published
                .clone()
                .change(event().details, now)
                .unwrap()
                .revision,
            0
        );
        let changed = published.change(later, now).unwrap();
        assert_eq!(changed.revision, 1);
        let cancelled = changed.cancel("Rain".into(), now).unwrap();
        assert_eq!(cancelled.revision, 2);
        assert!(cancelled.shows_cancelled(cancelled.day()));
        assert!(!cancelled.shows_cancelled(cancelled.day() + chrono::Days::new(1)));
    }

    #[test]
    fn a_draft_that_is_cancelled_is_never_shown() {
        let cancelled = event()
            .cancel("No room".into(), at("2026-11-30T10:00:00Z"))
            .unwrap();
        assert!(!cancelled.shows_cancelled(cancelled.day()));
        assert_eq!(
            event().publish(at("2026-12-02T10:00:00Z")).unwrap_err(),
            CannotHold::Begun
        );
    }
}
