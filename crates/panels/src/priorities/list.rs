//! The priorities a person may see in the working area: the neglected first.

use askama::Template;
use base::{Act, Answer, Desk};
use wards::atlas;
use web::{Frame, page};

use super::{Priority, Shown, shown, store};

#[derive(Template)]
#[template(path = "priorities/list.html")]
struct Page {
    frame: Frame,
    live: Vec<Shown>,
    closed: Vec<Shown>,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let mut all = store::all(desk.tx()).await?;
    all.retain(|priority| desk.may(Act::SeeMeeting, priority));
    // Longest untold first: that is what the list is for.
    all.sort_by_key(|priority| priority.told_on);
    let words = |priority: &Priority| {
        Some(shown(
            &desk,
            atlas.ward(priority.ward)?,
            priority,
            None,
            None,
        ))
    };
    let live = all
        .iter()
        .filter(|it| it.is_live())
        .filter_map(words)
        .collect();
    let closed = all
        .iter()
        .rev()
        .filter(|it| !it.is_live())
        .filter_map(words)
        .take(100)
        .collect();
    let frame = Frame::of(&desk, "Priorities");
    page(
        &desk,
        &Page {
            frame,
            live,
            closed,
        },
    )
}
