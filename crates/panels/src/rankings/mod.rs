//! Members' orders of the suggestions: Up and Down buttons, Borda points.

mod borda;
mod send;
pub mod store;

pub use borda::{may_see, points};

use base::{Act, Routes};

/// The verbs of an order. The page is the stage "Rank" of a meeting.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/meetings/{id}/rank", Act::Rank, send::send)
        .post(
            "/desk/meetings/{id}/rank/enter",
            Act::RunMeeting,
            send::enter,
        )
}
