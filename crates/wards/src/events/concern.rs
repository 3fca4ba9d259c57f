//! Something that was said at an event, and what is owed for it.

use base::{Refusal, WardId, deadlines::Due};
use chrono::NaiveDate;

use super::EventId;

base::id! {
    /// Something that was said at an event.
    ConcernId
}

/// What is to be done about it.
#[derive(Clone, Debug)]
pub struct FollowUp {
    /// What.
    pub what: String,
    /// Which role does it.
    pub owner: String,
    /// By when.
    pub due_on: NaiveDate,
}

/// Something that was said.
#[derive(Clone, Debug)]
pub struct Concern {
    /// Its id.
    pub id: ConcernId,
    /// At which event.
    pub event: EventId,
    /// What was said, without names.
    pub words: String,
    /// A category of the place profile.
    pub category: String,
    /// How many said it.
    pub people: i64,
    /// When it was written down.
    pub noted_on: NaiveDate,
    /// What is to be done about it.
    pub follow_up: Option<FollowUp>,
    /// When that was done.
    pub done_on: Option<NaiveDate>,
    /// What came of it.
    pub outcome: String,
}

/// An open follow-up with where it belongs, for lists.
#[derive(Clone, Debug)]
pub struct OpenFollowUp {
    /// The concern.
    pub concern: ConcernId,
    /// The event.
    pub event: EventId,
    /// Of which ward.
    pub ward: WardId,
    /// The title of the event.
    pub title: String,
    /// What is to be done.
    pub follow_up: FollowUp,
}

impl OpenFollowUp {
    /// The page it is finished on.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/events/{}/follow-ups/{}", self.event, self.concern)
    }

    /// Days late, if it is.
    #[must_use]
    pub fn late(&self, today: NaiveDate) -> Option<i64> {
        Due::on(self.follow_up.due_on, today).late()
    }
}

/// Why a follow-up cannot be finished.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotFollowUp {
    /// Nothing was promised.
    #[error("Nothing was to be done about this. Write down a new concern with a follow-up.")]
    None,
    /// Once is enough.
    #[error("This follow-up is done already. Write down a new concern if there is more to do.")]
    Done,
    /// Nothing to read.
    #[error("Write what came of it.")]
    NoWords,
}
impl Refusal for CannotFollowUp {}

impl Concern {
    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.follow_up.is_some() && self.done_on.is_none()
    }

    /// What was to be done is done.
    ///
    /// # Errors
    /// When nothing was to be done, twice, and without words.
    pub fn follow_up_done(
        mut self,
        outcome: String,
        today: NaiveDate,
    ) -> Result<Self, CannotFollowUp> {
        if self.follow_up.is_none() {
            return Err(CannotFollowUp::None);
        }
        if self.done_on.is_some() {
            return Err(CannotFollowUp::Done);
        }
        if outcome.trim().is_empty() {
            return Err(CannotFollowUp::NoWords);
        }
        self.done_on = Some(today);
        self.outcome = outcome;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follow_up_is_done_once_and_with_words() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let concern = Concern {
            id: ConcernId::fresh(),
            event: EventId::fresh(),
            words: "Lamps are out".into(),
            category: "lighting".into(),
            people: 4,
            noted_on: day,
            follow_up: Some(FollowUp {
                what: "Tell the council".into(),
                owner: "Ward officer".into(),
                due_on: day,
            }),
            done_on: None,
            outcome: String::new(),
        };
        assert_eq!(
            concern.clone().follow_up_done(" ".into(), day).unwrap_err(),
            CannotFollowUp::NoWords
        );
        let done = concern.follow_up_done("Mended".into(), day).unwrap();
        assert!(!done.is_open());
        assert_eq!(
            done.follow_up_done("Again".into(), day).unwrap_err(),
            CannotFollowUp::Done
        );
    }
}
