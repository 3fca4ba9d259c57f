//! Minutes: drafted from the stages, edited, approved, published.

mod draft;
mod edit;
pub mod store;

pub use draft::draft;
pub use store::{Kept, MinutesState};

use base::{Act, Routes};

/// The verbs of minutes. The page is the last stage of a meeting.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/meetings/{id}/minutes", Act::RunMeeting, edit::save)
        .post(
            "/desk/meetings/{id}/minutes/approve",
            Act::AgreePriority,
            edit::approve,
        )
        .post(
            "/desk/meetings/{id}/minutes/publish",
            Act::AgreePriority,
            edit::publish,
        )
}
