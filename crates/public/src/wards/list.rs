//! Every ward, as a list, a table, and a map file.

use askama::Template;
use axum::{Extension, http::header, response::IntoResponse as _};
use base::{Answer, Desk};
use chrono::NaiveDate;
use panels::{meetings, priorities};
use serde_json::json;
use wards::{Atlas, atlas};
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use super::borough_map;

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
        return Ok((
            [(header::CONTENT_TYPE, "application/geo+json")],
            geojson(&atlas).to_string(),
        )
            .into_response());
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

fn geojson(atlas: &Atlas) -> serde_json::Value {
    let degrees = |value: i32| f64::from(value) / 1e6;
    let features: Vec<_> = atlas
        .wards
        .iter()
        .zip(&atlas.edges)
        .map(|(ward, rings)| {
            let parts: Vec<_> = rings
                .iter()
                .map(|ring| {
                    vec![
                        ring.iter()
                            .map(|p| [degrees(p[0]), degrees(p[1])])
                            .collect::<Vec<_>>(),
                    ]
                })
                .collect();
            json!({
                "type": "Feature",
                "properties": {"ward_code": ward.code, "ward_name": ward.name, "path": ward.path()},
                "geometry": {"type": "MultiPolygon", "coordinates": parts},
            })
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features})
}
