//! The next meetings of every panel.

use askama::Template;
use axum::Extension;
use base::{Answer, Desk, clock};
use panels::meetings;
use wards::atlas;
use web::{Frame, Wants, page};

use super::table;

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

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let now = desk.now();
    let to_come = meetings::store::to_come(desk.tx(), now).await?;
    let wants = web::wants(form);
    if wants != Wants::Page {
        let rows = to_come
            .iter()
            .filter_map(|it| Some(table::cells(atlas.ward(it.ward)?, it)));
        return table::answer("meetings".into(), rows.collect(), wants);
    }
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
