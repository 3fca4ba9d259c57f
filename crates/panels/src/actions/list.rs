//! The actions a person may see: mine first, late first.

use askama::Template;
use base::{Act, Answer, Desk};
use wards::atlas;
use web::{Frame, page};

use super::{Shown, shown, store};

struct Row {
    action: Shown,
    ward: String,
}

#[derive(Template)]
#[template(path = "actions/list.html")]
struct Page {
    frame: Frame,
    mine: Vec<Row>,
    others: Vec<Row>,
    over: Vec<Row>,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let mut all = store::all_open(desk.tx()).await?;
    all.extend(store::ended_last(desk.tx()).await?);
    let (mut mine, mut others, mut over) = (Vec::new(), Vec::new(), Vec::new());
    for action in &all {
        let may_do = desk.may(Act::DoAction, action);
        if !may_do && !desk.may(Act::SeeMeeting, action) {
            continue;
        }
        let row = Row {
            action: shown::shown(&desk, action),
            ward: atlas.name(action.ward).to_owned(),
        };
        match (action.is_open(), may_do) {
            (true, true) => mine.push(row),
            (true, false) => others.push(row),
            (false, _) => over.push(row),
        }
    }
    over.truncate(100);
    let frame = Frame::of(&desk, "Actions");
    page(
        &desk,
        &Page {
            frame,
            mine,
            others,
            over,
        },
    )
}
