//! The meetings of a ward, and how well its panel works.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk, clock};
use panels::{
    meetings::{self, MeetingState},
    members::{self, Health},
};
use wards::Ward;
use web::{Frame, Wants, page};

use super::table;
use crate::wards::{find, frame};

struct Row {
    path: String,
    when: String,
    venue: String,
    state: &'static str,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    to_come: Vec<Row>,
    past: Vec<Row>,
    health: Health,
    members: usize,
    kinds: Vec<(String, usize)>,
}

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let today = desk.today();
    let all = meetings::store::of_ward(desk.tx(), ward.id).await?;
    let wants = web::wants(form);
    if wants != Wants::Page {
        let rows = all.iter().map(|it| table::cells(&ward, it)).collect();
        return table::answer(format!("{}-meetings", ward.slug), rows, wants);
    }
    let (mut to_come, mut past) = (Vec::new(), Vec::new());
    for meeting in all {
        let row = Row {
            path: format!("{}/meetings/{}", ward.path(), meeting.held_on),
            when: clock::day_and_time(meeting.starts_at),
            venue: meeting.venue,
            state: meeting.state.label(),
            why: meeting.why_cancelled,
        };
        let open = !matches!(meeting.state, MeetingState::Held | MeetingState::Published);
        if open && meeting.held_on >= today {
            to_come.push(row)
        } else {
            past.push(row)
        }
    }
    to_come.reverse();
    let health = members::health(&mut desk, &ward).await?;
    let seats = members::store::on(desk.tx(), ward.id, today).await?;
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for seat in &desk.place().ward_panel_seat {
        let n = seats
            .iter()
            .filter(|member| member.kind == seat.kind)
            .count();
        if n > 0 {
            kinds.push((seat.name.clone(), n));
        }
    }
    let frame = frame(&desk, &ward, "Meetings");
    page(
        &desk,
        &Page {
            frame,
            ward,
            here: "meetings",
            to_come,
            past,
            health,
            members: seats.len(),
            kinds,
        },
    )
}
