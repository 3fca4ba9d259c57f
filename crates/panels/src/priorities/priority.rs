//! A priority: its stages, and the rules by which it is agreed and closed.

use base::{On, PersonId, Refusal, Subject, WardId, words};
use chrono::NaiveDate;

use crate::{
    MeetingId, PriorityId, SuggestionId,
    meetings::{CannotMeet, Meeting},
    members::Quorum,
};

words! {
    /// Where a priority stands.
    pub enum PriorityStage {
        Set = "set" / "Agreed",
        Planned = "planned" / "Plan made",
        InProgress = "in_progress" / "Doing it",
        ReviewDue = "review_due" / "Check it worked",
        Closed = "closed" / "Closed",
    }
}

words! {
    /// How it ended.
    pub enum Outcome {
        Resolved = "resolved" / "Resolved",
        Reduced = "reduced" / "Reduced",
        NotAchievable = "not_achievable" / "Not done, and why",
        Superseded = "superseded" / "Taken over by another priority",
        /// What the ward cannot solve goes up; the panel decides it, not the team.
        Escalated = "escalated" / "Passed up to the tasking meeting",
    }
}

/// How the panel decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nobody against.
    Consensus,
    /// By counted votes.
    Vote(Votes),
}

/// Counted votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Votes {
    /// For.
    pub yes: i64,
    /// Against.
    pub no: i64,
    /// Neither.
    pub abstain: i64,
}

impl Votes {
    /// Whether it is carried.
    #[must_use]
    pub fn carried(self) -> bool {
        self.yes > self.no
    }
}

/// A priority.
#[derive(Clone, Debug)]
pub struct Priority {
    /// Its id.
    pub id: PriorityId,
    /// Of which ward.
    pub ward: WardId,
    /// The word in URLs.
    pub slug: String,
    /// What it came from.
    pub suggestion: Option<SuggestionId>,
    /// What the problem is.
    pub title: String,
    /// A category of the place profile.
    pub category: String,
    /// To the street, never to a dwelling.
    pub place: String,
    /// What residents said.
    pub you_said: String,
    /// How many said it.
    pub people: Option<i64>,
    /// What will be different, and where.
    pub different: String,
    /// What team and partners will do.
    pub doing: String,
    /// Who leads, by role.
    pub lead: String,
    /// When the panel looks again.
    pub review_on: NaiveDate,
    /// What is counted.
    pub measure: String,
    /// In what.
    pub unit: String,
    /// Before.
    pub baseline: f64,
    /// What it should be.
    pub target: f64,
    /// How the panel decided.
    pub decision: Decision,
    /// The chair's reason for one more than the limit.
    pub over_limit: Option<String>,
    /// At which meeting.
    pub agreed_at: MeetingId,
    /// On which day.
    pub agreed_on: NaiveDate,
    /// The closed one that this takes up again.
    pub earlier: Option<PriorityId>,
    /// Where it stands.
    pub stage: PriorityStage,
    /// When residents were last told anything.
    pub told_on: NaiveDate,
    /// How it ended.
    pub closing: Option<Closing>,
    /// Counts changes.
    pub version: i64,
}

/// How a priority was closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Closing {
    /// On which day.
    pub on: NaiveDate,
    /// At which meeting, where the panel voted.
    pub at_meeting: Option<MeetingId>,
    /// How it ended.
    pub outcome: Outcome,
    /// What changed, in words.
    pub result: String,
    /// The measure afterwards.
    pub measured: Option<f64>,
    /// The panel's vote, where the measure was not met.
    pub vote: Option<(i64, i64)>,
    /// What was done, in short.
    pub we_did: String,
    /// What could not be done, honestly.
    pub cannot: String,
    /// What comes next.
    pub next: String,
}

/// Why a panel cannot agree.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotAgree {
    /// The meeting may not.
    #[error(transparent)]
    Meeting(#[from] CannotMeet),
    /// One too many.
    #[error(
        "The panel already holds {0} live priorities. Close one first, or write down the chair's reason for one more."
    )]
    TooMany(u32),
    /// The vote was lost.
    #[error("The vote was {0} for and {1} against, so it is not agreed. Choose \"Not agreed\".")]
    VoteLost(i64, i64),
    /// More votes than voters.
    #[error(
        "{0} votes are more than the {1} voting members who are here. Check the count or the register."
    )]
    MoreVotesThanVoters(i64, u32),
}
impl Refusal for CannotAgree {}

/// Why a priority cannot be closed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotClose {
    /// It is.
    #[error(
        "This priority is closed already. To take the problem up again, agree it at a meeting: it is linked to this one."
    )]
    AlreadyClosed,
    /// Nothing to tell residents.
    #[error("Write what changed. A priority is closed with a result that residents can read.")]
    NoResult,
    /// Neither the measure nor the panel.
    #[error(
        "The measure was not met ({measured} against a target of {target}), so the panel has to vote. Write the votes, or go on working on it."
    )]
    NeitherMeasureNorVote {
        /// What was measured.
        measured: String,
        /// What it should be.
        target: String,
    },
    /// The panel voted no.
    #[error("The panel voted {0} for closing and {1} against, so it stays open.")]
    VoteLost(i64, i64),
}
impl Refusal for CannotClose {}

impl Subject for Priority {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: None,
        }
    }
}

/// Whether a meeting may agree one more priority.
///
/// # Errors
/// With what stands in the way.
pub fn may_agree(
    meeting: &Meeting,
    quorum: Quorum,
    decision: Decision,
    live: u32,
    limit: u32,
    over_limit: Option<&str>,
) -> Result<(), CannotAgree> {
    meeting.may_agree(quorum)?;
    if let Decision::Vote(votes) = decision {
        let cast = votes.yes + votes.no + votes.abstain;
        if cast > i64::from(quorum.there) {
            return Err(CannotAgree::MoreVotesThanVoters(cast, quorum.there));
        }
        if !votes.carried() {
            return Err(CannotAgree::VoteLost(votes.yes, votes.no));
        }
    }
    if live >= limit && over_limit.is_none_or(|reason| reason.trim().is_empty()) {
        return Err(CannotAgree::TooMany(live));
    }
    Ok(())
}

impl Priority {
    /// Its page in the working area.
    #[must_use]
    pub fn desk_path(&self) -> String {
        format!("/desk/priorities/{}", self.id)
    }

    /// Whether it is being worked on.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.stage != PriorityStage::Closed
    }

    /// Whether its wording may still change.
    ///
    /// # Errors
    /// Once it is closed: what residents read as the record stays.
    pub fn may_change(&self) -> Result<(), CannotClose> {
        if self.is_live() {
            Ok(())
        } else {
            Err(CannotClose::AlreadyClosed)
        }
    }

    /// Whether a value meets the target: down to it when the target lies
    /// below the baseline, up to it when it lies above.
    #[must_use]
    pub fn meets(&self, measured: f64) -> bool {
        if self.target <= self.baseline {
            measured <= self.target
        } else {
            measured >= self.target
        }
    }

    /// Residents are told something, and it may stand elsewhere from then on.
    ///
    /// # Errors
    /// Once it is closed.
    pub fn report_back(
        mut self,
        stage: PriorityStage,
        today: NaiveDate,
    ) -> Result<Self, CannotClose> {
        if self.stage == PriorityStage::Closed {
            return Err(CannotClose::AlreadyClosed);
        }
        self.stage = stage;
        self.told_on = today;
        self.version += 1;
        Ok(self)
    }

    /// The panel closes it with a result.
    ///
    /// # Errors
    /// Without a result statement, and when neither the measure was met nor
    /// the panel voted for it.
    pub fn close(mut self, closing: Closing) -> Result<Self, CannotClose> {
        if self.stage == PriorityStage::Closed {
            return Err(CannotClose::AlreadyClosed);
        }
        if closing.result.trim().is_empty() {
            return Err(CannotClose::NoResult);
        }
        let met = closing
            .measured
            .is_some_and(|measured| self.meets(measured));
        match closing.vote {
            Some((yes, no)) if yes <= no => return Err(CannotClose::VoteLost(yes, no)),
            None if !met => {
                return Err(CannotClose::NeitherMeasureNorVote {
                    measured: closing
                        .measured
                        .map_or_else(|| "not measured".into(), |it| it.to_string()),
                    target: self.target.to_string(),
                });
            }
            _ => {}
        }
        self.stage = PriorityStage::Closed;
        self.told_on = closing.on;
        self.closing = Some(closing);
        self.version += 1;
        Ok(self)
    }
}

/// Something residents were told.
#[derive(Clone, Debug)]
pub struct Update {
    /// When.
    pub told_on: NaiveDate,
    /// Where it then stood.
    pub stage: PriorityStage,
    /// What.
    pub words: String,
    /// By whom; kept, never shown.
    pub told_by: Option<PersonId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENOUGH: Quorum = Quorum {
        there: 5,
        of: 9,
        needed: 4,
    };

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn ready() -> Meeting {
        let now = chrono::Utc::now();
        let meeting = crate::meetings::tests_meeting()
            .send_papers("{}".into(), now)
            .unwrap()
            .move_on()
            .unwrap();
        meeting.open_evidence(None, now).unwrap()
    }

    fn priority() -> Priority {
        Priority {
            id: PriorityId::fresh(),
            ward: WardId::fresh(),
            slug: "x".into(),
            suggestion: None,
            title: "x".into(),
            category: "bikes".into(),
            place: String::new(),
            you_said: String::new(),
            people: None,
            different: String::new(),
            doing: String::new(),
            lead: String::new(),
            review_on: day(30),
            measure: "Reports".into(),
            unit: "reports".into(),
            baseline: 31.0,
            target: 20.0,
            decision: Decision::Consensus,
            over_limit: None,
            agreed_at: MeetingId::fresh(),
            agreed_on: day(1),
            earlier: None,
            stage: PriorityStage::Set,
            told_on: day(1),
            closing: None,
            version: 1,
        }
    }

    fn closing(measured: Option<f64>, vote: Option<(i64, i64)>) -> Closing {
        Closing {
            on: day(20),
            at_meeting: None,
            outcome: Outcome::Reduced,
            result: "Fell to 9.".into(),
            measured,
            vote,
            we_did: String::new(),
            cannot: String::new(),
            next: String::new(),
        }
    }

    #[test]
    fn a_fourth_needs_the_chairs_reason() {
        let agree = |reason| may_agree(&ready(), ENOUGH, Decision::Consensus, 3, 3, reason);
        assert_eq!(agree(None), Err(CannotAgree::TooMany(3)));
        assert_eq!(agree(Some("  ")), Err(CannotAgree::TooMany(3)));
        assert_eq!(agree(Some("A shooting last week")), Ok(()));
    }

    #[test]
    fn a_lost_vote_and_too_many_votes_agree_nothing() {
        let vote = |yes, no, abstain| {
            may_agree(
                &ready(),
                ENOUGH,
                Decision::Vote(Votes { yes, no, abstain }),
                0,
                3,
                None,
            )
        };
        assert_eq!(vote(3, 1, 1), Ok(()));
        assert_eq!(vote(2, 2, 1), Err(CannotAgree::VoteLost(2, 2)));
        assert_eq!(vote(5, 1, 0), Err(CannotAgree::MoreVotesThanVoters(6, 5)));
    }

    #[test]
    fn it_closes_with_a_result_and_either_the_measure_or_a_vote() {
        assert!(priority().close(closing(Some(9.0), None)).is_ok());
        assert!(priority().close(closing(Some(25.0), Some((5, 1)))).is_ok());
        assert!(matches!(
            priority().close(closing(Some(25.0), None)),
            Err(CannotClose::NeitherMeasureNorVote { .. })
        ));
        assert!(matches!(
            priority().close(closing(None, Some((1, 5)))),
            Err(CannotClose::VoteLost(1, 5))
        ));
        let silent = Closing {
            result: " ".into(),
            ..closing(Some(9.0), None)
        };
        assert_eq!(priority().close(silent).unwrap_err(), CannotClose::NoResult);
    }

    #[test]
    fn what_is_closed_stays_closed() {
        let closed = priority().close(closing(Some(9.0), None)).unwrap();
        assert_eq!(
            closed.clone().close(closing(Some(9.0), None)).unwrap_err(),
            CannotClose::AlreadyClosed
        );
        assert!(
            closed
                .report_back(PriorityStage::InProgress, day(21))
                .is_err()
        );
    }

    #[test]
    fn a_target_above_the_baseline_is_met_from_below() {
        let more = Priority {
            baseline: 40.0,
            target: 60.0,
            ..priority()
        };
        assert!(more.meets(61.0) && !more.meets(59.0));
        assert!(priority().meets(20.0) && !priority().meets(20.5));
    }
}
