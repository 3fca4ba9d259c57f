//! What waits for the tasking meeting: the warnings that somebody passed to it.

use std::collections::HashMap;

use askama::Template;
use axum::Extension;
use base::{Act, Answer, Desk, clock};
use web::{
    Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use super::store;

/// The queue as a file.
static QUEUE: Table = Table {
    title: "Warnings for the tasking meeting",
    name: "warnings_for_tasking",
    version: 1,
    about: "A warning that was passed to tasking.",
    routes: &["/desk/analysis/warnings/tasking"],
    asks: &[],
    groups: &[&[
        Field::text("area", "The ward, or the place as a whole."),
        Field::text("type", "The type, as published."),
        Field::text("sentence", "What the warning says."),
        Field::text("why", "Why it was passed on."),
        Field::text("by", "By which role."),
        Field::new("on", Kind::Day, "When."),
        Field::text("path", "Its page."),
    ]],
    beside: &[],
};

struct Row {
    path: String,
    title: String,
    area: String,
    kind: String,
    sentence: String,
    why: String,
    by: &'static str,
    on: chrono::NaiveDate,
    on_words: String,
}

#[derive(Template)]
#[template(path = "warnings/queue.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
}

/// The page, or the same as `.csv` and `.json`.
pub(super) async fn show(mut desk: Desk, form: Option<Extension<Wants>>) -> Answer {
    let mut answers: HashMap<_, _> = store::newest_answers(desk.tx())
        .await?
        .into_iter()
        .map(|it| (it.warning, it))
        .collect();
    let rows: Vec<Row> = store::with_reading(desk.tx())
        .await?
        .into_iter()
        .filter(|(it, _)| it.queued && desk.may(Act::Explore, it))
        .filter_map(|(it, reading)| {
            let said = answers.remove(&it.id)?;
            let on = clock::day(said.said_at);
            Some(Row {
                path: it.path(),
                title: it.title(),
                area: it.area,
                kind: it.kind,
                sentence: reading.evidence.sentence(),
                why: said.words,
                by: said.role.label(),
                on,
                on_words: clock::plain_day(on),
            })
        })
        .collect();
    let wants = wants(form);
    if wants != Wants::Page {
        let cells = rows
            .into_iter()
            .map(|it| row![it.area, it.kind, it.sentence, it.why, it.by, it.on, it.path]);
        return Sheet::new(&QUEUE, cells.collect()).answer(wants);
    }
    let frame = Frame::of(&desk, "For the tasking meeting - Early warnings")
        .crumb("/desk/analysis/warnings", "Early warnings")
        .crumb("", "For the tasking meeting");
    page(&desk, &Page { frame, rows })
}
