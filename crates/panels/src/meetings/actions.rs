//! Stage 7, actions: who does what by when.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk};
use web::{Frame, page};

use super::{Stage, workspace::Workspace};
use crate::actions;

#[derive(Template)]
#[template(path = "meetings/actions.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    actions: Vec<actions::Shown>,
    may: bool,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let space = Workspace::load(&mut desk, &id, Stage::Actions).await?;
    let actions = actions::open_or_since(&mut desk, space.ward.id, None).await?;
    let may = desk.may(Act::RecordAction, &space.meeting);
    let frame = space.frame(&desk, "Actions");
    let frame_path = desk.path().to_owned();
    page(
        &desk,
        &Page {
            frame,
            space,
            frame_path,
            actions,
            may,
        },
    )
}
