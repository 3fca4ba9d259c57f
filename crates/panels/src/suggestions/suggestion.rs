//! A suggestion: who raised it, what it says, what became of it.

use base::{Refusal, WardId, words};
use chrono::NaiveDate;

use crate::{MeetingId, PriorityId, SuggestionId};

words! {
    /// Where a suggestion comes from.
    pub enum Source {
        Resident = "resident" / "From a resident",
        Survey = "survey" / "From the survey",
        Reports = "reports" / "From residents' reports",
        Team = "team" / "From the ward team",
        Councillor = "councillor" / "From a councillor",
        Kept = "kept" / "Kept from last time",
    }
}

words! {
    /// What a meeting made of it.
    pub enum Fate {
        Agreed = "agreed" / "Agreed",
        NotAgreed = "not_agreed" / "Not agreed",
    }
}

/// A suggestion.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Its id.
    pub id: SuggestionId,
    /// Of which ward.
    pub ward: WardId,
    /// For which meeting; nothing: the next one.
    pub meeting: Option<MeetingId>,
    /// Where it comes from.
    pub source: Source,
    /// What the problem is.
    pub title: String,
    /// Where and when.
    pub detail: String,
    /// How many raised it.
    pub people: Option<i64>,
    /// On which day.
    pub made_on: NaiveDate,
    /// The live priority it would keep, when it is kept from last time.
    pub keeps: Option<PriorityId>,
    /// The one it was put together with.
    pub merged_into: Option<SuggestionId>,
    /// What a meeting made of it.
    pub outcome: Option<Fate>,
}

/// Why two cannot be put together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotMerge {
    /// One with itself.
    #[error("That is the same suggestion. Choose another one to put it together with.")]
    WithItself,
}
impl Refusal for CannotMerge {}

impl Suggestion {
    /// Puts it together with another, which stays on the list.
    ///
    /// # Errors
    /// With itself.
    pub fn merge_into(mut self, other: &Self) -> Result<Self, CannotMerge> {
        if self.id == other.id {
            return Err(CannotMerge::WithItself);
        }
        self.merged_into = Some(other.id);
        Ok(self)
    }
}

/// What stands on a list by itself: not put together with another.
#[must_use]
pub fn on_list(all: Vec<Suggestion>) -> Vec<Suggestion> {
    all.into_iter()
        .filter(|it| it.merged_into.is_none())
        .collect()
}

/// What members put in order: on the list and not yet decided.
#[must_use]
pub fn to_rank(all: Vec<Suggestion>) -> Vec<Suggestion> {
    on_list(all)
        .into_iter()
        .filter(|it| it.outcome.is_none())
        .collect()
}
