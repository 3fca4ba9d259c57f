//! The queue: what waits for the team, unread first; many of one kind that came at once are one line.

mod bursts;
mod filter;
mod list;
mod store;
mod together;
mod unread;

pub(crate) use bursts::sort;
pub use unread::{Unread, WroteBack, unread, wrote_back};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/concerns", Act::SeeConcerns, list::show)
        .post(
            "/desk/concerns/together",
            Act::WorkConcern,
            together::together,
        )
}
