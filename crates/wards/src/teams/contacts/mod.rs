//! Places where residents find the team: stations, kiosks, rooms in schools and places of worship.

mod add;
mod close;
pub mod store;

use base::{Act, Routes, WardId};
use chrono::NaiveDate;

use super::ContactPointId;

base::words! {
    /// What a place is where residents find the team.
    pub enum ContactKind {
        Station = "station" / "Police station",
        Kiosk = "kiosk" / "Kiosk",
        Office = "office" / "Partnership office",
        School = "school" / "School",
        Hospital = "hospital" / "Hospital",
        Worship = "worship" / "Place of worship",
    }
}

/// A place where residents find the team.
#[derive(Clone, Debug)]
pub struct ContactPoint {
    /// Its id.
    pub id: ContactPointId,
    /// Whose team keeps it.
    pub ward: WardId,
    /// What it is.
    pub kind: ContactKind,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Steps, hearing loop, where to ring.
    pub access: String,
    /// When somebody is there.
    pub opening: String,
    /// Whose building it is.
    pub owner: String,
    /// Whether others work there too.
    pub shared: bool,
    /// Who.
    pub shared_with: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
}

impl ContactPoint {
    /// Whether it was open on a day.
    #[must_use]
    pub fn stood_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| to >= day)
    }
}

pub(super) fn routes() -> Routes {
    Routes::new()
        .post(
            "/desk/wards/{ward}/posts/contact",
            Act::ManageTeam,
            add::add,
        )
        .post(
            "/desk/wards/{ward}/posts/contact-end",
            Act::ManageTeam,
            close::close,
        )
}
