//! The next meetings of every panel.

use askama::Template;
use base::{Answer, Desk, clock};
use panels::meetings;
use wards::atlas;
use web::{Frame, page};

struct Row {
    path: String,
    ward: String,
    when: String,
    venue: String,
    access: String,
}

#[derive(Template)]
#[template(path = "meetings/all.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let now = desk.now();
    let to_come = meetings::store::to_come(desk.tx(), now).await?;
    let rows = to_come
        .iter()
        .filter_map(|meeting| {
            let ward = atlas.ward(meeting.ward)?;
            Some(Row {
                path: format!("{}/meetings/{}", ward.path(), meeting.held_on),
                ward: ward.name.clone(),
                when: clock::day_and_time(meeting.starts_at),
                venue: meeting.venue.clone(),
                access: meeting.access.clone(),
            })
        })
        .collect();
    let frame =
        Frame::of(&desk, "Panel meetings").about("When and where every ward panel meets next.");
    page(&desk, &Page { frame, rows })
}
