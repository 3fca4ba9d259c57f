//! Logs of incidents: an analyst brings in a file with exact places and times, and asks it what published files cannot answer.
//!
//! Every part of the answer is a command of `wardmote analyse` ([`ask`]), so whoever has the same events gets the same figures. The events
//! lie sealed in the closed store, each look at them is a line of its ledger, and they are deleted after [`KEPT_DAYS`].

mod answer;
mod ask;
mod delete;
mod draw;
mod file;
mod list;
mod read;
mod show;
pub mod store;
mod take;
mod text;
mod when;

pub use delete::forget;

use base::{Act, Line, PersonId, Routes, clock};
use chrono::NaiveDate;

use crate::LogId;

/// A log is deleted after so many days.
pub const KEPT_DAYS: u64 = 180;

/// A log of incidents. What stands in it is sealed.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its id.
    pub id: LogId,
    /// As its analyst calls it.
    pub name: String,
    /// How many events were kept.
    pub events: i64,
    /// How many rows were refused.
    pub refused: i64,
    /// The day of the first event.
    pub first_on: NaiveDate,
    /// The day of the last one.
    pub last_on: NaiveDate,
    /// The hash of the file as it came.
    pub sha256: String,
    /// Who brought it in.
    pub person: PersonId,
    /// Since when it is here.
    pub added_on: NaiveDate,
    /// When it is deleted.
    pub forget_on: NaiveDate,
}

impl Log {
    /// Where it is asked.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/desk/analysis/logs/{}", self.id)
    }

    /// How many events, as it is said.
    #[must_use]
    pub fn events_words(&self) -> String {
        web::number(self.events.unsigned_abs())
    }

    /// How many refused rows, as it is said.
    #[must_use]
    pub fn refused_words(&self) -> String {
        web::number(self.refused.unsigned_abs())
    }

    /// "1 January 2019 to 31 December 2019".
    #[must_use]
    pub fn span(&self) -> String {
        let day = clock::long_day;
        format!("{} to {}", day(self.first_on), day(self.last_on))
    }

    /// The day on which it came.
    #[must_use]
    pub fn added(&self) -> String {
        clock::long_day(self.added_on)
    }

    /// The day on which it is deleted.
    #[must_use]
    pub fn forgotten(&self) -> String {
        clock::long_day(self.forget_on)
    }

    fn line(&self, act: &'static str) -> Line {
        Line::of(act, "incident log", self.id)
    }
}

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/analysis/logs", Act::AskLog, list::show)
        .get("/desk/analysis/logs/new", Act::AskLog, take::show)
        .post("/desk/analysis/logs/new", Act::AskLog, take::take)
        .get("/desk/analysis/logs/{id}", Act::AskLog, show::show)
        .get("/desk/analysis/logs/{id}/{file}", Act::AskLog, file::show)
        .post(
            "/desk/analysis/logs/{id}/delete",
            Act::AskLog,
            delete::delete,
        )
}
