//! The first page after signing in.

use askama::Template;
use base::{Act, Answer, Desk, On, Role, Who, clock, permits};
use panels::members;
use wards::{Ward, atlas};
use web::{Frame, page};

use super::waiting::{self, List};

struct MyWard {
    ward: Ward,
    health: members::Health,
}

#[derive(Template)]
#[template(path = "desk/today.html")]
struct Page {
    frame: Frame,
    name: String,
    list: List,
    printed: String,
    wards: Vec<MyWard>,
    ward_page: Option<Ward>,
    admin: bool,
    imports: bool,
    /// Whether they may see early warnings, and those that wait for their answer: page and sentence.
    analysis: bool,
    warnings: Vec<(String, String)>,
    more_warnings: usize,
}

/// As many warnings as stand beside the list.
const WARNINGS: usize = 5;

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let (name, grants) = match desk.who().clone() {
        Who::Person(person) => (person.name, person.grants),
        Who::Anyone => (String::new(), Vec::new()),
    };
    let list = waiting::all(&mut desk, &atlas, None).await?;
    let mut wards = Vec::new();
    for ward in atlas
        .wards
        .iter()
        .filter(|ward| grants.iter().any(|grant| grant.ward == Some(ward.id)))
    {
        if desk.may(Act::SeeMeeting, ward) {
            let health = members::health(&mut desk, ward).await?;
            let ward = ward.clone();
            wards.push(MyWard { ward, health });
        }
    }
    let ward_page = grants
        .iter()
        .find(|grant| grant.role == Role::Resident)
        .and_then(|grant| grant.ward)
        .and_then(|id| atlas.ward(id))
        .cloned();
    let mut warnings = evidence::warnings::waiting(&mut desk).await?;
    let more_warnings = warnings.len().saturating_sub(WARNINGS);
    warnings.truncate(WARNINGS);
    let page_ = Page {
        analysis: permits::may_somewhere(desk.who(), Act::Explore),
        warnings,
        more_warnings,
        frame: Frame::of(&desk, "Today"),
        name,
        list,
        printed: clock::day_and_time(desk.now()),
        wards,
        ward_page,
        admin: desk.may(Act::ManagePeople, &On::default()),
        imports: desk.may(Act::SeeEvidence, &On::default()),
    };
    page(&desk, &page_)
}
