//! A referral, the ways it can stand, and who may move it where.

use base::{
    AgencyId, On, PersonId, Refusal, Subject, WardId, clock,
    deadlines::{self, Due, Notice},
    words,
};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::{
    Concern, ConcernId,
    agreements::{Agreement, AgreementId, Purpose},
};

base::id! {
    /// A referral.
    ReferralId
}

words! {
    /// How it stands.
    pub enum ReferralState {
        Sent = "sent" / "Sent, not opened yet",
        Opened = "opened" / "Opened",
        Asked = "asked" / "Question asked",
        Accepted = "accepted" / "Accepted",
        Returned = "returned" / "Given back, not finished",
        Done = "done" / "Done, to be checked",
        Closed = "closed" / "Checked and closed",
        Declined = "declined" / "Declined",
        Revoked = "revoked" / "Taken back",
    }
}

words! {
    /// Whose word it is.
    pub enum Side {
        Referrer = "referrer" / "Whoever passed it on",
        Partner = "partner" / "The agency",
        System = "system" / "The agency's own system",
        Program = "program" / "This program",
    }
}

/// What was passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A concern.
    Concern(ConcernId),
    /// An action of a panel.
    Action(Uuid),
}

/// Something that was passed to an agency.
#[derive(Clone, Debug)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// In addresses.
    pub reference: String,
    /// What was passed on.
    pub about: About,
    /// Of which ward.
    pub ward: WardId,
    /// To whom.
    pub agency: AgencyId,
    /// Under which agreement.
    pub agreement: AgreementId,
    /// For what.
    pub purpose: Purpose,
    /// The kind of the concern, by its code; of an action, nothing.
    pub service: String,
    /// Whether this agency leads.
    pub is_lead: bool,
    /// Where, in words for the agency; empty: not shared.
    pub place: String,
    /// East and north, in degrees times one million.
    pub point: Option<(i64, i64)>,
    /// What it is about, written for the agency.
    pub told: String,
    /// What it is asked to do.
    pub asked: String,
    /// Why.
    pub why: String,
    /// Whether the agency may open how to reach the reporter.
    pub shares_reporter: bool,
    /// By when it is wanted.
    pub wanted_on: NaiveDate,
    /// By when the agency says it will be done.
    pub accepted_on: Option<NaiveDate>,
    /// How it stands.
    pub state: ReferralState,
    /// Since when.
    pub state_at: DateTime<Utc>,
    /// When it was passed on.
    pub sent_at: DateTime<Utc>,
    /// Who passed it on.
    pub sent_by: PersonId,
    /// When the agency first looked at it.
    pub opened_at: Option<DateTime<Utc>>,
    /// When the agency last said that it is done.
    pub done_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the agency last opened how to reach the reporter.
    pub reached_at: Option<DateTime<Utc>>,
    /// Up to when reminders were written.
    pub told_until: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i64,
}

/// What happened to a referral.
#[derive(Clone, Debug)]
pub struct Word {
    /// To which one.
    pub referral: ReferralId,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose word it is.
    pub side: Side,
    /// What happened, in a few words.
    pub what: String,
    /// What was said.
    pub words: String,
    /// What the agency's own system calls this word.
    pub external_id: Option<String>,
}

/// Why a referral cannot move.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotRefer {
    /// It stands elsewhere now.
    #[error("This stands differently now: {}. Look at it again; what you wrote is still here.", .0.label().to_lowercase())]
    Elsewhere(ReferralState),
    /// A promise for the past.
    #[error("Choose today or a later day.")]
    Past,
    /// It was accepted before.
    #[error(
        "Your agency has accepted this already. If the day cannot be kept, ask whoever passed it on."
    )]
    Accepted,
    /// It leads already.
    #[error("This agency leads already.")]
    Leads,
}
impl Refusal for CannotRefer {}

impl Subject for Referral {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: Some(self.agency),
        }
    }
}

impl ReferralState {
    /// Whether anything is still to come.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Declined | Self::Revoked)
    }

    /// Whether it waits for the agency.
    #[must_use]
    pub fn waits_for_partner(self) -> bool {
        matches!(
            self,
            Self::Sent | Self::Opened | Self::Accepted | Self::Returned
        )
    }

    /// Whether it waits for whoever passed it on.
    #[must_use]
    pub fn waits_for_referrer(self) -> bool {
        matches!(self, Self::Asked | Self::Done)
    }
}

impl About {
    /// The concern, if it is one.
    #[must_use]
    pub fn concern(self) -> Option<ConcernId> {
        match self {
            Self::Concern(id) => Some(id),
            Self::Action(_) => None,
        }
    }

    /// The action, if it is one.
    #[must_use]
    pub fn action(self) -> Option<Uuid> {
        match self {
            Self::Concern(_) => None,
            Self::Action(id) => Some(id),
        }
    }
}

type Moved = Result<Referral, CannotRefer>;

impl Referral {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/referrals/{}", self.reference)
    }

    /// By when it is due: the agency's own day, or else the day it is wanted.
    #[must_use]
    pub fn due_on(&self) -> NaiveDate {
        self.accepted_on.unwrap_or(self.wanted_on)
    }

    /// Days late, while it waits for the agency. A question that nobody has answered makes nobody late.
    #[must_use]
    pub fn late(&self, today: NaiveDate) -> Option<i64> {
        if !self.state.waits_for_partner() {
            return None;
        }
        Due::on(self.due_on(), today).late()
    }

    /// Whether an agreement in force covers it.
    #[must_use]
    pub fn is_covered(&self, in_force: &[Agreement]) -> bool {
        let mut in_force = in_force.iter();
        in_force.any(|it| it.agency == self.agency && it.purpose == self.purpose)
    }

    /// Whether the agency can open how to reach the reporter now: it was passed on with this, the agency has accepted and
    /// not yet given it out of its hands, an agreement in force covers it, and the reporter agrees.
    #[must_use]
    pub fn opens_reporter(&self, concern: &Concern, in_force: &[Agreement]) -> bool {
        let covered = |it: &Agreement| {
            it.agency == self.agency && it.purpose == self.purpose && it.shares_contact
        };
        self.shares_reporter
            && self.state == ReferralState::Accepted
            && self.about == About::Concern(concern.id)
            && concern.may_pass
            && concern.can_be_reached()
            && in_force.iter().any(covered)
    }

    fn to(mut self, state: ReferralState, now: DateTime<Utc>) -> Self {
        self.state = state;
        self.state_at = now;
        self.ended_at = (!state.is_open()).then_some(now);
        // Whoever answers has seen it.
        if state != ReferralState::Revoked {
            self.opened_at = self.opened_at.or(Some(now));
        }
        self
    }

    fn at_partner(&self) -> Result<(), CannotRefer> {
        if self.state.waits_for_partner() || self.state == ReferralState::Asked {
            Ok(())
        } else {
            Err(CannotRefer::Elsewhere(self.state))
        }
    }

    /// The agency looks at it for the first time.
    #[must_use]
    pub fn open(self, now: DateTime<Utc>) -> Self {
        if self.state == ReferralState::Sent {
            self.to(ReferralState::Opened, now)
        } else {
            self
        }
    }

    /// The agency accepts it with its own day.
    ///
    /// # Errors
    /// When it has accepted already, it is not its turn, or the day is over.
    pub fn accept(mut self, on: NaiveDate, now: DateTime<Utc>) -> Moved {
        self.at_partner()?;
        if self.state == ReferralState::Accepted {
            return Err(CannotRefer::Accepted);
        }
        if on < clock::day(now) {
            return Err(CannotRefer::Past);
        }
        self.accepted_on = Some(on);
        Ok(self.to(ReferralState::Accepted, now))
    }

    /// The agency asks whoever passed it on.
    ///
    /// # Errors
    /// When it is not its turn.
    pub fn ask(self, now: DateTime<Utc>) -> Moved {
        self.at_partner()?;
        Ok(self.to(ReferralState::Asked, now))
    }

    /// Whoever passed it on answers: it is the agency's turn again.
    ///
    /// # Errors
    /// When nothing was asked.
    pub fn answer(self, now: DateTime<Utc>) -> Moved {
        if self.state != ReferralState::Asked {
            return Err(CannotRefer::Elsewhere(self.state));
        }
        let state = match (self.done_at, self.accepted_on) {
            (Some(_), _) => ReferralState::Returned,
            (None, Some(_)) => ReferralState::Accepted,
            (None, None) => ReferralState::Opened,
        };
        Ok(self.to(state, now))
    }

    /// The agency declines it.
    ///
    /// # Errors
    /// When it is not its turn.
    pub fn decline(self, now: DateTime<Utc>) -> Moved {
        self.at_partner()?;
        Ok(self.to(ReferralState::Declined, now))
    }

    /// The agency says what it does meanwhile; nothing moves.
    ///
    /// # Errors
    /// When it is not its turn.
    pub fn note(self, now: DateTime<Utc>) -> Moved {
        self.at_partner()?;
        Ok(self.open(now))
    }

    /// The agency has done it.
    ///
    /// # Errors
    /// When it is not its turn.
    pub fn done(mut self, now: DateTime<Utc>) -> Moved {
        self.at_partner()?;
        self.done_at = Some(now);
        Ok(self.to(ReferralState::Done, now))
    }

    /// Whoever passed it on has checked: it is over.
    ///
    /// # Errors
    /// When it was not done.
    pub fn close(self, now: DateTime<Utc>) -> Moved {
        if self.state != ReferralState::Done {
            return Err(CannotRefer::Elsewhere(self.state));
        }
        Ok(self.to(ReferralState::Closed, now))
    }

    /// Whoever passed it on has checked: it is not finished.
    ///
    /// # Errors
    /// When it was not done.
    pub fn give_back(self, now: DateTime<Utc>) -> Moved {
        if self.state != ReferralState::Done {
            return Err(CannotRefer::Elsewhere(self.state));
        }
        Ok(self.to(ReferralState::Returned, now))
    }

    /// Whoever passed it on takes it back.
    ///
    /// # Errors
    /// Once it is over.
    pub fn revoke(self, now: DateTime<Utc>) -> Moved {
        if !self.state.is_open() {
            return Err(CannotRefer::Elsewhere(self.state));
        }
        Ok(self.to(ReferralState::Revoked, now))
    }

    /// What fell due about one that nobody opened, after the last telling.
    #[must_use]
    pub fn notices(&self, until: DateTime<Utc>) -> Vec<Notice> {
        if self.state != ReferralState::Sent {
            return Vec::new();
        }
        let clock = deadlines::rule("referral-opened").start(self.sent_at);
        clock.map_or_else(Vec::new, |clock| {
            clock.notices(self.told_until.unwrap_or(self.sent_at), until)
        })
    }
}

/// Which of several referrals of the same leads: the one that does, unless it was declined or taken back and another was not; then
/// the oldest of the others. They come oldest first.
#[must_use]
pub fn lead_of(all: &[Referral]) -> Option<ReferralId> {
    let stands =
        |it: &&Referral| !matches!(it.state, ReferralState::Declined | ReferralState::Revoked);
    let lead = all.iter().find(|it| it.is_lead);
    lead.filter(stands)
        .or_else(|| all.iter().find(stands))
        .or(lead)
        .or(all.first())
        .map(|it| it.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReferralState as State;

    fn now() -> DateTime<Utc> {
        "2026-11-24T14:00:00Z".parse().unwrap()
    }

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn referral() -> Referral {
        Referral {
            id: ReferralId::fresh(),
            reference: "R-1".into(),
            about: About::Concern(ConcernId::fresh()),
            ward: WardId::fresh(),
            agency: AgencyId::fresh(),
            agreement: AgreementId::fresh(),
            purpose: Purpose::Reports,
            service: "noise".into(),
            is_lead: true,
            place: String::new(),
            point: None,
            told: String::new(),
            asked: String::new(),
            why: String::new(),
            shares_reporter: false,
            wanted_on: day(28),
            accepted_on: None,
            state: State::Sent,
            state_at: now(),
            sent_at: now(),
            sent_by: PersonId::fresh(),
            opened_at: None,
            done_at: None,
            ended_at: None,
            reached_at: None,
            told_until: None,
            version: 1,
        }
    }

    #[test]
    fn it_goes_to_and_fro_until_it_was_checked() {
        let it = referral().open(now()).ask(now()).unwrap();
        assert_eq!(
            it.clone().close(now()).unwrap_err(),
            CannotRefer::Elsewhere(State::Asked)
        );
        let it = it.answer(now()).unwrap();
        assert_eq!(it.state, State::Opened);
        assert_eq!(
            it.clone().accept(day(23), now()).unwrap_err(),
            CannotRefer::Past
        );
        let it = it.accept(day(30), now()).unwrap();
        assert_eq!(
            it.clone().accept(day(30), now()).unwrap_err(),
            CannotRefer::Accepted
        );
        let it = it.done(now()).unwrap().give_back(now()).unwrap();
        assert_eq!(it.state, State::Returned);
        let it = it.done(now()).unwrap().close(now()).unwrap();
        assert!(it.ended_at.is_some());
        assert_eq!(
            it.revoke(now()).unwrap_err(),
            CannotRefer::Elsewhere(State::Closed)
        );
    }

    #[test]
    fn it_is_late_after_the_agencys_own_day_and_not_while_its_question_waits() {
        let it = referral();
        assert_eq!(it.late(day(30)), Some(2));
        let it = it.accept(day(29), now()).unwrap();
        assert_eq!(it.late(day(30)), Some(1));
        let it = it.ask(now()).unwrap();
        assert_eq!(it.late(day(30)), None);
    }

    #[test]
    fn unopened_it_is_reminded_of_after_three_working_days_and_taken_up_after_five() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        // Sent on a Tuesday: Wednesday, Thursday and Friday are over on Monday morning.
        assert!(referral().notices(at("2026-11-30T07:00:00Z")).is_empty());
        let first = referral().notices(at("2026-11-30T08:00:00Z"));
        assert_eq!((first.len(), first[0].to.is_some()), (1, false));
        let told = Referral {
            told_until: Some(at("2026-11-30T08:00:00Z")),
            ..referral()
        };
        assert!(told.notices(at("2026-12-01T23:00:00Z")).is_empty());
        let up = told.notices(at("2026-12-02T00:01:00Z"));
        assert_eq!((up.len(), up[0].to.is_some()), (1, true));
        let opened = told.open(at("2026-12-01T09:00:00Z"));
        assert!(opened.notices(at("2026-12-09T00:00:00Z")).is_empty());
    }

    #[test]
    fn exactly_one_leads_and_never_one_that_declined_while_another_stands() {
        let lead = referral().decline(now()).unwrap();
        let other = Referral {
            is_lead: false,
            ..referral()
        };
        assert_eq!(lead_of(&[]), None);
        assert_eq!(lead_of(&[lead.clone(), other.clone()]), Some(other.id));
        assert_eq!(lead_of(std::slice::from_ref(&lead)), Some(lead.id));
    }
}
