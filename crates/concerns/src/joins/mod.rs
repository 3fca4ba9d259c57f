//! Concerns that belong together: several voices for one, and places that come again and again.

mod join;
mod near;
pub mod shown;
pub mod store;

pub use near::{Point, metres, places};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/concerns/{id}/join", Act::WorkConcern, join::join)
        .post("/desk/concerns/{id}/part", Act::WorkConcern, join::part)
}
