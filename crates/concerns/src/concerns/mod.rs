//! Concerns: filed by a program, read by the team, worked on, and what everyone hears of them.

mod close;
mod concern;
mod done;
mod file;
mod hear;
mod hide;
mod inherit;
mod noted;
pub(crate) mod pass;
pub mod personal;
mod read;
mod release;
pub(crate) mod show;
pub(crate) mod shown;
pub mod store;
pub(crate) mod take_in;
pub(crate) mod word;
mod work;

pub use concern::{
    CannotMove, CloseReason, Concern, ConcernId, ConcernState, ConcernUpdate, ExternalStatus,
    Reach, Source,
};
pub(crate) use file::owner;
pub use file::{Filing, file};
pub use hear::{Heard, hear};
pub use inherit::inherit;
pub(crate) use personal::warn;
pub use word::say;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/concerns/new", Act::TakeInConcern, take_in::show)
        .post("/desk/concerns/new", Act::TakeInConcern, take_in::take_in)
        .get("/desk/concerns/{id}", Act::SeeConcerns, show::show)
        .post("/desk/concerns/{id}/read", Act::WorkConcern, read::read)
        .post("/desk/concerns/{id}/work", Act::WorkConcern, work::work)
        .post("/desk/concerns/{id}/done", Act::WorkConcern, done::done)
        .post("/desk/concerns/{id}/close", Act::WorkConcern, close::close)
        .post("/desk/concerns/{id}/hide", Act::WorkConcern, hide::hide)
        .post("/desk/concerns/{id}/noted", Act::WorkConcern, noted::note)
        .post("/desk/concerns/{id}/pass", Act::WorkConcern, pass::pass)
        .post(
            "/desk/concerns/{id}/release",
            Act::WorkConcern,
            release::release,
        )
}

/// Why something is closed without being done, to choose from.
pub(crate) fn reasons() -> Vec<(String, String)> {
    CloseReason::ALL
        .iter()
        .filter(|reason| **reason != CloseReason::NotSaid)
        .map(|reason| (reason.word().to_owned(), reason.label().to_owned()))
        .collect()
}
