//! A meeting and what it may do at which point of its life.

use base::{On, Refusal, Subject, WardId, clock, words};
use chrono::{DateTime, NaiveDate, Utc};

use super::super::members::Quorum;
use crate::MeetingId;

words! {
    /// The life of a meeting.
    pub enum MeetingState {
        Scheduled = "scheduled" / "Scheduled",
        PapersOut = "papers_out" / "Papers are out",
        InSession = "in_session" / "In session",
        Held = "held" / "Held, minutes to come",
        Published = "published" / "Minutes published",
        Cancelled = "cancelled" / "Cancelled",
    }
}

words! {
    /// The eight stages, one address each.
    pub enum Stage {
        Papers = "papers" / "Papers",
        LastTime = "last-time" / "Last time",
        Evidence = "evidence" / "Evidence",
        Suggestions = "suggestions" / "Suggestions",
        Rank = "rank" / "Rank",
        Agree = "agree" / "Agree",
        Actions = "actions" / "Actions",
        Minutes = "minutes" / "Minutes",
    }
}

words! {
    /// How a member was there.
    pub enum How {
        Room = "room" / "In the room",
        Phone = "phone" / "On the phone or video",
        Apologies = "apologies" / "Sent apologies",
    }
}

/// A meeting.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Of which ward's panel.
    pub ward: WardId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it is planned to end.
    pub ends_at: DateTime<Utc>,
    /// The day: the word in URLs.
    pub held_on: NaiveDate,
    /// Where.
    pub venue: String,
    /// How to get in, hear, or join from elsewhere.
    pub access: String,
    /// Where it is in its life.
    pub state: MeetingState,
    /// Where the chair has brought it to.
    pub stage: Stage,
    /// Why it was cancelled.
    pub why_cancelled: Option<String>,
    /// When the papers went out.
    pub papers_out_at: Option<DateTime<Utc>>,
    /// The figures, frozen on that day.
    pub evidence: Option<String>,
    /// When the chair opened the evidence.
    pub evidence_opened_at: Option<DateTime<Utc>>,
    /// Why it was not opened.
    pub evidence_not_opened: Option<String>,
    /// Notes for the minutes.
    pub notes: String,
    /// Counts changes of the notes.
    pub version: i64,
    /// When it was planned or cancelled: what a resident's calendar shows of it.
    pub changed_at: Option<DateTime<Utc>>,
}

/// Why a meeting cannot.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotMeet {
    /// Not at this point of its life.
    #[error("{}. That can be done while it is {}.", said(*.0), .1)]
    NotNow(MeetingState, &'static str),
    /// Too few to decide.
    #[error("Only a meeting with a quorum can agree. Here are {there} of {of} voting members, and {needed} are needed. Put who is here in the register, or agree at the next meeting.", there = .0.there, of = .0.of, needed = .0.needed)]
    NoQuorum(Quorum),
    /// Nobody has looked.
    #[error(
        "The agree stage opens when the meeting has opened the evidence. Open it, or write down why it is not looked at."
    )]
    EvidenceNotOpened,
}
impl Refusal for CannotMeet {}

/// Where a meeting is in its life, as a sentence begins.
fn said(state: MeetingState) -> &'static str {
    match state {
        MeetingState::Scheduled => "The papers of this meeting are not out yet",
        MeetingState::PapersOut => "This meeting has not been opened yet",
        MeetingState::InSession => "This meeting is in session",
        MeetingState::Held => "This meeting is over",
        MeetingState::Published => "This meeting is over and its minutes are published",
        MeetingState::Cancelled => "This meeting is cancelled",
    }
}

impl Subject for Meeting {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: None,
        }
    }
}

impl Meeting {
    /// Whether it is still to come, with its papers out or not.
    #[must_use]
    pub fn has_not_begun(&self) -> bool {
        matches!(
            self.state,
            MeetingState::Scheduled | MeetingState::PapersOut
        )
    }

    /// Its workspace.
    #[must_use]
    pub fn desk_path(&self) -> String {
        format!("/desk/meetings/{}", self.id)
    }

    /// The page of a stage.
    #[must_use]
    pub fn stage_path(&self, stage: Stage) -> String {
        format!("/desk/meetings/{}/{}", self.id, stage.word())
    }

    /// "Tuesday 1 December 2026, 7pm to 8:30pm".
    #[must_use]
    pub fn when(&self) -> String {
        format!(
            "{} to {}",
            clock::day_and_time(self.starts_at),
            clock::time(self.ends_at)
        )
    }

    /// The papers go out, with the figures as they are on that day.
    ///
    /// # Errors
    /// After the meeting has begun.
    pub fn send_papers(mut self, evidence: String, now: DateTime<Utc>) -> Result<Self, CannotMeet> {
        if !matches!(
            self.state,
            MeetingState::Scheduled | MeetingState::PapersOut
        ) {
            return Err(CannotMeet::NotNow(self.state, "not yet in session"));
        }
        self.state = MeetingState::PapersOut;
        self.papers_out_at = Some(now);
        self.evidence = Some(evidence);
        Ok(self)
    }

    /// The chair moves the meeting on. Only forwards, one stage at a time;
    /// the first step opens it.
    ///
    /// # Errors
    /// Before the papers are out, and after the last stage.
    pub fn move_on(mut self) -> Result<Self, CannotMeet> {
        match self.state {
            MeetingState::PapersOut => {
                self.state = MeetingState::InSession;
                self.stage = Stage::LastTime;
            }
            MeetingState::InSession => {
                match Stage::ALL.iter().position(|stage| *stage == self.stage) {
                    Some(at) if at + 1 < Stage::ALL.len() => self.stage = Stage::ALL[at + 1],
                    _ => self.state = MeetingState::Held,
                }
            }
            other => return Err(CannotMeet::NotNow(other, "in session")),
        }
        Ok(self)
    }

    /// The chair opens the evidence, or says why not.
    ///
    /// # Errors
    /// When the meeting is not in session.
    pub fn open_evidence(
        mut self,
        why_not: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Self, CannotMeet> {
        self.is_in_session()?;
        match why_not {
            None => self.evidence_opened_at = Some(now),
            Some(reason) => self.evidence_not_opened = Some(reason),
        }
        Ok(self)
    }

    /// Cancelled, with the reason residents read.
    ///
    /// # Errors
    /// Once it has begun.
    pub fn cancel(mut self, why: String, now: DateTime<Utc>) -> Result<Self, CannotMeet> {
        if !matches!(
            self.state,
            MeetingState::Scheduled | MeetingState::PapersOut
        ) {
            return Err(CannotMeet::NotNow(self.state, "not yet in session"));
        }
        self.state = MeetingState::Cancelled;
        self.why_cancelled = Some(why);
        self.changed_at = Some(now);
        Ok(self)
    }

    /// Whether it is going on.
    ///
    /// # Errors
    /// When it is not.
    pub fn is_in_session(&self) -> Result<(), CannotMeet> {
        if self.state == MeetingState::InSession {
            Ok(())
        } else {
            Err(CannotMeet::NotNow(self.state, "in session"))
        }
    }

    /// Whether members may send their order.
    ///
    /// # Errors
    /// Before the papers are out, and once it is over.
    pub fn may_rank(&self) -> Result<(), CannotMeet> {
        if matches!(
            self.state,
            MeetingState::PapersOut | MeetingState::InSession
        ) {
            Ok(())
        } else {
            Err(CannotMeet::NotNow(
                self.state,
                "open for orders: from its papers to its end",
            ))
        }
    }

    /// Whether its votes count: in session and quorate.
    ///
    /// # Errors
    /// With what is missing.
    pub fn may_decide(&self, quorum: Quorum) -> Result<(), CannotMeet> {
        self.is_in_session()?;
        if quorum.reached() {
            Ok(())
        } else {
            Err(CannotMeet::NoQuorum(quorum))
        }
    }

    /// Whether it may agree anything: in session, quorate, evidence seen.
    ///
    /// # Errors
    /// With what is missing.
    pub fn may_agree(&self, quorum: Quorum) -> Result<(), CannotMeet> {
        self.may_decide(quorum)?;
        if self.evidence_opened_at.is_none() && self.evidence_not_opened.is_none() {
            return Err(CannotMeet::EvidenceNotOpened);
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn meeting() -> Meeting {
        let at = chrono::TimeZone::with_ymd_and_hms(&Utc, 2026, 12, 1, 19, 0, 0).unwrap();
        Meeting {
            id: MeetingId::fresh(),
            ward: WardId::fresh(),
            starts_at: at,
            ends_at: at,
            held_on: clock::day(at),
            venue: String::new(),
            access: String::new(),
            state: MeetingState::Scheduled,
            stage: Stage::Papers,
            why_cancelled: None,
            papers_out_at: None,
            evidence: None,
            evidence_opened_at: None,
            evidence_not_opened: None,
            notes: String::new(),
            version: 1,
            changed_at: None,
        }
    }

    const ENOUGH: Quorum = Quorum {
        there: 5,
        of: 9,
        needed: 4,
    };

    #[test]
    fn nothing_is_agreed_before_the_evidence_was_opened_or_the_chair_said_why_not() {
        let now = Utc::now();
        let meeting = meeting()
            .send_papers("{}".into(), now)
            .unwrap()
            .move_on()
            .unwrap();
        assert_eq!(
            meeting.may_agree(ENOUGH),
            Err(CannotMeet::EvidenceNotOpened)
        );
        assert_eq!(
            meeting
                .clone()
                .open_evidence(None, now)
                .unwrap()
                .may_agree(ENOUGH),
            Ok(())
        );
        assert_eq!(
            meeting
                .open_evidence(Some("Power cut".into()), now)
                .unwrap()
                .may_agree(ENOUGH),
            Ok(())
        );
    }

    #[test]
    fn a_meeting_without_a_quorum_cannot_agree() {
        let now = Utc::now();
        let meeting = meeting()
            .send_papers("{}".into(), now)
            .unwrap()
            .move_on()
            .unwrap()
            .open_evidence(None, now)
            .unwrap();
        let few = Quorum {
            there: 2,
            of: 9,
            needed: 4,
        };
        assert_eq!(meeting.may_agree(few), Err(CannotMeet::NoQuorum(few)));
    }

    #[test]
    fn the_chair_moves_it_on_through_eight_stages_and_not_beyond() {
        let mut meeting = meeting().send_papers("{}".into(), Utc::now()).unwrap();
        let mut stages = Vec::new();
        for _ in 0..8 {
            meeting = meeting.move_on().unwrap();
            stages.push(meeting.stage.word());
        }
        assert_eq!(meeting.state, MeetingState::Held);
        assert_eq!(stages.last(), Some(&"minutes"));
        assert!(meeting.move_on().is_err());
    }

    #[test]
    fn a_meeting_that_has_begun_is_not_cancelled() {
        let meeting = meeting()
            .send_papers("{}".into(), Utc::now())
            .unwrap()
            .move_on()
            .unwrap();
        assert!(meeting.cancel("Snow".into(), Utc::now()).is_err());
    }
}
