//! The page that asks who you are.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Query;
use base::{Answer, Desk};

use crate::{Fields, Frame, form_page};

#[derive(Template)]
#[template(path = "sign_in/ask.html")]
struct Page {
    frame: Frame,
    form: Fields,
}

/// The page.
pub(super) async fn show(desk: Desk, Query(query): Query<HashMap<String, String>>) -> Answer {
    let next = query.get("next").map_or("", String::as_str);
    draw(&desk, Fields::fresh().with("next", next))
}

/// The page with what was typed and what is wrong with it.
pub(super) fn draw(desk: &Desk, form: Fields) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, "Sign in").wrong(form.wrong());
    form_page(desk, wrong, &Page { frame, form })
}
