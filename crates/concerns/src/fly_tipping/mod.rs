//! Fly-tipping: what was dumped on what land, what clearing it cost, what was done about it, and the return of a quarter.

mod act;
mod keep;
mod on_concern;
mod quarter;
mod show;
pub mod store;
mod take_back;
mod tip;

pub use on_concern::{OnConcern, on_concern};
pub use tip::{AboveCeiling, ActionKind, FlyTip, Land, Size, TipAction, TipActionId, Waste};

use base::{Act, Routes, place::Place};

/// What the place profile writes in `service.record` of a kind that is recorded like this.
pub const RECORD: &str = "fly-tipping";

/// Whether a place has kinds that are recorded like this.
#[must_use]
pub fn is_recorded(place: &Place) -> bool {
    place.service.iter().any(|it| it.record == RECORD)
}

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let (see, work) = (Act::SeeConcerns, Act::WorkConcern);
    Routes::new()
        .get("/desk/concerns/fly-tipping", see, quarter::show)
        .get("/desk/concerns/{id}/fly-tipping", work, show::show)
        .post("/desk/concerns/{id}/fly-tipping", work, keep::keep)
        .post("/desk/concerns/{id}/fly-tipping/act", work, act::act)
        .post(
            "/desk/concerns/{id}/fly-tipping/take-back",
            work,
            take_back::take_back,
        )
}
