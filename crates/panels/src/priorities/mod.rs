//! What panels agree to work on, from the first suggestion to the result.

mod agree;
mod close;
mod edit;
mod list;
mod priority;
mod report_back;
mod show;
mod shown;
pub mod store;

pub use priority::{
    CannotAgree, CannotClose, Closing, Decision, Outcome, Priority, PriorityStage, Votes,
};
pub use shown::{Entry, Shown, freshness, live, of_ward, shown, timeline};

use base::{Act, Routes};

/// The pages of priorities in the working area.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/priorities", Act::SeeMeeting, list::show)
        .post(
            "/desk/meetings/{id}/agree",
            Act::AgreePriority,
            agree::agree,
        )
        .get("/desk/priorities/{id}", Act::SeeMeeting, show::show)
        .post(
            "/desk/priorities/{id}/report-back",
            Act::UpdatePriority,
            report_back::report_back,
        )
        .post(
            "/desk/priorities/{id}/edit",
            Act::UpdatePriority,
            edit::edit,
        )
        .get(
            "/desk/priorities/{id}/edit",
            Act::UpdatePriority,
            edit::show,
        )
        .post(
            "/desk/priorities/{id}/close",
            Act::ClosePriority,
            close::close,
        )
        .get(
            "/desk/priorities/{id}/close",
            Act::ClosePriority,
            close::show,
        )
}
