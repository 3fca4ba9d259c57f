//! A resident reports a problem: seven short screens, no account, no script, no cookie.
//!
//! What is typed is kept for a day under a token that stands only in the address of the page; the store cannot read it.

mod about_you;
mod check;
mod danger;
mod details;
mod draft;
mod forget;
mod map;
mod opened;
mod photos;
mod ring;
mod screen;
mod send;
mod similar;
mod store;
mod what;
mod when;
mod where_;

pub use forget::forget;

use base::{Act, Routes};
use draft::{Draft, Last, Often, Step, TimeOfDay, Way, Wish};
use opened::{Opened, nobody};
use screen::{Screen, draw};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let new = "/reports/new";
    Routes::new()
        .get(new, Act::Report, danger::show)
        .post(new, Act::Report, danger::answer)
        .get("/reports/new/danger", Act::Report, danger::numbers)
        .get("/reports/new/{draft}/what", Act::Report, what::show)
        .post("/reports/new/{draft}/what", Act::Report, what::choose)
        .get("/reports/new/{draft}/ring", Act::Report, ring::show)
        .get("/reports/new/{draft}/details", Act::Report, details::show)
        .post("/reports/new/{draft}/details", Act::Report, details::keep)
        .get("/reports/new/{draft}/where", Act::Report, where_::show)
        .post("/reports/new/{draft}/where", Act::Report, where_::keep)
        .get("/reports/new/{draft}/map", Act::Report, map::show)
        .get("/reports/new/{draft}/similar", Act::Report, similar::show)
        .post("/reports/new/{draft}/similar", Act::Report, similar::answer)
        .get("/reports/new/{draft}/when", Act::Report, when::show)
        .post("/reports/new/{draft}/when", Act::Report, when::keep)
        .get("/reports/new/{draft}/photos", Act::Report, photos::show)
        .post("/reports/new/{draft}/photos", Act::Report, photos::keep)
        .get(
            "/reports/new/{draft}/photos/{id}",
            Act::Report,
            photos::photo,
        )
        .get(
            "/reports/new/{draft}/about-you",
            Act::Report,
            about_you::show,
        )
        .post(
            "/reports/new/{draft}/about-you",
            Act::Report,
            about_you::keep,
        )
        .get("/reports/new/{draft}/check", Act::Report, check::show)
        .post("/reports/new/{draft}/check", Act::Report, send::send)
}
