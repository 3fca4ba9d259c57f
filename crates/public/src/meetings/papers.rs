//! The papers of a meeting, as the panel reads them: figures frozen on the
//! day they went out, and what became of last time's actions.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _, clock};
use evidence::explorer::frozen;
use panels::{actions, meetings};
use wards::{Ward, atlas};
use web::{Frame, forms::Html, page};

use super::find;
use crate::wards::frame;

#[derive(Template)]
#[template(path = "meetings/papers.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    day: String,
    out: String,
    drawn: Option<evidence::Drawn>,
    added: Option<Html>,
    actions: Vec<actions::Shown>,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path((slug, date)): Path<(String, String)>) -> Answer {
    let (ward, meeting) = find(&mut desk, &slug, &date).await?;
    let out = meeting.papers_out_at.or_not_found()?;
    let atlas = atlas(&mut desk).await?;
    let figures: Option<evidence::WardFigures> = match &meeting.evidence {
        None => None,
        Some(frozen) => serde_json::from_str(frozen).map_err(anyhow::Error::new)?,
    };
    let drawn = figures.map(|figures| evidence::draw(&figures, &ward, &atlas));
    let figures = frozen::store::of_meeting(desk.tx(), meeting.id.0).await?;
    let has_hatch = drawn
        .as_ref()
        .is_some_and(|it| it.place.to_string().contains("id=\"hatch\""));
    let added = match figures.as_slice() {
        [] => None,
        some => Some(frozen::drawn(some, has_hatch)?),
    };
    let before = meetings::store::before(desk.tx(), &meeting).await?;
    let actions = actions::open_or_since(&mut desk, ward.id, before.as_ref()).await?;
    let day = clock::plain_day(meeting.held_on);
    let frame = frame(&desk, &ward, &format!("Papers, {day}"));
    page(
        &desk,
        &Page {
            frame,
            ward,
            here: "meetings",
            day,
            out: clock::day_and_time(out),
            drawn,
            added,
            actions,
        },
    )
}
