//! Crimes, outcomes and stops, as programs ask for them. Everything is answered from memory.

mod answer;
mod categories;
mod crimes_at_location;
mod crimes_street;
mod dates;
mod files;
mod no_location;
mod outcomes;
mod question;
mod stops;

use base::{Act, Routes};

/// More crimes or outcomes than these are not given out at once.
const MOST: usize = 10_000;

/// The addresses of this folder.
#[must_use]
pub fn routes() -> Routes {
    let see = Act::SeePublic;
    Routes::new()
        .get("/api/crimes-street-dates", see, dates::list)
        .get("/api/crime-last-updated", see, dates::last)
        .get("/api/missing-months", see, dates::missing)
        .get("/api/crime-categories", see, categories::list)
        .get("/api/crimes-street/{category}", see, crimes_street::list)
        .post("/api/crimes-street/{category}", see, crimes_street::list)
        .get("/api/crimes-at-location", see, crimes_at_location::list)
        .get("/api/crimes-no-location", see, no_location::list)
        .get("/api/outcomes-at-location", see, outcomes::list)
        .post("/api/outcomes-at-location", see, outcomes::list)
        .get("/api/outcomes-for-crime/{id}", see, outcomes::of_crime)
        .get("/api/stops-street", see, stops::street)
        .post("/api/stops-street", see, stops::street)
        .get("/api/stops-at-location", see, stops::at_location)
        .get("/api/stops-no-location", see, stops::no_location)
        .get("/api/stops-force", see, stops::of_force)
        .get("/api/files", see, files::list)
        .get("/files/{file}", see, files::send)
}
