//! An abstraction: who asked, who said yes, and the rules that say who may.

use base::{On, PersonId, Refusal, Role, Subject, WardId, Who, words};
use chrono::{DateTime, NaiveDate, Utc};

use super::AbstractionId;
use super::reason::{Rank, Reason, breaks_promise};
use crate::PostId;

words! {
    /// How it stands.
    pub enum State {
        Waiting = "waiting" / "Waiting",
        Authorised = "authorised" / "Authorised",
        Refused = "refused" / "Refused",
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Why.
    pub reason: Reason,
    /// Whether the post stays in this ward by promise.
    pub dedicated: bool,
    /// Whether it leaves the borough.
    pub out_of_borough: bool,
    /// Whether it is marked exceptional.
    pub exceptional: bool,
    /// Why it is needed.
    pub justification: String,
}

/// A decision on it.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// Who decides.
    pub by: PersonId,
    /// Their highest rank on this ward.
    pub rank: Rank,
    /// When.
    pub at: DateTime<Utc>,
}

/// An abstraction.
#[derive(Clone, Debug)]
pub struct Abstraction {
    /// Its id.
    pub id: AbstractionId,
    /// From which ward.
    pub ward: WardId,
    /// Which post.
    pub post: PostId,
    /// Its rank then.
    pub rank: String,
    /// Its role then.
    pub role: String,
    /// What is asked for.
    pub asked: Asked,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// How long.
    pub minutes: i64,
    /// The role that asked.
    pub requested_by: String,
    /// The role that covers meanwhile.
    pub cover_by: String,
    /// How long they cover.
    pub cover_minutes: i64,
    /// What residents are told.
    pub note: String,
    /// When they were told.
    pub told_on: Option<NaiveDate>,
    /// How it stands.
    pub state: State,
    /// Why it was refused.
    pub refusal: String,
    /// Who wrote it down.
    pub recorded_by: PersonId,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Who decided, in which rank, when.
    pub decided: Option<Decision>,
    /// When an exceptional one is looked at again.
    pub review_on: Option<NaiveDate>,
    /// What the review found.
    pub review: String,
    /// Counts changes.
    pub version: i64,
}

/// Why it cannot be recorded or decided.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotAbstract {
    /// What the scheme was made to stop.
    #[error(
        "A sports event or a demonstration is never exceptional: this scheme was made to stop ward officers being taken for them. Choose \"No\"; an inspector decides, and it is published as it is."
    )]
    NeverExceptional,
    /// Another reason.
    #[error(
        "Only a major incident or a terrorist event is exceptional. Choose \"No\", or the reason that fits."
    )]
    NotExceptional,
    /// It dodges the higher rank.
    #[error(
        "A major incident or a terrorist event is exceptional. Choose \"Yes\", so that a superintendent decides, or the reason that fits."
    )]
    IsExceptional,
    /// Nothing to decide on.
    #[error("Write why it is needed. Only court and mandatory training pass without it.")]
    NoJustification,
    /// Not theirs.
    #[error(
        "You recorded this yourself. Somebody else of that rank decides, so that two people always know."
    )]
    Own,
    /// The rank is too low.
    #[error("What is exceptional needs a superintendent. Ask one to decide; it is on their desk.")]
    NeedsSuperintendent,
    /// No day.
    #[error(
        "Choose the day on which this exception is looked at again, after today and within 90 days"
    )]
    NoReview,
    /// Decided.
    #[error("This is {} already. Record a new one if more is needed.", .0.label().to_lowercase())]
    Decided(State),
    /// No reason.
    #[error("Write why. Whoever asked reads it.")]
    NoWords,
    /// There is nothing to look at again.
    #[error("Only an authorised exception is reviewed, and once.")]
    NothingToReview,
}
impl Refusal for CannotAbstract {}

impl Subject for Abstraction {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: None,
        }
    }
}

impl Asked {
    /// Whose yes it needs: nobody's, for what passes by itself.
    ///
    /// # Errors
    /// When it is marked exceptional and is not, or the other way round, or says not why.
    pub fn needs(&self) -> Result<Option<Rank>, CannotAbstract> {
        match (self.exceptional, self.reason.is_exceptional()) {
            (true, false) if self.reason.is_never_exceptional() => {
                return Err(CannotAbstract::NeverExceptional);
            }
            (true, false) => return Err(CannotAbstract::NotExceptional),
            (false, true) => return Err(CannotAbstract::IsExceptional),
            _ => {}
        }
        if self.reason.passes() {
            return Ok(None);
        }
        if self.justification.trim().is_empty() {
            return Err(CannotAbstract::NoJustification);
        }
        Ok(Some(if self.exceptional {
            Rank::Superintendent
        } else {
            Rank::Inspector
        }))
    }

    /// Whether it breaks the promise to stay. It may be recorded, and is published as what it is.
    #[must_use]
    pub fn breaks_promise(&self) -> bool {
        breaks_promise(
            self.reason,
            self.dedicated,
            self.out_of_borough,
            self.exceptional,
        )
    }
}

/// The highest rank somebody holds on a ward.
#[must_use]
pub fn rank_on(who: &Who, ward: WardId) -> Option<Rank> {
    let Who::Person(person) = who else {
        return None;
    };
    let holds = |role| {
        person
            .grants
            .iter()
            .any(|grant| grant.role == role && grant.ward.is_none_or(|its| its == ward))
    };
    if holds(Role::Superintendent) {
        Some(Rank::Superintendent)
    } else if holds(Role::Inspector) {
        Some(Rank::Inspector)
    } else {
        None
    }
}

impl Abstraction {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/abstractions/{}", self.id)
    }

    /// Whether somebody of this rank decides on it.
    ///
    /// # Errors
    /// When it is decided, their own, or above their rank.
    pub fn may_decide(&self, by: PersonId, rank: Rank) -> Result<(), CannotAbstract> {
        if self.state != State::Waiting {
            return Err(CannotAbstract::Decided(self.state));
        }
        if by == self.recorded_by {
            return Err(CannotAbstract::Own);
        }
        if self.asked.exceptional && rank != Rank::Superintendent {
            return Err(CannotAbstract::NeedsSuperintendent);
        }
        Ok(())
    }

    /// Somebody says yes.
    ///
    /// # Errors
    /// See [`Abstraction::may_decide`]; and an exception without a day to look at it again.
    pub fn authorise(
        mut self,
        decision: Decision,
        review_on: Option<NaiveDate>,
    ) -> Result<Self, CannotAbstract> {
        self.may_decide(decision.by, decision.rank)?;
        if self.asked.exceptional {
            let today = base::clock::day(decision.at);
            let soon = |day: &NaiveDate| *day > today && *day <= today + chrono::Days::new(90);
            self.review_on = Some(review_on.filter(soon).ok_or(CannotAbstract::NoReview)?);
        }
        self.state = State::Authorised;
        self.decided = Some(decision);
        Ok(self)
    }

    /// Somebody says no.
    ///
    /// # Errors
    /// See [`Abstraction::may_decide`]; and without words.
    pub fn refuse(mut self, decision: Decision, why: String) -> Result<Self, CannotAbstract> {
        self.may_decide(decision.by, decision.rank)?;
        if why.trim().is_empty() {
            return Err(CannotAbstract::NoWords);
        }
        self.state = State::Refused;
        self.refusal = why;
        self.decided = Some(decision);
        Ok(self)
    }

    /// Whether it waits to be looked at again.
    #[must_use]
    pub fn waits_for_review(&self) -> bool {
        self.state == State::Authorised && self.review_on.is_some() && self.review.is_empty()
    }

    /// An exception is looked at again by somebody of the rank it needed.
    ///
    /// # Errors
    /// When there is nothing to look at again, by whoever recorded it, below the rank, without words.
    pub fn look_again(
        mut self,
        by: PersonId,
        rank: Rank,
        found: String,
    ) -> Result<Self, CannotAbstract> {
        if !self.waits_for_review() {
            return Err(CannotAbstract::NothingToReview);
        }
        if by == self.recorded_by {
            return Err(CannotAbstract::Own);
        }
        if rank != Rank::Superintendent {
            return Err(CannotAbstract::NeedsSuperintendent);
        }
        if found.trim().is_empty() {
            return Err(CannotAbstract::NoWords);
        }
        self.review = found;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(reason: Reason, dedicated: bool, out: bool, exceptional: bool, why: &str) -> Asked {
        Asked {
            reason,
            dedicated,
            out_of_borough: out,
            exceptional,
            justification: why.into(),
        }
    }

    fn waiting(asked: Asked) -> Abstraction {
        Abstraction {
            id: AbstractionId::fresh(),
            ward: WardId::fresh(),
            post: PostId::fresh(),
            rank: "Constable".into(),
            role: "Ward Team".into(),
            asked,
            starts_at: "2026-11-24T14:00:00Z".parse().unwrap(),
            minutes: 480,
            requested_by: "Duty Inspector".into(),
            cover_by: String::new(),
            cover_minutes: 0,
            note: String::new(),
            told_on: None,
            state: State::Waiting,
            refusal: String::new(),
            recorded_by: PersonId::fresh(),
            recorded_at: "2026-11-24T14:00:00Z".parse().unwrap(),
            decided: None,
            review_on: None,
            review: String::new(),
            version: 1,
        }
    }

    fn decision(rank: Rank) -> Decision {
        Decision {
            by: PersonId::fresh(),
            rank,
            at: "2026-11-24T14:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn every_combination_of_the_rules() {
        use CannotAbstract::{IsExceptional, NeverExceptional, NoJustification, NotExceptional};
        let day = NaiveDate::from_ymd_opt(2026, 12, 8);
        for reason in Reason::ALL.iter().copied() {
            for n in 0..16_u8 {
                let [dedicated, out, exceptional, said] =
                    [n & 1, n & 2, n & 4, n & 8].map(|b| b > 0);
                let it = asked(
                    reason,
                    dedicated,
                    out,
                    exceptional,
                    if said { "Why" } else { " " },
                );
                let set = ["MAJOR_INCIDENT", "TERRORISM"].contains(&reason.word());
                let free = ["COURT", "TRAINING"].contains(&reason.word());
                let misuse = ["EVENT_SPORT", "PUBLIC_ORDER"].contains(&reason.word());
                let expected = if exceptional && misuse {
                    Err(NeverExceptional)
                } else if exceptional && !set {
                    Err(NotExceptional)
                } else if set && !exceptional {
                    Err(IsExceptional)
                } else if free {
                    Ok(None)
                } else if !said {
                    Err(NoJustification)
                } else if set {
                    Ok(Some(Rank::Superintendent))
                } else {
                    Ok(Some(Rank::Inspector))
                };
                assert_eq!(it.needs(), expected, "{it:?}");
                assert_eq!(
                    it.breaks_promise(),
                    dedicated && out && !exceptional && !free,
                    "{it:?}"
                );
                let Ok(Some(needs)) = it.needs() else {
                    continue;
                };
                for rank in Rank::ALL.iter().copied() {
                    let taken = waiting(it.clone()).authorise(decision(rank), day);
                    assert_eq!(taken.is_ok(), rank >= needs, "{it:?} by {rank}");
                    if let Ok(taken) = taken {
                        assert_eq!(taken.review_on.is_some(), set);
                    }
                }
                let own = waiting(it.clone());
                let mine = Decision {
                    by: own.recorded_by,
                    ..decision(Rank::Superintendent)
                };
                assert_eq!(
                    own.clone().authorise(mine, day).unwrap_err(),
                    CannotAbstract::Own
                );
                assert_eq!(
                    own.refuse(mine, "No".into()).unwrap_err(),
                    CannotAbstract::Own
                );
            }
        }
    }

    #[test]
    fn an_exception_needs_a_day_to_look_at_it_again_and_is_looked_at_once() {
        let it = || waiting(asked(Reason::Terrorism, true, true, true, "Attack"));
        let by = decision(Rank::Superintendent);
        for day in [
            None,
            NaiveDate::from_ymd_opt(2026, 11, 24),
            NaiveDate::from_ymd_opt(2027, 6, 1),
        ] {
            assert_eq!(
                it().authorise(by, day).unwrap_err(),
                CannotAbstract::NoReview
            );
        }
        let done = it()
            .authorise(by, NaiveDate::from_ymd_opt(2026, 12, 8))
            .unwrap();
        assert_eq!(
            done.clone()
                .look_again(by.by, Rank::Inspector, "Fine".into())
                .unwrap_err(),
            CannotAbstract::NeedsSuperintendent
        );
        let again = done
            .look_again(
                by.by,
                Rank::Superintendent,
                "Came back on 26 November".into(),
            )
            .unwrap();
        assert_eq!(
            again
                .look_again(by.by, Rank::Superintendent, "Again".into())
                .unwrap_err(),
            CannotAbstract::NothingToReview
        );
    }

    #[test]
    fn what_is_decided_stays_and_a_no_says_why() {
        let it = waiting(asked(Reason::AidLocal, true, false, false, "Why"));
        let by = decision(Rank::Inspector);
        assert_eq!(
            it.clone().refuse(by, String::new()).unwrap_err(),
            CannotAbstract::NoWords
        );
        let no = it.refuse(by, "Use the pool".into()).unwrap();
        assert_eq!(
            no.authorise(by, None).unwrap_err(),
            CannotAbstract::Decided(State::Refused)
        );
    }
}
