//! The list of results, of one ward or of all.

use askama::Template;
use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse as _, Json},
};
use base::{Answer, Desk};
use panels::priorities;
use serde_json::json;
use wards::{Ward, atlas};
use web::{Frame, Wants, csv_table, page, wants};

use super::{Row, rows};
use crate::wards::{find, frame};

#[derive(Template)]
#[template(path = "results/list.html")]
struct Page {
    frame: Frame,
    ended: Vec<Row>,
    live: Vec<Row>,
}

#[derive(Template)]
#[template(path = "results/ward.html")]
struct WardPage {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    ended: Vec<Row>,
    live: Vec<Row>,
}

fn table(name: &str, rows: &[Row], form: Wants) -> Answer {
    if form == Wants::Csv {
        let cells: Vec<_> = rows
            .iter()
            .map(|row| {
                [
                    &row.ward,
                    &row.you_said,
                    &row.we_did,
                    &row.result,
                    &row.tag.words,
                    &row.path,
                ]
                .map(String::clone)
                .to_vec()
            })
            .collect();
        return Ok(csv_table(
            name,
            &["ward", "you_said", "we_did", "result", "state", "path"],
            &cells,
        ));
    }
    let list: Vec<_> = rows
        .iter()
        .map(|row| json!({"ward": row.ward, "you_said": row.you_said, "we_did": row.we_did, "result": row.result, "state": row.tag.words, "path": row.path}))
        .collect();
    Ok(Json(json!({"version": 1, "results": list})).into_response())
}

/// The whole borough.
pub(super) async fn all(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let all = priorities::store::all(desk.tx()).await?;
    let rows = rows(&desk, &atlas, &all);
    match wants(form) {
        Wants::Page => {
            let (ended, live) = rows.into_iter().partition(|row| row.ended);
            let frame = Frame::of(&desk, "You said, we did")
                .about("Every priority of every ward and what came of it.");
            page(&desk, &Page { frame, ended, live })
        }
        form => table("results", &rows, form),
    }
}

/// One ward.
pub(super) async fn of_ward(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let atlas = atlas(&mut desk).await?;
    let all = priorities::store::of_ward(desk.tx(), ward.id).await?;
    let rows = rows(&desk, &atlas, &all);
    match wants(form) {
        Wants::Page => {
            let (ended, live) = rows.into_iter().partition(|row| row.ended);
            let frame = frame(&desk, &ward, "You said, we did");
            page(
                &desk,
                &WardPage {
                    frame,
                    ward,
                    here: "results",
                    ended,
                    live,
                },
            )
        }
        form => table(&format!("{}-results", ward.slug), &rows, form),
    }
}
