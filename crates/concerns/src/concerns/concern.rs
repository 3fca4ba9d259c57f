//! A concern, the five ways it can stand, and which word moves it.

use base::{AgencyId, On, Refusal, Subject, WardId, deadlines::rule, words};
use chrono::{DateTime, NaiveDate, Utc};

use crate::ClientId;

base::id! {
    /// A concern.
    ConcernId
}

words! {
    /// How it stands.
    pub enum ConcernState {
        Sent = "sent" / "Sent",
        Read = "read" / "Read",
        BeingWorkedOn = "being_worked_on" / "Being worked on",
        Done = "done" / "Done",
        ClosedNotDone = "closed_not_done" / "Closed without being done",
    }
}

words! {
    /// How it came.
    pub enum Source {
        Program = "program" / "From a program of a partner",
        Web = "web" / "On this site",
        Phone = "phone" / "By phone",
        Letter = "letter" / "By letter",
        Visit = "visit" / "In person",
        Event = "event" / "At an event",
    }
}

words! {
    /// How whoever reported it can be reached. Who they are is in the closed store.
    pub enum Reach {
        Unknown = "none" / "Filed by a program",
        Anonymous = "anonymous" / "Anonymous",
        Team = "team" / "The team can reach them",
        Updates = "updates" / "They want to hear how it goes",
    }
}

words! {
    /// Why it was closed without being done.
    pub enum CloseReason {
        Duplicate = "duplicate" / "It is known already",
        NotOurs = "not_ours" / "It is for somebody else",
        NothingMore = "nothing_more" / "There is nothing more to be done",
        Cancelled = "cancelled" / "Whoever sent it took it back",
        NotSaid = "not_said" / "Closed elsewhere, without saying why",
    }
}

words! {
    /// How a program says that it stands: FixMyStreet's words.
    pub enum ExternalStatus {
        Unchanged = "unchanged" / "Unchanged",
        Open = "open" / "Open",
        Closed = "closed" / "Closed",
        Fixed = "fixed" / "Fixed",
        InProgress = "in_progress" / "In progress",
        Planned = "planned" / "Planned",
        ActionScheduled = "action_scheduled" / "Action scheduled",
        Investigating = "investigating" / "Being looked into",
        Duplicate = "duplicate" / "Known already",
        NotOurs = "not_councils_responsibility" / "For somebody else",
        NoFurtherAction = "no_further_action" / "Nothing more to be done",
        InternalReferral = "internal_referral" / "Passed on inside",
        Cancelled = "cancelled" / "Taken back",
        Reopen = "reopen" / "Opened again",
        ForTriage = "for_triage" / "To be sorted",
    }
}

/// A concern. It holds no name, e-mail or phone.
#[derive(Clone, Debug)]
pub struct Concern {
    /// Its id.
    pub id: ConcernId,
    /// What programs and people quote.
    pub reference: String,
    /// Its kind, by the code of the place profile.
    pub service: String,
    /// Where.
    pub ward: WardId,
    /// Who deals with it.
    pub agency: AgencyId,
    /// Where, in words as sent.
    pub place: String,
    /// East, in degrees times one million.
    pub lon_e6: Option<i64>,
    /// North, in degrees times one million.
    pub lat_e6: Option<i64>,
    /// What a program sent, as it was sent. What people report themselves is in the closed store, and this is empty.
    pub words: String,
    /// What everyone may read.
    pub shown_words: Option<String>,
    /// Addresses of photos as sent, one a line.
    pub media_urls: String,
    /// Whether everyone may see those addresses.
    pub media_shown: bool,
    /// How it stands.
    pub state: ConcernState,
    /// As of when.
    pub state_at: DateTime<Utc>,
    /// Why it was closed without being done.
    pub reason: Option<CloseReason>,
    /// The last word on it that everyone may read.
    pub note: String,
    /// Which program filed it.
    pub client: Option<ClientId>,
    /// When it came in.
    pub requested_at: DateTime<Utc>,
    /// When anything about it changed.
    pub updated_at: DateTime<Utc>,
    /// When its kind is normally dealt with.
    pub expected_at: DateTime<Utc>,
    /// How it came.
    pub source: Source,
    /// How whoever reported it can be reached.
    pub reach: Reach,
    /// When and how often it happens, in words chosen from a list.
    pub happened: String,
    /// The concern that it is one more voice for.
    pub joined: Option<ConcernId>,
    /// What the reporter said when it was over: fixed, or not.
    pub said_fixed: Option<bool>,
    /// Since when its reporter has written back and nobody has dealt with it.
    pub wrote_back_on: Option<NaiveDate>,
    /// Whether the reporter agreed that an agency that takes it on may reach them too.
    pub may_pass: bool,
    /// Counts changes.
    pub version: i64,
}

/// Word on a concern.
#[derive(Clone, Debug)]
pub struct ConcernUpdate {
    /// What programs know it by.
    pub number: i64,
    /// On which concern.
    pub concern: ConcernId,
    /// Which program said so; none: the team.
    pub client: Option<ClientId>,
    /// What that program calls it.
    pub external_id: Option<String>,
    /// How it stood then.
    pub status: ExternalStatus,
    /// What is said.
    pub words: String,
    /// Whether everyone may read the words.
    pub shown: bool,
    /// When it was so.
    pub happened_at: DateTime<Utc>,
    /// When we learned of it.
    pub recorded_at: DateTime<Utc>,
}

/// Why a concern cannot move.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotMove {
    /// It is over.
    #[error("This concern is over already: {}. Look at it again.", .0.label().to_lowercase())]
    Over(ConcernState),
    /// Nothing was said.
    #[error("Write what residents should know. Nobody is helped by a change without a word.")]
    NoWords,
}

impl Refusal for CannotMove {}

impl Subject for Concern {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: Some(self.agency),
        }
    }
}

impl ConcernState {
    /// Whether it still waits for something.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::ClosedNotDone)
    }
}

impl ExternalStatus {
    /// How a concern stands after this word; none: as before.
    #[must_use]
    pub fn leads_to(self, now: ConcernState) -> Option<(ConcernState, Option<CloseReason>)> {
        use CloseReason as Why;
        use ConcernState::{BeingWorkedOn, ClosedNotDone, Done, Read};
        match self {
            Self::Unchanged => None,
            // Open is no news about one that is open.
            Self::Open | Self::Reopen | Self::ForTriage => (!now.is_open()).then_some((Read, None)),
            Self::InProgress
            | Self::Planned
            | Self::ActionScheduled
            | Self::Investigating
            | Self::InternalReferral => Some((BeingWorkedOn, None)),
            Self::Fixed => Some((Done, None)),
            Self::Closed => Some((ClosedNotDone, Some(Why::NotSaid))),
            Self::Duplicate => Some((ClosedNotDone, Some(Why::Duplicate))),
            Self::NotOurs => Some((ClosedNotDone, Some(Why::NotOurs))),
            Self::NoFurtherAction => Some((ClosedNotDone, Some(Why::NothingMore))),
            Self::Cancelled => Some((ClosedNotDone, Some(Why::Cancelled))),
        }
    }
}

impl Concern {
    /// Its page at the desk.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/concerns/{}", self.id)
    }

    /// Whether it still waits for something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.is_open()
    }

    /// Whether the reporter left a way to be reached.
    #[must_use]
    pub fn can_be_reached(&self) -> bool {
        matches!(self.reach, Reach::Team | Reach::Updates)
    }

    /// Until when somebody should have read it.
    #[must_use]
    pub fn read_by(&self) -> Option<DateTime<Utc>> {
        self.ends("concern-read")
    }

    /// Until when it should have been said what is done about it.
    #[must_use]
    pub fn decided_by(&self) -> Option<DateTime<Utc>> {
        self.ends("concern-decided")
    }

    /// Nothing before the promise was made: there was none to break.
    fn ends(&self, slug: &str) -> Option<DateTime<Utc>> {
        let clock = rule(slug).start(self.requested_at)?;
        Some(clock.end(self.requested_at))
    }

    /// Which promise to whoever sent it is broken, in words.
    #[must_use]
    pub fn late(&self, now: DateTime<Utc>) -> Option<&'static str> {
        let over = |end: Option<DateTime<Utc>>| end.is_some_and(|end| now > end);
        match self.state {
            ConcernState::Sent if over(self.read_by()) => Some("Not read in 72 hours"),
            ConcernState::Read if over(self.decided_by()) => Some("No decision in 10 working days"),
            _ => None,
        }
    }

    /// Days it took until it was over.
    #[must_use]
    pub fn took_days(&self) -> Option<i64> {
        (!self.is_open()).then(|| (self.state_at - self.requested_at).num_days().max(0))
    }

    /// What everyone could read of it is taken down.
    #[must_use]
    pub fn hidden(mut self, now: DateTime<Utc>) -> Self {
        self.shown_words = None;
        self.media_shown = false;
        self.updated_at = now;
        self
    }

    /// Another agency deals with it from now on.
    #[must_use]
    pub fn pass(mut self, agency: AgencyId, now: DateTime<Utc>) -> Self {
        self.agency = agency;
        self.updated_at = now;
        self
    }

    /// One more voice goes where its lead goes. What everyone may read of it stays its own.
    #[must_use]
    pub fn follow(mut self, lead: &Self) -> Self {
        // What somebody has read does not become unread.
        if lead.state != ConcernState::Sent || !self.is_open() {
            self.state = lead.state;
            self.state_at = lead.state_at.max(self.requested_at);
            self.reason = lead.reason;
        }
        if !lead.note.is_empty() {
            self.note.clone_from(&lead.note);
        }
        self.updated_at = lead.updated_at;
        self
    }

    /// Somebody of the team has read it and says what everyone may read of it: nothing, or these words.
    #[must_use]
    pub fn read(mut self, shown: Option<String>, media: bool, now: DateTime<Utc>) -> Self {
        self.shown_words = shown.filter(|words| !words.trim().is_empty());
        self.media_shown = media;
        if self.state == ConcernState::Sent {
            // Reading says nothing about the work: word from before it still counts.
            self.state = ConcernState::Read;
        }
        self.updated_at = now;
        self
    }

    /// Whether a person reported it themselves: what they wrote is in the closed store.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.reach != Reach::Unknown
    }

    /// Whether programs may read of it: what a person reported only once the team has read it and shows words of it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        !self.is_sealed() || self.shown_words.is_some()
    }

    /// Its reporter says whether it is fixed. If it is not, it is open again.
    #[must_use]
    pub fn judged(mut self, fixed: bool, now: DateTime<Utc>) -> Self {
        self.said_fixed = Some(fixed);
        self.updated_at = now;
        if !fixed && !self.is_open() {
            self.state = ConcernState::Read;
            self.state_at = now;
            self.reason = None;
            // It may be done for the others: the team looks at this one by itself.
            self.joined = None;
        }
        self
    }

    /// The team moves it, with a word for residents.
    ///
    /// # Errors
    /// Without a word, and once it is over.
    pub fn move_to(
        mut self,
        state: ConcernState,
        reason: Option<CloseReason>,
        note: String,
        now: DateTime<Utc>,
    ) -> Result<Self, CannotMove> {
        if note.trim().is_empty() {
            return Err(CannotMove::NoWords);
        }
        if !self.is_open() {
            return Err(CannotMove::Over(self.state));
        }
        self.state = state;
        self.state_at = now;
        self.reason = reason;
        self.note = note;
        self.updated_at = now;
        Ok(self)
    }

    /// A program says how it stood at a moment. Word that is older than how it stands now moves nothing.
    #[must_use]
    pub fn heard(mut self, status: ExternalStatus, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        self.updated_at = now;
        if !self.is_news(at) {
            return self;
        }
        if let Some((state, reason)) = status.leads_to(self.state) {
            self.state = state;
            self.reason = reason;
            self.state_at = at;
        }
        self
    }

    /// Whether word of a moment is newer than what moved it last. Programs say moments to the second, and their clocks
    /// differ from ours: a concern that nobody has moved yet takes any word.
    #[must_use]
    pub fn is_news(&self, at: DateTime<Utc>) -> bool {
        self.state_at == self.requested_at || at.timestamp() >= self.state_at.timestamp()
    }

    /// How the team's own word is told to programs.
    #[must_use]
    pub fn status_word(&self) -> ExternalStatus {
        match (self.state, self.reason) {
            (ConcernState::Sent | ConcernState::Read, _) => ExternalStatus::Open,
            (ConcernState::BeingWorkedOn, _) => ExternalStatus::InProgress,
            (ConcernState::Done, _) => ExternalStatus::Fixed,
            (_, Some(CloseReason::Duplicate)) => ExternalStatus::Duplicate,
            (_, Some(CloseReason::NotOurs)) => ExternalStatus::NotOurs,
            (_, Some(CloseReason::NothingMore)) => ExternalStatus::NoFurtherAction,
            (_, Some(CloseReason::Cancelled)) => ExternalStatus::Cancelled,
            (_, Some(CloseReason::NotSaid) | None) => ExternalStatus::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concern() -> Concern {
        let at = "2026-11-24T14:00:00Z".parse().unwrap();
        Concern {
            id: ConcernId::fresh(),
            reference: "C-7K3M-Q9XD".into(),
            service: "noise".into(),
            ward: WardId::fresh(),
            agency: AgencyId::fresh(),
            place: String::new(),
            lon_e6: None,
            lat_e6: None,
            words: "Loud".into(),
            shown_words: None,
            media_urls: String::new(),
            media_shown: false,
            state: ConcernState::Sent,
            state_at: at,
            reason: None,
            note: String::new(),
            client: None,
            requested_at: at,
            updated_at: at,
            expected_at: at,
            source: Source::Program,
            reach: Reach::Unknown,
            happened: String::new(),
            joined: None,
            said_fixed: None,
            wrote_back_on: None,
            may_pass: false,
            version: 1,
        }
    }

    #[test]
    fn older_word_never_overrides_newer() {
        let it = concern();
        let (now, hour) = (it.state_at, chrono::Duration::hours(1));
        let it = it.heard(ExternalStatus::Fixed, now + hour * 2, now + hour * 2);
        assert_eq!(it.state, ConcernState::Done);
        let it = it.heard(ExternalStatus::InProgress, now + hour, now + hour * 3);
        assert_eq!(it.state, ConcernState::Done);
        let it = it.heard(ExternalStatus::Reopen, now + hour * 3, now + hour * 3);
        assert_eq!(it.state, ConcernState::Read);
    }

    #[test]
    fn it_is_not_closed_without_a_word_or_twice() {
        let now = concern().state_at;
        let done = |it: Concern, note: &str| it.move_to(ConcernState::Done, None, note.into(), now);
        assert_eq!(done(concern(), " ").unwrap_err(), CannotMove::NoWords);
        let over = done(concern(), "Gone").unwrap();
        assert_eq!(
            done(over, "Gone").unwrap_err(),
            CannotMove::Over(ConcernState::Done)
        );
    }
}
