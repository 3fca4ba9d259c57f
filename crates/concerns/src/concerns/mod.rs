//! Concerns: filed by a program, read by the team, worked on, and what everyone hears of them.

mod close;
mod concern;
mod done;
mod file;
mod hear;
mod list;
mod read;
mod release;
pub(crate) mod show;
mod shown;
pub mod store;
mod work;

pub use concern::{
    CannotMove, CloseReason, Concern, ConcernId, ConcernState, ConcernUpdate, ExternalStatus,
    Reach, Source,
};
pub(crate) use file::owner;
pub use file::{Filing, file};
pub use hear::{Heard, hear};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/concerns", Act::SeeConcerns, list::show)
        .get("/desk/concerns/{id}", Act::SeeConcerns, show::show)
        .post("/desk/concerns/{id}/read", Act::WorkConcern, read::read)
        .post("/desk/concerns/{id}/work", Act::WorkConcern, work::work)
        .post("/desk/concerns/{id}/done", Act::WorkConcern, done::done)
        .post("/desk/concerns/{id}/close", Act::WorkConcern, close::close)
        .post(
            "/desk/concerns/{id}/release",
            Act::WorkConcern,
            release::release,
        )
}
