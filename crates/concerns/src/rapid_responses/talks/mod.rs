//! Talks and training about doorstep crime and scams: for banks, care workers, residents; how many came.

mod list;
mod record;
pub mod store;
mod take_back;

use base::{Act, AgencyId, On, Routes, Subject, WardId, words};
use chrono::NaiveDate;

base::id! {
    /// A talk.
    TalkId
}

words! {
    /// What it was.
    pub enum TalkKind {
        Talk = "talk" / "Talk",
        Training = "training" / "Training",
    }
}

words! {
    /// Who came.
    pub enum Audience {
        Banks = "banks" / "Staff of banks",
        PostOffices = "post_offices" / "Staff of post offices and shops",
        SocialCare = "social_care" / "Social care and health workers",
        Residents = "residents" / "Residents",
        Schools = "schools" / "Schools and young people",
        Other = "other" / "Others",
    }
}

/// A talk or a training.
#[derive(Clone, Debug)]
pub struct Talk {
    /// Its id.
    pub id: TalkId,
    /// When.
    pub held_on: NaiveDate,
    /// For which ward; none: for all.
    pub ward: Option<WardId>,
    /// Who gave it; none: the ward team.
    pub agency: Option<AgencyId>,
    /// What it was.
    pub kind: TalkKind,
    /// Who came.
    pub audience: Audience,
    /// How many came.
    pub heads: i64,
}

impl Subject for Talk {
    fn on(&self) -> On {
        On {
            ward: self.ward,
            agency: self.agency,
        }
    }
}

/// Where they stand.
const PAGE: &str = "/desk/rapid-responses/talks";

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let work = Act::WorkRapidResponse;
    Routes::new()
        .get(PAGE, work, list::show)
        .post(PAGE, work, record::record)
        .post(
            "/desk/rapid-responses/talks/{id}/take-back",
            work,
            take_back::take_back,
        )
}
