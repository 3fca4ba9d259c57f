//! Others may have reported the same already: add your voice, or say that yours is different.

use askama::Template;
use axum::extract::{Path, State};
use base::{Answer, Desk, House};
use concerns::nearby::{self, Near};
use web::{Fields, Frame};

use super::{Opened, Screen, Step, details::kind, draw, nobody};

#[derive(Template)]
#[template(path = "reports/similar.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    kind: String,
    choices: Vec<(String, String, String)>,
}

/// Open concerns of the same kind near the place of a draft.
pub(super) async fn near(desk: &mut Desk, it: &Opened) -> anyhow::Result<Vec<Near>> {
    let (Some((lon, lat)), Some(ward)) = (it.draft.point, it.draft.ward) else {
        return Ok(Vec::new());
    };
    let point = (i64::from(lon), i64::from(lat));
    nearby::near(desk.tx(), &it.draft.service, ward, point).await
}

fn choice(near: &Near) -> (String, String, String) {
    let words = near
        .words
        .clone()
        .unwrap_or_else(|| "its words are not shown to everyone".into());
    // Ten metres: no nearer than the map shows anyone.
    let away = ((near.metres / 10.0).round() * 10.0).max(10.0);
    (
        near.id.to_string(),
        format!("Add yours to this: {words}"),
        format!("About {away:.0} metres away. {}.", near.state.label()),
    )
}

fn screen(desk: &Desk, it: &Opened, form: Fields, found: &[Near]) -> Answer {
    let (mut frame, mut screen) = Screen::of(desk, it, Step::Where, &form);
    "Is it one of these?".clone_into(&mut screen.title);
    frame.title = frame.title.replace(Step::Where.label(), &screen.title);
    screen.back = it.path(Step::Where.word());
    screen.here = it.path("similar");
    let mut choices: Vec<_> = found.iter().map(choice).collect();
    choices.push((
        "different".into(),
        "Mine is different".into(),
        "It is reported as a new one.".into(),
    ));
    let page = Page {
        frame,
        screen,
        kind: kind(desk, it),
        choices,
        form,
    };
    draw(desk, &page.form, &page)
}

/// What is near.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let found = near(&mut desk, &it).await?;
    let chosen = it.draft.joins.map_or(String::new(), |id| id.to_string());
    screen(&desk, &it, Fields::fresh().with("same", chosen), &found)
}

/// Takes the choice.
pub(super) async fn answer(
    State(house): State<House>,
    Path(token): Path<String>,
    mut form: Fields,
) -> Answer {
    let mut desk = nobody(&house).await?;
    let mut it = Opened::of(&mut desk, &token).await?;
    let found = near(&mut desk, &it).await?;
    let chosen = form.raw("same").to_owned();
    let same = found.iter().find(|near| near.id.to_string() == chosen);
    if same.is_none() && chosen != "different" && !found.is_empty() {
        form.error("same", "Choose one of them, or say that yours is different");
        return screen(&desk, &it, form, &found);
    }
    it.draft.joins = same.map(|near| near.id);
    it.on(desk, Step::Where).await
}
