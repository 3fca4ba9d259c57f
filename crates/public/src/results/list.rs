//! The list of results, of one ward or of all.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk};
use panels::priorities;
use wards::{Ward, atlas};
use web::{
    Cell, Frame, Sheet, Wants,
    fields::{Field, Table},
    page, row, wants,
};

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

/// What residents said and what came of it.
pub(crate) static RESULTS: Table = Table {
    title: "Results",
    name: "results",
    version: 1,
    about: "A priority, live or ended.",
    routes: &["/results", "/wards/{ward}/results"],
    asks: &[],
    groups: &[&[
        Field::text("ward", "The ward's name."),
        Field::text("you_said", "What residents said."),
        Field::text("we_did", "What was done, or is being done."),
        Field::text("result", "What changed.").or_nothing(),
        Field::text("state", "How it stands, or how it ended."),
        Field::text("path", "Its page."),
    ]],
    beside: &[],
};

fn table(name: &str, rows: Vec<Row>, form: Wants) -> Answer {
    let cells = rows
        .into_iter()
        .map(|row| {
            row![
                row.ward,
                row.you_said,
                row.we_did,
                Cell::words(row.result),
                row.tag.words,
                row.path,
            ]
        })
        .collect();
    Sheet::new(&RESULTS, cells).file(name).answer(form)
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
        form => table("results", rows, form),
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
        form => table(&format!("{}-results", ward.slug), rows, form),
    }
}
