//! Stage 2, last time: what became of the actions and the live priorities.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, clock};
use web::{Frame, page};

use super::{Stage, store, workspace::Workspace};
use crate::{actions, priorities};

#[derive(Template)]
#[template(path = "meetings/last_time.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    before: Option<String>,
    actions: Vec<actions::Shown>,
    live: Vec<priorities::Shown>,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let space = Workspace::load(&mut desk, &id, Stage::LastTime).await?;
    let before = store::before(desk.tx(), &space.meeting).await?;
    let actions = actions::open_or_since(&mut desk, space.ward.id, before.as_ref()).await?;
    let live = priorities::live(&mut desk, &space.ward).await?;
    let frame = space.frame(&desk, "Last time");
    let frame_path = desk.path().to_owned();
    let before = before.map(|meeting| clock::plain_day(meeting.held_on));
    page(
        &desk,
        &Page {
            frame,
            space,
            frame_path,
            before,
            actions,
            live,
        },
    )
}
