//! Everybody with an account, and the form that adds one.

use askama::Template;
use base::{Answer, Desk, people};

use web::{Fields, Frame, Tag, TagKind, form_page};

struct Row {
    id: String,
    name: String,
    email: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    rows: Vec<Row>,
}

/// The page.
pub(super) async fn show(desk: Desk) -> Answer {
    draw(desk, Fields::fresh()).await
}

/// The page with what was typed and what is wrong with it.
pub(super) async fn draw(mut desk: Desk, form: Fields) -> Answer {
    let people = people::store::all(desk.tx()).await?;
    let rows = people
        .into_iter()
        .map(|person| Row {
            id: person.id.to_string(),
            name: person.name,
            email: person.email,
            tag: if person.closed_at.is_some() {
                Tag::new(TagKind::Plain, "Closed")
            } else {
                Tag::new(TagKind::Go, "Open")
            },
        })
        .collect();
    let wrong = form.wrong();
    let frame = Frame::of(&desk, "People").wrong(form.wrong());
    form_page(&desk, wrong, &Page { frame, form, rows })
}
