//! About this service: who runs it, how decisions are made, accessibility,
//! privacy.

use askama::Template;
use base::{Act, Answer, Desk, Routes, place::Place};
use web::{Frame, page};

/// The pages of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/about", Act::SeePublic, about)
        .get("/about/decisions", Act::SeePublic, decisions)
        .get("/accessibility", Act::SeePublic, accessibility)
        .get("/privacy", Act::SeePublic, privacy)
}

macro_rules! words {
    ($name:ident, $page:ident, $template:literal, $title:literal) => {
        #[derive(Template)]
        #[template(path = $template)]
        struct $page {
            frame: Frame,
            place: Place,
        }

        async fn $name(desk: Desk) -> Answer {
            let frame = Frame::of(&desk, $title);
            let place = desk.place().clone();
            page(&desk, &$page { frame, place })
        }
    };
}

words!(about, About, "about/about.html", "Who we are");
words!(
    decisions,
    Decisions,
    "about/decisions.html",
    "How decisions are made"
);
words!(
    accessibility,
    Accessibility,
    "about/accessibility.html",
    "Accessibility statement"
);
#[derive(Template)]
#[template(path = "about/privacy.html")]
struct Privacy {
    frame: Frame,
    place: Place,
    hours: u32,
}

async fn privacy(desk: Desk) -> Answer {
    let frame = Frame::of(&desk, "Privacy");
    let place = desk.place().clone();
    let hours = desk.house().settings().sessions.absolute_hours;
    page(
        &desk,
        &Privacy {
            frame,
            place,
            hours,
        },
    )
}
