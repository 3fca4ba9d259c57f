//! A resident's question, the states it goes through, and the clock of the
//! promise to answer it.

use base::{On, Refusal, Subject, WardId, deadlines::Holidays, words};
use chrono::{DateTime, Utc};

use super::notices;

base::id! {
    /// A resident's question.
    QueryId
}

words! {
    /// How it came in.
    pub enum Channel {
        Web = "web" / "This website",
        Phone = "phone" / "By phone",
        InPerson = "in_person" / "In person",
        Letter = "letter" / "By letter",
        Sms = "sms" / "By text message",
        Email = "email" / "By e-mail",
        Social = "social" / "On social media",
        Event = "event" / "At a ward event",
    }
}

words! {
    /// How it stands.
    pub enum QueryState {
        Received = "received" / "Received",
        Acknowledged = "acknowledged" / "Somebody is on it",
        Answered = "answered" / "Answered",
        Signposted = "signposted" / "Passed on to who can help",
        Redress = "redress" / "With the inspector",
        Closed = "closed" / "Closed",
    }
}

words! {
    /// Who can help, when it is not the ward team.
    pub enum Signpost {
        Council = "council" / "The council",
        Emergency = "emergency" / "999, the emergency number",
        Police101 = "police_101" / "101, to report a crime",
        Other = "other" / "Somebody else",
    }
}

/// When an answer is due: the promised hours after it came in, every one of
/// them, through nights, weekends, bank holidays and the change of the clocks.
#[must_use]
pub fn due(received_at: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
    notices::hours(hours).end(received_at, Holidays::england_and_wales())
}

/// A resident's question. It holds no name, address, e-mail or phone.
#[derive(Clone, Debug)]
pub struct Query {
    /// Its id.
    pub id: QueryId,
    /// What is printed and read out.
    pub reference: String,
    /// To the team of which ward.
    pub ward: WardId,
    /// A category of the place profile.
    pub category: String,
    /// How it came in.
    pub channel: Channel,
    /// The asker's words.
    pub question: String,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// The hours promised on that day.
    pub answer_hours: i64,
    /// By when it is to be answered.
    pub due_at: DateTime<Utc>,
    /// Who answers: a role, never a name.
    pub officer: String,
    /// How it stands.
    pub state: QueryState,
    /// When the program said that it had arrived.
    pub automatic_ack_at: Option<DateTime<Utc>>,
    /// When a person took it on.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// When the first meaningful answer was given.
    pub answered_at: Option<DateTime<Utc>>,
    /// When a person said who else can help.
    pub signposted_at: Option<DateTime<Utc>>,
    /// Who that is.
    pub signposted_to: Option<Signpost>,
    /// What the asker reads.
    pub answer: String,
    /// When the asker said that this does not answer it.
    pub redress_at: Option<DateTime<Utc>>,
    /// What is missing.
    pub redress_words: String,
    /// When the inspector's answer is due.
    pub redress_due_at: Option<DateTime<Utc>>,
    /// When the inspector answered.
    pub redress_answered_at: Option<DateTime<Utc>>,
    /// The inspector's answer.
    pub redress_answer: String,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts changes.
    pub version: i64,
}

/// Why a question cannot move.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotMove {
    /// It is over, or answered already.
    #[error("This question is already at: {}. Look at it again before you go on.", .0.label().to_lowercase())]
    Already(QueryState),
    /// Nothing to read.
    #[error("Write the answer in plain words. The asker reads it as it stands.")]
    NoWords,
    /// Nothing was said yet.
    #[error("Answer it first, or say who can help. A question is not closed without a word.")]
    NotAnswered,
    /// Only the inspector.
    #[error(
        "The asker has turned to the inspector. The inspector of this ward answers it from here."
    )]
    OnlyTheInspector,
    /// Too early, or a second time.
    #[error(
        "This goes to the inspector once it was answered or the answer is late, and once only. You can add a note at any time."
    )]
    NoRedressYet,
}
impl Refusal for CannotMove {}

impl Subject for Query {
    fn on(&self) -> On {
        On {
            ward: Some(self.ward),
            agency: None,
        }
    }
}

impl Query {
    /// When the clock stopped: at a person's answer, or when a person said who
    /// else can help. Never at an acknowledgement.
    #[must_use]
    pub fn replied_at(&self) -> Option<DateTime<Utc>> {
        match (self.answered_at, self.signposted_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Whether the team, or the inspector, still owes an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(
            self.state,
            QueryState::Received | QueryState::Acknowledged | QueryState::Redress
        )
    }

    /// The clock that runs now: the team's, or the inspector's.
    #[must_use]
    pub fn clock(&self) -> DateTime<Utc> {
        match (self.state, self.redress_due_at) {
            (QueryState::Redress, Some(due)) => due,
            _ => self.due_at,
        }
    }

    /// Whether an answer is owed and late.
    #[must_use]
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.is_open() && now > self.clock()
    }

    /// Its page in the working area.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/queries/{}", self.id)
    }

    /// A person takes it on. The clock runs on.
    ///
    /// # Errors
    /// When it was taken on, or is over.
    pub fn acknowledge(mut self, officer: String, now: DateTime<Utc>) -> Result<Self, CannotMove> {
        if self.state != QueryState::Received {
            return Err(CannotMove::Already(self.state));
        }
        self.officer = officer;
        self.acknowledged_at = Some(now);
        self.state = QueryState::Acknowledged;
        Ok(self)
    }

    /// A person answers. After redress only the inspector does.
    ///
    /// # Errors
    /// When it is answered, without words, and to others than the inspector after redress.
    pub fn answer(
        mut self,
        words: String,
        inspector: bool,
        now: DateTime<Utc>,
    ) -> Result<Self, CannotMove> {
        self.may_be_answered(inspector)?;
        if words.trim().is_empty() {
            return Err(CannotMove::NoWords);
        }
        if self.state == QueryState::Redress {
            self.redress_answered_at = Some(now);
            self.redress_answer = words;
        } else {
            self.answer = words;
        }
        if self.replied_at().is_none() {
            self.answered_at = Some(now);
        }
        self.state = QueryState::Answered;
        Ok(self)
    }

    fn may_be_answered(&self, inspector: bool) -> Result<(), CannotMove> {
        match self.state {
            QueryState::Redress if !inspector => Err(CannotMove::OnlyTheInspector),
            _ if self.is_open() => Ok(()),
            state => Err(CannotMove::Already(state)),
        }
    }

    /// A person says who can help, because it is not for the police.
    ///
    /// # Errors
    /// As [`Query::answer`]; after redress it is answered, not passed on.
    pub fn signpost(
        mut self,
        to: Signpost,
        words: String,
        now: DateTime<Utc>,
    ) -> Result<Self, CannotMove> {
        if !matches!(self.state, QueryState::Received | QueryState::Acknowledged) {
            return Err(CannotMove::Already(self.state));
        }
        if words.trim().is_empty() {
            return Err(CannotMove::NoWords);
        }
        self.signposted_at = Some(now);
        self.signposted_to = Some(to);
        self.answer = words;
        self.state = QueryState::Signposted;
        Ok(self)
    }

    /// It is over: the asker or the team says so.
    ///
    /// # Errors
    /// Before it was answered, and a second time.
    pub fn close(mut self, now: DateTime<Utc>) -> Result<Self, CannotMove> {
        match self.state {
            QueryState::Answered | QueryState::Signposted => {
                self.closed_at = Some(now);
                self.state = QueryState::Closed;
                Ok(self)
            }
            QueryState::Closed => Err(CannotMove::Already(self.state)),
            _ => Err(CannotMove::NotAnswered),
        }
    }

    /// Whether the asker may turn to the inspector now.
    #[must_use]
    pub fn may_ask_redress(&self, now: DateTime<Utc>) -> bool {
        self.redress_at.is_none()
            && match self.state {
                QueryState::Answered | QueryState::Signposted => true,
                QueryState::Received | QueryState::Acknowledged => self.is_late(now),
                QueryState::Redress | QueryState::Closed => false,
            }
    }

    /// The asker says that this does not answer it. The inspector's clock
    /// begins; the team's is not stopped by it.
    ///
    /// # Errors
    /// Before an answer that is not late, and a second time.
    pub fn redress(
        mut self,
        words: String,
        hours: i64,
        now: DateTime<Utc>,
    ) -> Result<Self, CannotMove> {
        if !self.may_ask_redress(now) {
            return Err(CannotMove::NoRedressYet);
        }
        self.redress_at = Some(now);
        self.redress_words = words;
        self.redress_due_at = Some(due(now, hours));
        self.state = QueryState::Redress;
        Ok(self)
    }
}

/// The time left, or the time it is late: "19 hours left", "2 days 3 hours late".
#[must_use]
pub fn left(due_at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let late = now > due_at;
    let minutes = (due_at - now).num_minutes().abs();
    let (days, hours) = (minutes / 1440, minutes % 1440 / 60);
    let many = |n: i64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let long = match (days, hours) {
        (0, 0) => many(minutes, "minute"),
        (0, hours) => many(hours, "hour"),
        (days, 0) => many(days, "day"),
        (days, hours) => format!("{} {}", many(days, "day"), many(hours, "hour")),
    };
    format!("{long} {}", if late { "late" } else { "left" })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    pub(in crate::queries) fn query(received: &str) -> Query {
        let received_at = at(received);
        Query {
            id: QueryId::fresh(),
            reference: "7K3M-9QXT".into(),
            ward: WardId::fresh(),
            category: "noise".into(),
            channel: Channel::Web,
            question: "When do you come by?".into(),
            received_at,
            answer_hours: 72,
            due_at: due(received_at, 72),
            officer: "Constable, Ward Team".into(),
            state: QueryState::Received,
            automatic_ack_at: Some(received_at),
            acknowledged_at: None,
            answered_at: None,
            signposted_at: None,
            signposted_to: None,
            answer: String::new(),
            redress_at: None,
            redress_words: String::new(),
            redress_due_at: None,
            redress_answered_at: None,
            redress_answer: String::new(),
            closed_at: None,
            version: 1,
        }
    }

    #[test]
    fn seventy_two_hours_are_elapsed_hours() {
        for (received, expected, spoken) in [
            // The clocks go back on 25 October 2026: 2pm becomes 1pm.
            (
                "2026-10-23T13:00:00Z",
                "2026-10-26T13:00:00Z",
                "Monday 26 October 2026, 1pm",
            ),
            // They go forward on 29 March 2026.
            (
                "2026-03-27T14:00:00Z",
                "2026-03-30T14:00:00Z",
                "Monday 30 March 2026, 3pm",
            ),
            // Christmas and Boxing Day are days like others.
            (
                "2026-12-24T17:00:00Z",
                "2026-12-27T17:00:00Z",
                "Sunday 27 December 2026, 5pm",
            ),
            // 29 February 2028.
            (
                "2028-02-27T09:00:00Z",
                "2028-03-01T09:00:00Z",
                "Wednesday 1 March 2028, 9am",
            ),
        ] {
            let due = due(at(received), 72);
            assert_eq!(due, at(expected));
            assert_eq!(base::clock::day_and_time(due), spoken);
        }
    }

    #[test]
    fn an_acknowledgement_stops_no_clock_and_an_answer_does() {
        let now = at("2026-11-24T14:00:00Z");
        let taken = query("2026-11-24T13:00:00Z")
            .acknowledge("Sergeant".into(), now)
            .unwrap();
        assert_eq!(taken.replied_at(), None);
        assert!(taken.is_late(at("2026-11-27T13:01:00Z")));
        assert_eq!(
            taken.clone().close(now).unwrap_err(),
            CannotMove::NotAnswered
        );
        let answered = taken.answer("On Tuesdays.".into(), false, now).unwrap();
        assert_eq!(answered.replied_at(), Some(now));
        assert!(!answered.is_late(at("2027-01-01T00:00:00Z")));
    }

    #[test]
    fn redress_is_answered_by_the_inspector_only_and_moves_no_first_answer() {
        let (first, later) = (at("2026-11-24T14:00:00Z"), at("2026-11-25T14:00:00Z"));
        let asked = query("2026-11-24T13:00:00Z");
        assert!(!asked.may_ask_redress(first) && asked.may_ask_redress(at("2026-11-28T00:00:00Z")));
        let asked = asked.answer("On Tuesdays.".into(), false, first).unwrap();
        let asked = asked.redress("Which road?".into(), 72, later).unwrap();
        assert_eq!(asked.redress_due_at, Some(at("2026-11-28T14:00:00Z")));
        assert_eq!(
            asked.clone().answer("x".into(), false, later).unwrap_err(),
            CannotMove::OnlyTheInspector
        );
        let over = asked.answer("Mill Road.".into(), true, later).unwrap();
        assert_eq!(over.answered_at, Some(first));
        assert!(!over.may_ask_redress(later));
    }

    #[test]
    fn time_left_is_said_in_words() {
        let due = at("2026-11-27T14:00:00Z");
        for (now, words) in [
            ("2026-11-26T14:00:00Z", "1 day left"),
            ("2026-11-26T19:00:00Z", "19 hours left"),
            ("2026-11-27T13:59:00Z", "1 minute left"),
            ("2026-11-29T17:30:00Z", "2 days 3 hours late"),
        ] {
            assert_eq!(left(due, at(now)), words);
        }
    }
}
