//! The questions of my wards: what is with the inspector, what is owed, late
//! ones first, and what was answered.

use askama::Template;
use base::{Answer, Desk, WardId};
use web::{Frame, page};

use super::{Query, QueryState, Shown, shown, store};
use crate::atlas;

#[derive(Template)]
#[template(path = "queries/list.html")]
struct Page {
    frame: Frame,
    redress: Vec<Shown>,
    open: Vec<Shown>,
    done: Vec<Shown>,
    hours: u32,
}

/// The page.
pub(super) async fn show(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let wards: Vec<WardId> = shown::my_wards(&desk, &atlas)
        .iter()
        .map(|ward| ward.id)
        .collect();
    let open = store::open_of(desk.tx(), &wards).await?;
    let mut done = store::done_last(desk.tx(), &wards).await?;
    done.truncate(50);
    let words = |list: &[&Query]| -> Vec<Shown> {
        list.iter()
            .map(|it| shown::shown(&desk, &atlas, it))
            .collect()
    };
    let (redress, open): (Vec<&Query>, Vec<&Query>) =
        open.iter().partition(|it| it.state == QueryState::Redress);
    let page_ = Page {
        frame: Frame::of(&desk, "Questions"),
        redress: words(&redress),
        open: words(&open),
        done: words(&done.iter().collect::<Vec<_>>()),
        hours: desk.place().contact.answer_hours,
    };
    page(&desk, &page_)
}
