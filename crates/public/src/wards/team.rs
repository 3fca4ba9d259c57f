//! The team of a ward.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, On};
use wards::{
    Ward,
    teams::{self, Team},
};
use web::{Frame, page};

use super::{find, frame};

#[derive(Template)]
#[template(path = "wards/team.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    team: Team,
    hours: u32,
    may: bool,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let may = desk.may(
        Act::ManageTeam,
        &On {
            ward: Some(ward.id),
            agency: None,
        },
    );
    let frame = frame(&desk, &ward, "Your team");
    let hours = desk.place().contact.answer_hours;
    page(
        &desk,
        &Page {
            frame,
            ward,
            here: "team",
            team,
            hours,
            may,
        },
    )
}
