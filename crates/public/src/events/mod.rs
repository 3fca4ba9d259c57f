//! Events that anyone may come to: pages, calendar files, feeds.

mod calendar;
mod card;
mod ics;
pub(crate) mod list;
mod show;
pub(crate) mod updates;

pub(crate) use card::{Card, next};

use base::{Act, Routes};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    let act = Act::SeePublic;
    Routes::new()
        .get("/events", act, list::all)
        .get("/events.ics", act, calendar::all)
        .get("/updates.atom", act, updates::all)
        .get("/wards/{ward}/events", act, list::of_ward)
        .get("/wards/{ward}/events.ics", act, calendar::of_ward)
        .get("/wards/{ward}/updates.atom", act, updates::of_ward)
        .get("/wards/{ward}/events/{slug}", act, show::show)
        .get(
            "/wards/{ward}/events/{slug}/calendar.ics",
            act,
            calendar::one,
        )
}
