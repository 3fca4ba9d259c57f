//! When it happens and how often: only roughly, because an exact time could say who saw it.

use askama::Template;
use axum::extract::{Path, State};
use base::{Answer, Desk, House};
use web::{Fields, Frame, options};

use super::{Last, Often, Opened, Screen, Step, TimeOfDay, draw, nobody};

#[derive(Template)]
#[template(path = "reports/when.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    last: Vec<(String, String)>,
    times: Vec<(String, String)>,
    often: Vec<(String, String)>,
}

fn screen(desk: &Desk, it: &Opened, form: Fields) -> Answer {
    let (frame, screen) = Screen::of(desk, it, Step::When, &form);
    let page = Page {
        frame,
        screen,
        last: options!(Last),
        times: options!(TimeOfDay),
        often: options!(Often),
        form,
    };
    draw(desk, &page.form, &page)
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let mut form = Fields::fresh()
        .with("last", it.draft.last.map_or("", Last::word))
        .with("often", it.draft.often.map_or("", Often::word));
    for time in &it.draft.times {
        form = form.and("times", time.word());
    }
    screen(&desk, &it, form)
}

/// Takes it.
pub(super) async fn keep(
    State(house): State<House>,
    Path(token): Path<String>,
    mut form: Fields,
) -> Answer {
    let mut desk = nobody(&house).await?;
    let mut it = Opened::of(&mut desk, &token).await?;
    let last = form.one_of(
        "last",
        Last::of,
        "Choose when it last happened, or that you are not sure",
    );
    if form.wrong() {
        return screen(&desk, &it, form);
    }
    it.draft.last = last;
    let times = TimeOfDay::ALL.iter().copied();
    it.draft.times = times
        .filter(|time| form.each("times").any(|sent| sent == time.word()))
        .collect();
    it.draft.often = Often::of(form.raw("often"));
    it.on(desk, Step::When).await
}
