//! First of all: is anyone in danger now? Then this is not the place, and the page says whom to ring.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Redirect},
};
use base::{Answer, Desk, House};
use wards::atlas;
use web::{Fields, Frame, page};

use super::{Draft, Opened, draw, nobody, opened::path};

#[derive(Template)]
#[template(path = "reports/danger.html")]
struct Page {
    frame: Frame,
    form: Fields,
    hours: u32,
    choices: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "reports/numbers.html")]
struct Numbers {
    frame: Frame,
}

fn screen(desk: &Desk, form: Fields) -> Answer {
    let choice = |word: &str, label: &str| (word.to_owned(), label.to_owned());
    let frame = Frame::of(desk, "Report a problem").wrong(form.wrong());
    let page = Page {
        frame,
        hours: desk.place().contact.answer_hours,
        choices: vec![
            choice("no", "No, it can wait until somebody reads it"),
            choice("yes", "Yes, somebody is in danger or it is happening now"),
        ],
        form,
    };
    draw(desk, &page.form, &page)
}

/// The question.
pub(super) async fn show(desk: Desk, Query(query): Query<HashMap<String, String>>) -> Answer {
    let ward = query.get("ward").map_or("", String::as_str);
    screen(&desk, Fields::fresh().with("ward", ward))
}

/// Yes leads to the numbers; no begins a draft.
pub(super) async fn answer(State(house): State<House>, mut form: Fields) -> Answer {
    let mut desk = nobody(&house).await?;
    match form.raw("danger") {
        "yes" => return Ok(Redirect::to("/reports/new/danger").into_response()),
        "no" => {}
        _ => {
            form.error("danger", "Say whether anyone is in danger now");
            return screen(&desk, form);
        }
    }
    let atlas = atlas(&mut desk).await?;
    let from = atlas.by_slug(form.raw("ward"));
    let draft = Draft {
        from: from.map_or(String::new(), |ward| ward.slug.clone()),
        zoom: u8::from(from.is_some()),
        ..Draft::default()
    };
    let token = Opened::begin(&mut desk, &draft).await?;
    desk.finish_draft(&path(&token, "what")).await
}

/// Whom to ring now.
pub(super) async fn numbers(desk: Desk) -> Answer {
    let frame = Frame::of(&desk, "Ring now - Report a problem");
    page(&desk, &Numbers { frame })
}
