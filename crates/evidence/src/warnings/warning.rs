//! A warning: one type of crime in one ward, from the month it was first raised until it calmed, and what was done.

use base::{On, PersonId, Role, Subject, WardId};
use chrono::{DateTime, Utc};

use super::{Evidence, Increase, Level};
use crate::{AnswerId, Month, RunId, WarningId};

base::words! {
    /// How a warning stands.
    pub enum WarningState {
        Raised = "raised" / "Raised",
        Calmed = "calmed" / "Calmed",
        /// The ward is no more, or its counts no longer suffice.
        Lapsed = "lapsed" / "No longer looked at",
    }
}

base::words! {
    /// What was done about a warning.
    pub enum Choice {
        Real = "real" / "Looked into: real",
        Explained = "explained" / "Explained",
        Tasking = "tasking" / "Passed to tasking",
        Nothing = "nothing" / "Nothing to do",
    }
}

/// Why an answer cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotAnswer {
    /// Without words.
    #[error("Write what you found, or why there is nothing to do. Whoever looks next reads it.")]
    NoWords,
}

/// A warning with its newest reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// Its id.
    pub id: WarningId,
    /// The ward; nothing for the place as a whole.
    pub ward: Option<WardId>,
    /// The ward's or the place's name.
    pub area: String,
    /// The type, as published, or "All crime".
    pub kind: String,
    /// The first month it was raised for.
    pub first_month: Month,
    /// The latest month it was raised for.
    pub last_month: Month,
    /// The latest month it was judged for.
    pub judged_month: Month,
    /// How it stands.
    pub state: WarningState,
    /// When a run first raised it.
    pub raised_at: DateTime<Utc>,
    /// Whether it waits for the tasking meeting.
    pub queued: bool,
    /// Counts changes.
    pub version: i64,
}

/// What was said of a warning's line in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The month.
    pub month: Month,
    /// The count.
    pub observed: u64,
    /// The count when it was first judged.
    pub first_observed: u64,
    /// Whether it is a warning in this month.
    pub raised: bool,
    /// How far it passed its threshold.
    pub score: f64,
    /// Everything else.
    pub evidence: Evidence,
}

/// One thing somebody said was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its id.
    pub id: AnswerId,
    /// Of which warning.
    pub warning: WarningId,
    /// What.
    pub choice: Choice,
    /// In their words.
    pub words: String,
    /// As what they said it.
    pub role: Role,
    /// Who.
    pub by: PersonId,
    /// When.
    pub said_at: DateTime<Utc>,
}

/// A run over every line of counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The month that was judged.
    pub month: Month,
    /// SHA-256 of what was judged.
    pub fingerprint: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Lines of counts.
    pub looked_at: u64,
    /// Of these, with enough months to be judged.
    pub judged: u64,
    /// Of these, above their own threshold.
    pub above: u64,
    /// How many would be above it if nothing had changed anywhere.
    pub by_chance: f64,
    /// Raised as warnings.
    pub raised: u64,
    /// The greatest increases.
    pub increases: Vec<Increase>,
    /// The highest levels.
    pub highest: Vec<Level>,
}

impl Subject for Warning {
    fn on(&self) -> On {
        On {
            ward: self.ward,
            agency: None,
        }
    }
}

/// After so many months without it a rise of the same line is a new warning.
const SAME_RISE: u16 = 3;

impl Warning {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/analysis/warnings/{}", self.id)
    }

    /// "Burglary in Fairmead".
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} in {}", self.kind, self.area)
    }

    /// Whether a rise in this month is this warning's, and not a new one.
    #[must_use]
    pub fn goes_on_in(&self, month: Month) -> bool {
        month.number().saturating_sub(self.last_month.number()) <= SAME_RISE
    }

    /// It was judged for a month: raised again, or calmed. An older month that is judged again changes nothing but the
    /// months it stands for.
    #[must_use]
    pub fn judged(mut self, month: Month, raised: bool) -> Self {
        if raised {
            self.first_month = self.first_month.min(month);
            self.last_month = self.last_month.max(month);
        }
        if month >= self.judged_month {
            self.judged_month = month;
            self.state = if raised {
                WarningState::Raised
            } else {
                WarningState::Calmed
            };
        }
        self
    }

    /// Somebody says what was done.
    ///
    /// # Errors
    /// Without words.
    pub fn answered(mut self, choice: Choice, words: &str) -> Result<Self, CannotAnswer> {
        if words.trim().is_empty() {
            return Err(CannotAnswer::NoWords);
        }
        self.queued = choice == Choice::Tasking;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn warning() -> Warning {
        Warning {
            id: WarningId::fresh(),
            ward: None,
            area: "Alderwick".into(),
            kind: "Burglary".into(),
            first_month: month("2026-08"),
            last_month: month("2026-08"),
            judged_month: month("2026-08"),
            state: WarningState::Raised,
            raised_at: DateTime::UNIX_EPOCH,
            queued: false,
            version: 1,
        }
    }

    #[test]
    fn it_is_raised_until_a_later_month_is_calm_and_a_restated_month_can_calm_it() {
        let calm = warning().judged(month("2026-09"), false);
        assert_eq!(calm.state, WarningState::Calmed);
        assert_eq!(calm.last_month, month("2026-08"));
        let again = calm.judged(month("2026-10"), true);
        assert_eq!(
            (again.state, again.first_month),
            (WarningState::Raised, month("2026-08"))
        );
        let restated = warning().judged(month("2026-08"), false);
        assert_eq!(restated.state, WarningState::Calmed);
        let older = warning().judged(month("2026-07"), false);
        assert_eq!(older.state, WarningState::Raised);
    }

    #[test]
    fn a_rise_long_after_is_another_warning() {
        assert!(warning().goes_on_in(month("2026-11")));
        assert!(!warning().goes_on_in(month("2026-12")));
    }

    #[test]
    fn an_answer_needs_words_and_the_newest_says_whether_tasking_sees_it() {
        assert_eq!(
            warning().answered(Choice::Real, " ").unwrap_err(),
            CannotAnswer::NoWords
        );
        let queued = warning()
            .answered(Choice::Tasking, "Patrols by the brook")
            .unwrap();
        assert!(queued.queued);
        assert!(
            !queued
                .answered(Choice::Explained, "A new shop")
                .unwrap()
                .queued
        );
    }
}
