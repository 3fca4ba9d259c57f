//! An action and the states it goes through.

use base::{AgencyId, On, Refusal, Subject, WardId, words};
use chrono::NaiveDate;

use crate::{ActionId, MeetingId, PriorityId};

words! {
    /// What kind of thing it is.
    pub enum ActionKind {
        Enforcement = "enforcement" / "Enforcement: patrol, warrant, seizure",
        Environment = "environment" / "Environment: lighting, repair, cutting back",
        Engagement = "engagement" / "Engagement: visits, leaflets, watch scheme",
        Diversion = "diversion" / "Diversion: something better to do",
        Support = "support" / "Support: for victims, treatment outreach",
        Regulatory = "regulatory" / "Regulatory: licensing, housing, trading standards",
        Referral = "referral" / "Referral: to another body",
        Comms = "comms" / "Communication: telling people",
        Tasking = "tasking" / "Tasking request: to the tasking meeting",
    }
}

words! {
    /// How it stands.
    pub enum ActionState {
        Open = "open" / "Sent",
        Accepted = "accepted" / "Accepted",
        InProgress = "in_progress" / "In progress",
        Blocked = "blocked" / "Blocked",
        Done = "done" / "Done",
        Declined = "declined" / "Declined",
        Cancelled = "cancelled" / "Cancelled",
    }
}

/// An action.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// Of which ward.
    pub ward: WardId,
    /// For which priority.
    pub priority: Option<PriorityId>,
    /// At which meeting it was given.
    pub meeting: Option<MeetingId>,
    /// What kind of thing.
    pub kind: ActionKind,
    /// What is to be done.
    pub title: String,
    /// By whom.
    pub agency: AgencyId,
    /// As printed where there is little room.
    pub agency_short: String,
    /// A role, not a name.
    pub owner: String,
    /// By when.
    pub due_on: NaiveDate,
    /// How it stands.
    pub state: ActionState,
    /// What was done, or why not.
    pub result: String,
    /// When it was given.
    pub given_on: NaiveDate,
    /// When it ended.
    pub done_on: Option<NaiveDate>,
    /// Counts changes.
    pub version: i64,
}

/// Why an action cannot move.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotAct {
    /// It is over.
    #[error("This action is {} already. If there is more to do, the panel gives a new one.", .0.label().to_lowercase())]
    Over(ActionState),
    /// Nothing to read.
    #[error("Write what was done, or why not. Residents read it beside the action.")]
    NoWords,
}
impl Refusal for CannotAct {}

impl Subject for Action {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: Some(self.agency),
        }
    }
}

impl Action {
    /// Whether it still has to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(
            self.state,
            ActionState::Done | ActionState::Declined | ActionState::Cancelled
        )
    }

    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/actions/{}", self.id)
    }

    /// Its agency says how it stands.
    ///
    /// # Errors
    /// Once it is over, and without words where residents want to know why.
    pub fn answer(
        mut self,
        state: ActionState,
        words: String,
        today: NaiveDate,
    ) -> Result<Self, CannotAct> {
        if !self.is_open() {
            return Err(CannotAct::Over(self.state));
        }
        let wants_words = matches!(
            state,
            ActionState::Done
                | ActionState::Declined
                | ActionState::Blocked
                | ActionState::Cancelled
        );
        if wants_words && words.trim().is_empty() {
            return Err(CannotAct::NoWords);
        }
        self.state = state;
        if !words.trim().is_empty() {
            self.result = words;
        }
        self.done_on = (!self.is_open()).then_some(today);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action() -> Action {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        Action {
            id: ActionId::fresh(),
            ward: WardId::fresh(),
            priority: None,
            meeting: None,
            kind: ActionKind::Environment,
            title: "Cut the hedge".into(),
            agency: AgencyId::fresh(),
            agency_short: String::new(),
            owner: String::new(),
            due_on: day,
            state: ActionState::Open,
            result: String::new(),
            given_on: day,
            done_on: None,
            version: 1,
        }
    }

    #[test]
    fn declining_needs_a_reason_and_ends_it() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
        assert_eq!(
            action()
                .answer(ActionState::Declined, " ".into(), today)
                .unwrap_err(),
            CannotAct::NoWords
        );
        let declined = action()
            .answer(ActionState::Declined, "Not our land".into(), today)
            .unwrap();
        assert_eq!(declined.done_on, Some(today));
        assert_eq!(
            declined
                .answer(ActionState::Done, "x".into(), today)
                .unwrap_err(),
            CannotAct::Over(ActionState::Declined)
        );
    }
}
