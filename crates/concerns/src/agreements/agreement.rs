//! An agreement to share between agencies, and on which days it holds.

use base::{AgencyId, On, Refusal, Subject, words};
use chrono::{Months, NaiveDate};

base::id! {
    /// An agreement to share.
    AgreementId
}

words! {
    /// What is shared for.
    pub enum Purpose {
        Reports = "reports" / "Reports of residents",
        Priorities = "priorities" / "Priorities and actions of panels",
        RapidResponse = "rapid_response" / "Rapid response to doorstep crime and scams",
        HateCrime = "hate_crime" / "Hate crime",
    }
}

/// So many days before its last one, an agreement stands out on the list.
pub const SOON: i64 = 60;

/// What two sides agreed to share, for one purpose.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// With whom.
    pub agency: AgencyId,
    /// For what.
    pub purpose: Purpose,
    /// The law or the paper it rests on.
    pub power: String,
    /// Whether a reporter's contact details may be passed on too.
    pub shares_contact: bool,
    /// The first day.
    pub from_on: NaiveDate,
    /// When both sides look at it again.
    pub review_on: NaiveDate,
    /// The last day as agreed.
    pub expires_on: NaiveDate,
    /// The last day when it was ended early.
    pub ended_on: Option<NaiveDate>,
    /// Why it was ended early.
    pub why_ended: String,
    /// Counts changes.
    pub version: i64,
}

/// Why an agreement cannot be kept or ended so.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CannotAgree {
    /// It would end before it begins.
    #[error("The last day is before the first. Choose a later last day.")]
    Backwards,
    /// The review lies outside it.
    #[error(
        "Both sides look at it again while it holds. Choose a day between the first and the last."
    )]
    ReviewOutside,
    /// The next review lies outside it.
    #[error(
        "Choose a day from tomorrow to a year from now, and not after the last day of the agreement."
    )]
    NextOutside,
    /// It is over.
    #[error("This agreement is over already.")]
    Over,
    /// Nobody would know why.
    #[error("Write why it ends. Whoever asks later reads it here.")]
    NoWords,
}
impl Refusal for CannotAgree {}

impl Subject for Agreement {
    fn on(&self) -> On {
        On {
            ward: None,
            agency: Some(self.agency),
        }
    }
}

impl Purpose {
    /// Whether a concern can be passed on for it.
    #[must_use]
    pub fn fits_a_concern(self) -> bool {
        self == Self::Reports
    }

    /// Whether an action of a panel can be passed on for it.
    #[must_use]
    pub fn fits_an_action(self) -> bool {
        self == Self::Priorities
    }
}

impl Agreement {
    /// The last day it holds.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.ended_on
            .map_or(self.expires_on, |ended| ended.min(self.expires_on))
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from_on <= day && day <= self.last_day()
    }

    /// Whether both hold on some day for the same: then ending one would end nothing.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        (self.agency, self.purpose) == (other.agency, other.purpose)
            && self.from_on <= other.last_day()
            && other.from_on <= self.last_day()
    }

    /// Whether its days are in order.
    ///
    /// # Errors
    /// When they are not.
    pub fn checked(self) -> Result<Self, CannotAgree> {
        if self.expires_on < self.from_on {
            return Err(CannotAgree::Backwards);
        }
        if self.review_on < self.from_on || self.review_on > self.expires_on {
            return Err(CannotAgree::ReviewOutside);
        }
        Ok(self)
    }

    /// Both sides have looked at it again, and do so next on another day.
    ///
    /// # Errors
    /// Once it is over, and for a day that is past, later than a year from now or after its last day.
    pub fn reviewed(mut self, today: NaiveDate, next: NaiveDate) -> Result<Self, CannotAgree> {
        if self.last_day() < today {
            return Err(CannotAgree::Over);
        }
        if next <= today || next > self.last_day() || next > today + Months::new(12) {
            return Err(CannotAgree::NextOutside);
        }
        self.review_on = next;
        Ok(self)
    }

    /// It ends early: from today on nothing more goes across.
    ///
    /// # Errors
    /// Once it is over, and without a reason.
    pub fn end(mut self, today: NaiveDate, why: String) -> Result<Self, CannotAgree> {
        if self.last_day() < today {
            return Err(CannotAgree::Over);
        }
        if why.trim().is_empty() {
            return Err(CannotAgree::NoWords);
        }
        self.ended_on = today.pred_opt();
        self.why_ended = why;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn agreement() -> Agreement {
        Agreement {
            id: AgreementId::fresh(),
            agency: AgencyId::fresh(),
            purpose: Purpose::Reports,
            power: String::new(),
            shares_contact: false,
            from_on: day(1),
            review_on: day(15),
            expires_on: day(28),
            ended_on: None,
            why_ended: String::new(),
            version: 1,
        }
    }

    #[test]
    fn it_holds_from_its_first_day_to_its_last() {
        let it = agreement().checked().unwrap();
        let holds: Vec<_> = [1, 28, 29].map(|d| it.holds_on(day(d))).into();
        assert_eq!(holds, [true, true, false]);
    }

    #[test]
    fn ended_early_it_opens_nothing_from_that_day_on() {
        let it = agreement().end(day(10), "The law changed".into()).unwrap();
        assert!(it.holds_on(day(9)));
        assert!(!it.holds_on(day(10)));
        assert_eq!(
            it.end(day(11), "Again".into()).unwrap_err(),
            CannotAgree::Over
        );
        assert_eq!(
            agreement().end(day(10), " ".into()).unwrap_err(),
            CannotAgree::NoWords
        );
    }

    #[test]
    fn a_review_is_written_down_with_the_next_one() {
        let it = agreement().reviewed(day(10), day(20)).unwrap();
        assert_eq!(it.review_on, day(20));
        for wrong in [day(10), day(29)] {
            let wrong = agreement().reviewed(day(10), wrong);
            assert_eq!(wrong.unwrap_err(), CannotAgree::NextOutside);
        }
        let late = agreement().reviewed(day(29), day(30));
        assert_eq!(late.unwrap_err(), CannotAgree::Over);
    }

    #[test]
    fn a_review_lies_between_first_and_last_day() {
        let outside = Agreement {
            review_on: day(29),
            ..agreement()
        };
        assert_eq!(outside.checked().unwrap_err(), CannotAgree::ReviewOutside);
    }
}
