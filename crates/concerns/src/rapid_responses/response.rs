//! A call about doorstep crime or a scam: its clocks, and what may be written down when.

use base::{
    AgencyId, On, Refusal, Subject, WardId,
    deadlines::{Notice, Running, rule},
    words,
};
use chrono::{DateTime, DurationRound as _, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ConcernId;

base::id! {
    /// A call about doorstep crime or a scam.
    RapidResponseId
}

/// What ledgers call it.
pub const RECORD: &str = "rapid response";

words! {
    /// What it is about.
    pub enum CallKind {
        Trader = "trader" / "Doorstep trader or rogue builder",
        Courier = "courier" / "Courier fraud",
        Burglary = "burglary" / "Distraction burglary",
        Phone = "phone" / "Scam by phone",
        Online = "online" / "Scam by post, text or online",
        Other = "other" / "Something else",
    }
}

words! {
    /// Who rang.
    pub enum Caller {
        Victim = "victim" / "The victim",
        Family = "family" / "Family or a carer",
        Bank = "bank" / "A bank or a post office",
        Neighbour = "neighbour" / "A neighbour",
        Police = "police" / "The police",
        Other = "other" / "Somebody else",
    }
}

words! {
    /// What was decided.
    pub enum Decision {
        Attend = "attend" / "Go there",
        Phone = "phone" / "Help by phone or video",
        NoVisit = "no_visit" / "Nobody goes",
    }
}

words! {
    /// Why nobody goes.
    pub enum NoVisit {
        Elsewhere = "elsewhere" / "Another agency goes",
        Over = "over" / "It is over, and nothing more is lost",
        NotWished = "not_wished" / "They do not want it",
        NotDoorstep = "not_doorstep" / "It is no doorstep crime and no scam",
    }
}

words! {
    /// Why they were not reached in time.
    pub enum WhyLate {
        NobodyFree = "nobody_free" / "Nobody was free",
        Later = "later" / "They asked for a later time",
        NotFound = "not_found" / "Nobody answered, or the place was not found",
        Danger = "danger" / "It was not safe to go without the police",
        Other = "other" / "Something else",
    }
}

words! {
    /// What came of it, and who was brought in.
    pub enum CallResult {
        PoliceAttended = "police_attended" / "Police attended",
        BankingProtocol = "banking_protocol" / "Banking protocol used",
        Safeguarding = "safeguarding" / "Adult safeguarding told",
        TraderDisrupted = "trader_disrupted" / "Trader stopped or sent away",
        Arrest = "arrest" / "Arrest",
        Prosecution = "prosecution" / "Prosecution",
        Evidence = "evidence" / "Evidence secured",
        CallBlocker = "call_blocker" / "Call blocker fitted",
        DoorSticker = "door_sticker" / "Door sticker and advice given",
        Referral = "referral" / "Referred for support",
    }
}

/// A call.
#[derive(Clone, Debug)]
pub struct RapidResponse {
    /// Its id.
    pub id: RapidResponseId,
    /// To quote.
    pub reference: String,
    /// Where it happens.
    pub ward: WardId,
    /// Who answers it; none: the ward team.
    pub agency: Option<AgencyId>,
    /// What it is about.
    pub kind: CallKind,
    /// Who rang.
    pub caller: Caller,
    /// Whether it was going on when they rang.
    pub in_progress: bool,
    /// Whether the victim was known from before.
    pub is_repeat: bool,
    /// When they rang.
    pub received_at: DateTime<Utc>,
    /// What was decided, and when.
    pub decision: Option<Decision>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why nobody goes.
    pub no_visit: Option<NoVisit>,
    /// When they were reached.
    pub reached_at: Option<DateTime<Utc>>,
    /// Why they were not reached in time.
    pub why_late: Option<WhyLate>,
    /// Pounds that were not lost.
    pub saved: Option<i64>,
    /// When they were looked after again.
    pub first_follow_up_on: Option<NaiveDate>,
    /// And once more.
    pub second_follow_up_on: Option<NaiveDate>,
    /// Since when it is over.
    pub closed_on: Option<NaiveDate>,
    /// Up to when reminders were written.
    pub told_until: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i64,
}

/// What was told. Only ever kept sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Told {
    /// The address.
    pub address: String,
    /// What makes them vulnerable.
    pub vulnerable: String,
    /// What was lost or is at risk.
    pub lost: String,
    /// The trader and the vehicle.
    pub trader: String,
}

/// Nothing of it in a log.
impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told(…)")
    }
}

/// Why it cannot be written down that they were reached.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotReach {
    /// Nothing was decided.
    #[error("Decide first whether somebody goes.")]
    Undecided,
    /// Nobody goes.
    #[error("It was decided that nobody goes. Change that first, if somebody went.")]
    NoVisit,
    /// The first time counts.
    #[error(
        "When they were reached stands there already, and the first time counts. If it is wrong, add what is right under \"Who and where\"."
    )]
    Already,
    /// Before the call, or still to come.
    #[error("Write a time between the call and now.")]
    Outside,
    /// Late without a reason.
    #[error("That is more than two hours after the call. Choose why.")]
    NoReason,
}
impl Refusal for CannotReach {}

impl Subject for RapidResponse {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: self.agency,
        }
    }
}

impl RapidResponseId {
    /// Under this id the closed store keeps what was told.
    #[must_use]
    pub fn sealed(self) -> ConcernId {
        ConcernId(self.0)
    }

    /// The call of which the closed store keeps something under this id.
    #[must_use]
    pub fn of_sealed(id: ConcernId) -> Self {
        Self(id.0)
    }
}

impl RapidResponse {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/rapid-responses/{}", self.id)
    }

    /// Whether something is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed_on.is_none()
    }

    fn clock(&self, slug: &str, stopped: Option<DateTime<Utc>>) -> Option<Running<'static>> {
        Some(
            rule(slug)
                .start(self.received_at)?
                .restored(Vec::new(), stopped),
        )
    }

    /// The clock until it is decided.
    #[must_use]
    pub fn deciding(&self) -> Option<Running<'static>> {
        self.clock("scam-decision", self.decided_at)
    }

    /// The clock until they are reached; none where nobody goes.
    #[must_use]
    pub fn reaching(&self) -> Option<Running<'static>> {
        let goes = self.decision != Some(Decision::NoVisit);
        self.clock("scam-rapid-response", self.reached_at)
            .filter(|_| goes)
    }

    /// Whether they were reached in time; nothing where nobody goes.
    #[must_use]
    pub fn in_time(&self, now: DateTime<Utc>) -> Option<bool> {
        let clock = self.reaching()?;
        Some(self.reached_at.is_some() && clock.late(now).is_none())
    }

    /// When they were helped: reached, or nobody was to go. From then on they are looked after.
    fn helped_at(&self) -> Option<DateTime<Utc>> {
        let nobody = self.decision == Some(Decision::NoVisit);
        self.reached_at.or(self.decided_at.filter(|_| nobody))
    }

    /// Until when they are looked after again, first and second; what was done is left out.
    #[must_use]
    pub fn follow_ups(&self) -> Vec<(&'static str, NaiveDate)> {
        let due = |slug: &str| {
            let helped_at = self.helped_at()?;
            let clock = rule(slug).start(helped_at)?;
            Some(base::clock::day(clock.end(helped_at)))
        };
        let both = [
            ("First", "scam-follow-up-first", self.first_follow_up_on),
            ("Second", "scam-follow-up-second", self.second_follow_up_on),
        ];
        both.into_iter()
            .filter(|(.., done)| done.is_none())
            .filter_map(|(name, slug, _)| Some((name, due(slug)?)))
            .collect()
    }

    /// What fell due about it after the last telling.
    #[must_use]
    pub fn notices(&self, until: DateTime<Utc>) -> Vec<Notice> {
        if !self.is_open() {
            return Vec::new();
        }
        let after = self.told_until.unwrap_or(self.received_at);
        let follow_up = |slug, done: Option<NaiveDate>| {
            let helped_at = self.helped_at().filter(|_| done.is_none());
            helped_at.and_then(|at| rule(slug).start(at))
        };
        let clocks = [
            self.deciding(),
            self.reaching(),
            follow_up("scam-follow-up-first", self.first_follow_up_on),
            follow_up("scam-follow-up-second", self.second_follow_up_on),
        ];
        let clocks = clocks.into_iter().flatten();
        clocks.flat_map(|it| it.notices(after, until)).collect()
    }

    /// Whether it can be decided so: where somebody was there, somebody went.
    #[must_use]
    pub fn may_decide(&self, to: Decision) -> bool {
        to != Decision::NoVisit || self.reached_at.is_none()
    }

    /// It is decided.
    #[must_use]
    pub fn decided(mut self, to: Decision, no_visit: Option<NoVisit>, now: DateTime<Utc>) -> Self {
        self.decided_at.get_or_insert(now);
        self.decision = Some(to);
        self.no_visit = no_visit.filter(|_| to == Decision::NoVisit);
        self
    }

    /// They were reached.
    ///
    /// # Errors
    /// Before it was decided, where nobody goes, at a time that cannot be, and late without a reason.
    pub fn reached(
        mut self,
        at: DateTime<Utc>,
        why_late: Option<WhyLate>,
        now: DateTime<Utc>,
    ) -> Result<Self, CannotReach> {
        if self.reached_at.is_some() {
            return Err(CannotReach::Already);
        }
        match self.decision {
            None => return Err(CannotReach::Undecided),
            Some(Decision::NoVisit) => return Err(CannotReach::NoVisit),
            Some(Decision::Attend | Decision::Phone) => {}
        }
        // Times are written without seconds: the minute of the call is not before it.
        let minute = self.received_at.duration_trunc(TimeDelta::minutes(1));
        if at < minute.unwrap_or(self.received_at) || at > now {
            return Err(CannotReach::Outside);
        }
        self.reached_at = Some(at.max(self.received_at));
        let late = self
            .reaching()
            .is_some_and(|clock| clock.late(now).is_some());
        if late && why_late.is_none() {
            return Err(CannotReach::NoReason);
        }
        self.why_late = why_late.filter(|_| late);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-24T{text}:00Z").parse().unwrap()
    }

    fn call() -> RapidResponse {
        RapidResponse {
            id: RapidResponseId::fresh(),
            reference: String::new(),
            ward: WardId::fresh(),
            agency: None,
            kind: CallKind::Trader,
            caller: Caller::Bank,
            in_progress: true,
            is_repeat: false,
            received_at: at("10:00"),
            decision: None,
            decided_at: None,
            no_visit: None,
            reached_at: None,
            why_late: None,
            saved: None,
            first_follow_up_on: None,
            second_follow_up_on: None,
            closed_on: None,
            told_until: None,
            version: 1,
        }
    }

    #[test]
    fn they_are_reached_within_two_hours_or_it_is_said_why_not() {
        let decided = call().decided(Decision::Attend, None, at("10:10"));
        let reach = |text, why| decided.clone().reached(at(text), why, at("14:00"));
        assert_eq!(reach("12:00", None).unwrap().why_late, None);
        assert_eq!(reach("12:01", None).unwrap_err(), CannotReach::NoReason);
        let late = reach("12:01", Some(WhyLate::Danger)).unwrap();
        assert_eq!(late.why_late, Some(WhyLate::Danger));
        assert!(!late.may_decide(Decision::NoVisit));
        let again = late.reached(at("11:00"), None, at("14:00"));
        assert_eq!(again.unwrap_err(), CannotReach::Already);
        let mut call = call().decided(Decision::Attend, None, at("10:10"));
        call.received_at += TimeDelta::seconds(40);
        assert!(call.reached(at("10:00"), None, at("10:10")).is_ok());
        assert_eq!(reach("09:59", None).unwrap_err(), CannotReach::Outside);
        assert_eq!(reach("14:01", None).unwrap_err(), CannotReach::Outside);
    }

    #[test]
    fn nobody_is_reached_before_it_is_decided_or_where_nobody_goes() {
        let reach = |it: RapidResponse| it.reached(at("11:00"), None, at("12:00")).unwrap_err();
        assert_eq!(reach(call()), CannotReach::Undecided);
        let nobody = call().decided(Decision::NoVisit, Some(NoVisit::Over), at("10:10"));
        assert!(nobody.reaching().is_none());
        assert_eq!(reach(nobody), CannotReach::NoVisit);
    }

    #[test]
    fn they_are_looked_after_from_when_they_were_helped() {
        let decided = call().decided(Decision::Attend, None, at("10:10"));
        assert!(decided.follow_ups().is_empty(), "nobody was there yet");
        let reached = decided.reached(at("11:00"), None, at("14:00")).unwrap();
        let day = |d, m| NaiveDate::from_ymd_opt(if m == 1 { 2027 } else { 2026 }, m, d).unwrap();
        let due = [("First", day(8, 12)), ("Second", day(5, 1))];
        assert_eq!(reached.follow_ups(), due);
        let nobody = call().decided(Decision::NoVisit, Some(NoVisit::Over), at("10:10"));
        assert_eq!(nobody.follow_ups(), due);
    }

    #[test]
    fn a_decision_that_changes_keeps_the_time_of_the_first() {
        let first = call().decided(Decision::NoVisit, Some(NoVisit::Over), at("10:20"));
        let then = first.decided(Decision::Attend, Some(NoVisit::Over), at("11:00"));
        assert_eq!((then.decided_at, then.no_visit), (Some(at("10:20")), None));
        let late = then.deciding().unwrap().late(at("12:00")).unwrap();
        assert_eq!(late.num_minutes(), 5);
    }
}
