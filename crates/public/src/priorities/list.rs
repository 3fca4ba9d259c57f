//! Priorities of a ward, now and past.

use askama::Template;
use axum::{Extension, extract::Path};
use base::{Answer, Desk};
use panels::priorities;
use wards::Ward;
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use crate::wards::{find, frame};

/// The priorities of a ward.
pub(crate) static PRIORITIES: Table = Table {
    title: "Priorities",
    name: "priorities",
    version: 2,
    about: "A priority of the ward, live ones first.",
    routes: &["/wards/{ward}/priorities"],
    asks: &[],
    groups: &[&[
        Field::text("ward_code", "The ward's code."),
        Field::text("title", "What the problem is."),
        Field::new("agreed", Kind::Day, "When the panel agreed it.").or_nothing(),
        Field::text("lead", "Who leads."),
        Field::text("state", "How it stands, or how it ended."),
        Field::text("you_said", "What residents said."),
        Field::text("latest", "The last thing residents were told."),
        Field::text("result", "What changed; empty while it is live.").or_nothing(),
        Field::text("path", "Its page."),
    ]],
    beside: &[Field::text("ward_code", "The ward's code.")],
};

#[derive(Template)]
#[template(path = "priorities/list.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    live: Vec<priorities::Shown>,
    closed: Vec<priorities::Shown>,
}

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let all = priorities::of_ward(&mut desk, &ward).await?;
    match wants(form) {
        form @ (Wants::Csv | Wants::Json) => {
            let kept = priorities::store::of_ward(desk.tx(), ward.id).await?;
            let day = |id| kept.iter().find(|it| it.id == id).map(|it| it.agreed_on);
            let rows = all
                .into_iter()
                .map(|it| {
                    row![
                        &ward.code,
                        it.title,
                        day(it.id),
                        it.lead,
                        it.tag.words,
                        it.you_said,
                        it.latest,
                        it.ended.map(|ended| ended.result),
                        it.path,
                    ]
                })
                .collect();
            Sheet::new(&PRIORITIES, rows)
                .file(format!("{}-priorities", ward.slug))
                .beside("ward_code", &ward.code)
                .answer(form)
        }
        _ => {
            let (live, closed) = all.into_iter().partition(|it| it.is_live);
            let frame = frame(&desk, &ward, "Priorities");
            page(
                &desk,
                &Page {
                    frame,
                    ward,
                    here: "priorities",
                    live,
                    closed,
                },
            )
        }
    }
}
