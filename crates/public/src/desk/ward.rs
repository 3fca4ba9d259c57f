//! The desk of one ward: what waits there, and where everything of it is kept.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, clock};
use panels::members;
use wards::{Ward, atlas};
use web::{Frame, page};

use super::waiting::{self, List};
use crate::wards::find;

struct Place {
    path: String,
    label: &'static str,
    what: &'static str,
}

#[derive(Template)]
#[template(path = "desk/ward.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    list: List,
    printed: String,
    health: members::Health,
    places: Vec<Place>,
}

/// Where things of a ward are kept, the act that opens each, and its words.
const PLACES: &[(&str, Act, &str, &str)] = &[
    (
        "/desk/queries",
        Act::AnswerQuery,
        "Questions",
        "What residents asked, and how long is left to answer.",
    ),
    (
        "/events",
        Act::ManageEvents,
        "Events",
        "Plan, publish, and write down who came and what they said.",
    ),
    (
        "/posts",
        Act::ManageTeam,
        "Posts and postings",
        "Who fills which post, vacancies, contact points.",
    ),
    (
        "/team",
        Act::ManageTeam,
        "Team page",
        "What residents read about the team.",
    ),
    (
        "/abstractions",
        Act::SeeDuty,
        "Time taken from the ward",
        "Record it, authorise it, tell residents.",
    ),
    (
        "/panel",
        Act::SeeMeeting,
        "Panel members",
        "Who sits on the panel, and whether it is well.",
    ),
    (
        "/meetings/new",
        Act::RunMeeting,
        "Plan a meeting",
        "Day, place and papers.",
    ),
];

/// An address of the ward's own, unless it stands for all of one's wards.
fn address(ward: &Ward, end: &str) -> String {
    if end.starts_with("/desk/") {
        end.to_owned()
    } else {
        format!("/desk/wards/{}{end}", ward.slug)
    }
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    desk.permit(Act::SeeMeeting, &ward)?;
    let atlas = atlas(&mut desk).await?;
    let list = waiting::all(&mut desk, &atlas, Some(ward.id)).await?;
    let health = members::health(&mut desk, &ward).await?;
    let places = PLACES
        .iter()
        .filter(|(_, act, ..)| desk.may(*act, &ward))
        .map(|(end, _, label, what)| Place {
            path: address(&ward, end),
            label,
            what,
        })
        .collect();
    let frame = Frame::of(&desk, format!("Desk of {}", ward.name))
        .crumb("/desk", "Today")
        .crumb("", ward.name.clone());
    let page_ = Page {
        frame,
        list,
        printed: clock::day_and_time(desk.now()),
        health,
        places,
        ward,
    };
    page(&desk, &page_)
}
