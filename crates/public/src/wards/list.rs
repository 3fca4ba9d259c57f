//! Every ward, as a list, a table, and a map file.

use askama::Template;
use axum::{
    Extension,
    http::HeaderMap,
    response::{IntoResponse as _, Json},
};
use base::{Answer, Desk};
use panels::{meetings, priorities};
use serde_json::json;
use wards::atlas;
use web::{Frame, Wants, csv_table, page, wants};

use super::{borough_map, boundary};
use crate::events::feed;

struct Row {
    number: i64,
    name: String,
    code: String,
    path: String,
    live: usize,
    next: String,
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
pub(super) async fn show(
    mut desk: Desk,
    form: Option<Extension<Wants>>,
    headers: HeaderMap,
) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let wants = wants(form);
    if wants == Wants::GeoJson {
        let text = boundary::collection(&atlas).to_string();
        return Ok(feed::answer(&headers, boundary::KIND, text));
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
                .map_or(String::new(), |meeting| meeting.held_on.to_string()),
        })
        .collect();
    match wants {
        Wants::Csv => {
            let cells: Vec<_> = rows
                .iter()
                .map(|row| {
                    vec![
                        row.code.clone(),
                        row.name.clone(),
                        row.path.clone(),
                        row.live.to_string(),
                        row.next.clone(),
                    ]
                })
                .collect();
            Ok(csv_table(
                "wards",
                &[
                    "ward_code",
                    "ward_name",
                    "path",
                    "live_priorities",
                    "next_meeting",
                ],
                &cells,
            ))
        }
        Wants::Json => {
            let list: Vec<_> = rows
                .iter()
                .map(|row| json!({"ward_code": row.code, "ward_name": row.name, "path": row.path, "live_priorities": row.live, "next_meeting": row.next}))
                .collect();
            Ok(Json(json!({"version": 1, "wards": list})).into_response())
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
