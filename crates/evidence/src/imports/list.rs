//! The catalogue: every import, newest first.

use askama::Template;
use base::{Answer, Desk, clock};
use web::{Frame, Tag, TagKind, number, page};

use super::store;

struct Row {
    path: String,
    file: String,
    kind: &'static str,
    months: String,
    rows: String,
    placed: String,
    outside: String,
    no_location: String,
    rejected: String,
    on: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let imports = store::all(desk.tx()).await?;
    let ground = super::import::current(desk.tx()).await?;
    let rows = imports
        .iter()
        .map(|it| Row {
            path: it.path(),
            file: it.source_file.clone(),
            kind: it.kind_words(),
            months: it.months(),
            rows: number(it.rows),
            placed: number(it.placed),
            outside: number(it.outside),
            no_location: number(it.no_location),
            rejected: number(it.rejected),
            on: clock::day_and_time(it.imported_at),
            tag: if it.replaced_by.is_some() {
                Tag::new(TagKind::Plain, "Restated since")
            } else if it.stands_on(&ground) {
                Tag::new(TagKind::Go, "In use")
            } else {
                Tag::new(TagKind::Warn, "Other boundaries")
            },
        })
        .collect();
    let frame = Frame::of(&desk, "Imports");
    page(&desk, &Page { frame, rows })
}
