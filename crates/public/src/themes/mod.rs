//! What residents' concerns say about a ward, for its panel: counts, months, places; a press makes a suggestion of them, and
//! everybody who sent one hears how the priority ended.

mod store;
mod suggest;
mod summary;
mod tell;

pub use tell::tell;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/concerns/summary", Act::SeeMeeting, summary::show)
        .post("/desk/concerns/summary", Act::SeeMeeting, suggest::suggest)
}
