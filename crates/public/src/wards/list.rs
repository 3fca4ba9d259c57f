//! Every ward, as a list, a table, and a map file.

use askama::Template;
use axum::Extension;
use base::{Answer, Desk};
use chrono::NaiveDate;
use panels::{meetings, priorities};
use wards::atlas;
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use super::{borough_map, boundary};

/// Every ward.
pub(crate) static WARDS: Table = Table {
    title: "Wards",
    name: "wards",
    version: 1,
    about: "A ward of the place.",
    routes: &["/wards"],
    asks: &[],
    groups: &[&[
        Field::text("ward_code", "The statistical code of the ward."),
        Field::text("ward_name", "Its name."),
        Field::text("path", "Its page."),
        Field::whole("live_priorities", "Priorities that are being worked on."),
        Field::new("next_meeting", Kind::Day, "The next panel meeting.").or_nothing(),
    ]],
    beside: &[],
};

struct Row {
    number: i64,
    name: String,
    code: String,
    path: String,
    live: usize,
    next: Option<NaiveDate>,
}

#[derive(Template)]
#[template(path = "wards/list.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
    map: web::forms::Html,
    source: String,
}

/// The page, or the same as `.csv`, `.json`, `.geojson`.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let wants = wants(form);
    if wants == Wants::GeoJson {
        let text = boundary::collection(&atlas).to_string();
        return Ok(web::file(boundary::KIND, text));
    }
    let all = priorities::store::all(desk.tx()).await?;
    let now = desk.now();
    let meetings = meetings::store::to_come(desk.tx(), now).await?;
    let rows: Vec<_> = atlas
        .wards
        .iter()
        .map(|ward| Row {
            number: ward.number,
            name: ward.name.clone(),
            code: ward.code.clone(),
            path: ward.path(),
            live: all
                .iter()
                .filter(|it| it.ward == ward.id && it.is_live())
                .count(),
            next: meetings
                .iter()
                .find(|meeting| meeting.ward == ward.id)
                .map(|meeting| meeting.held_on),
        })
        .collect();
    match wants {
        Wants::Csv | Wants::Json => {
            let cells = rows
                .into_iter()
                .map(|row| row![row.code, row.name, row.path, row.live, row.next])
                .collect();
            Sheet::new(&WARDS, cells).answer(wants)
        }
        _ => {
            let frame = Frame::of(&desk, "Wards")
                .about("Every ward with its priorities and its next meeting.");
            let page_ = Page {
                frame,
                map: borough_map(&atlas, None),
                source: atlas.source.clone(),
                rows,
            };
            page(&desk, &page_)
        }
    }
}
