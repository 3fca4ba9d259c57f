//! Help for people who are hurt, frightened, followed, cheated or worried about a child: whom to talk to, today.
//!
//! The pages have neutral titles, a button to leave at once, and are kept by no browser.

mod index;
mod lines;
mod show;
mod texts;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/support", Act::SeePublic, index::show)
        .get("/support/{slug}", Act::SeePublic, show::show)
}
