//! Today: what waits for whoever is signed in, late first.

use askama::Template;
use base::{Act, Answer, Desk, On, Role, Routes, Who, clock};
use panels::{actions, meetings, members, priorities, suggestions};
use wards::{Ward, atlas};
use web::{Frame, page};

/// The page of this folder.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/desk", Act::SeeDesk, show)
}

struct Meeting {
    path: String,
    ward: String,
    when: String,
    state: &'static str,
    waiting: i64,
}

struct MyWard {
    ward: Ward,
    health: members::Health,
    panel: bool,
    team: bool,
    runs: bool,
}

#[derive(Template)]
#[template(path = "desk/today.html")]
struct Page {
    frame: Frame,
    name: String,
    actions: Vec<actions::Shown>,
    late: usize,
    waiting: usize,
    stale: Vec<priorities::Shown>,
    review: Vec<priorities::Shown>,
    meetings: Vec<Meeting>,
    wards: Vec<MyWard>,
    ward_page: Option<Ward>,
    admin: bool,
    imports: bool,
}

async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let (name, grants) = match desk.who().clone() {
        Who::Person(person) => (person.name, person.grants),
        Who::Anyone => (String::new(), Vec::new()),
    };
    let mut actions = actions::mine(&mut desk).await?;
    actions.sort_by_key(|it| std::cmp::Reverse(it.late));
    let late = actions.iter().filter(|it| it.late.is_some()).count();
    let waiting = actions.len();
    actions.truncate(12);
    let today = desk.today();
    let mut all = priorities::store::all(desk.tx()).await?;
    all.retain(|it| it.is_live() && desk.may(Act::UpdatePriority, it));
    all.sort_by_key(|it| it.told_on);
    let words = |it: &priorities::Priority| {
        Some(priorities::shown(
            &desk,
            atlas.ward(it.ward)?,
            it,
            None,
            None,
        ))
    };
    let stale = all
        .iter()
        .filter_map(words)
        .filter(|it| it.freshness.is_some())
        .take(12)
        .collect();
    let review = all
        .iter()
        .filter(|it| it.review_on <= today)
        .filter_map(words)
        .take(12)
        .collect();
    let now = desk.now();
    let mut meetings = Vec::new();
    for meeting in meetings::store::to_come(desk.tx(), now).await? {
        if meetings.len() < 8 && desk.may(Act::SeeMeeting, &meeting) {
            meetings.push(Meeting {
                path: meeting.desk_path(),
                ward: atlas.name(meeting.ward).to_owned(),
                when: clock::day_and_time(meeting.starts_at),
                state: meeting.state.label(),
                waiting: suggestions::store::waiting(desk.tx(), meeting.ward).await?,
            });
        }
    }
    let mut wards = Vec::new();
    for ward in atlas
        .wards
        .iter()
        .filter(|ward| grants.iter().any(|grant| grant.ward == Some(ward.id)))
    {
        let on = On {
            ward: Some(ward.id),
            agency: None,
        };
        if !desk.may(Act::SeeMeeting, &on) {
            continue;
        }
        let health = members::health(&mut desk, ward).await?;
        wards.push(MyWard {
            panel: desk.may(Act::SeeMeeting, &on),
            team: desk.may(Act::ManageTeam, &on),
            runs: desk.may(Act::RunMeeting, &on),
            ward: ward.clone(),
            health,
        });
    }
    let ward_page = grants
        .iter()
        .find(|grant| grant.role == Role::Resident)
        .and_then(|grant| grant.ward)
        .and_then(|id| atlas.ward(id))
        .cloned();
    let admin = desk.may(Act::ManagePeople, &On::default());
    let imports = desk.may(Act::SeeEvidence, &On::default());
    let frame = Frame::of(&desk, "Today");
    page(
        &desk,
        &Page {
            frame,
            name,
            actions,
            late,
            waiting,
            stale,
            review,
            meetings,
            wards,
            ward_page,
            admin,
            imports,
        },
    )
}
