//! Help for people who are hurt, frightened, followed, cheated or worried about a child: whom to talk to, today.
//!
//! The pages have neutral titles, a button to leave at once, and are kept by no browser.

mod centres;
mod index;
mod lines;
mod report;
mod show;
mod texts;

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/support", Act::SeePublic, index::show)
        .get("/support/{slug}", Act::SeePublic, show::show)
        .get("/support/hate-crime/centres", Act::SeePublic, centres::show)
        .get("/support/hate-crime/report", Act::Report, report::show)
        .post("/support/hate-crime/report", Act::Report, report::send)
}
