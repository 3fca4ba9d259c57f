//! Stage 5, rank: each member puts the suggestions in order.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk};
use web::{Frame, forms::Html, page};

use super::{Stage, workspace::Workspace};
use crate::{
    SuggestionId, rankings,
    suggestions::{self, Suggestion},
};

struct Row {
    it: Suggestion,
    place: usize,
    top: bool,
    bar: Html,
    points: usize,
}

#[derive(Template)]
#[template(path = "meetings/rank.html")]
struct Page {
    frame: Frame,
    space: Workspace,
    frame_path: String,
    rows: Vec<Row>,
    votes: bool,
    open: bool,
    sent: bool,
    unsent_change: bool,
    shows_points: bool,
    top: u32,
    others: Vec<(String, String)>,
    entered: Vec<(String, String)>,
}

/// The page.
pub(super) async fn show(desk: Desk, Path(id): Path<String>) -> Answer {
    draw(desk, &id, None).await
}

/// The page, with an order that is on its way.
pub(crate) async fn draw(
    mut desk: Desk,
    id: &str,
    on_its_way: Option<Vec<SuggestionId>>,
) -> Answer {
    let space = Workspace::load(&mut desk, id, Stage::Rank).await?;
    let meeting = &space.meeting;
    let open = meeting.may_rank().is_ok();
    let all = suggestions::store::for_meeting(desk.tx(), meeting).await?;
    // While orders come in, only what is still to be decided is put in order.
    let list: Vec<_> = if open {
        suggestions::to_rank(all)
    } else {
        suggestions::on_list(all)
    };
    let votes = space.voter.is_some();
    let own = space
        .voter
        .and_then(|seat| space.orders.iter().find(|order| order.member == seat));
    let sent = own.is_some();
    let shows_points = space.may_see_points;
    let points = if shows_points {
        rankings::points(&space.orders)
    } else {
        HashMap::new()
    };
    let unsent_change = on_its_way.is_some();
    let mut order: Vec<SuggestionId> = match (on_its_way, own) {
        (Some(order), _) => order,
        (None, Some(own)) => own.order.clone(),
        (None, None) => Vec::new(),
    };
    if !votes || !open {
        // Whoever does not vote reads the panel's own order.
        let mut ids: Vec<_> = list.iter().map(|it| it.id).collect();
        ids.sort_by_key(|id| std::cmp::Reverse(points.get(id).copied().unwrap_or(0)));
        order = ids;
    }
    order.retain(|id| list.iter().any(|it| it.id == *id));
    order.extend(
        list.iter()
            .map(|it| it.id)
            .filter(|id| !order.contains(id))
            .collect::<Vec<_>>(),
    );
    let most = points.values().copied().max().unwrap_or(1);
    let top = desk.place().panel.live_priorities;
    let rows = order
        .iter()
        .enumerate()
        .filter_map(|(at, id)| {
            let it = list.iter().find(|it| it.id == *id)?.clone();
            let points = points.get(id).copied().unwrap_or(0);
            #[expect(clippy::cast_precision_loss, reason = "points of a small panel")]
            let bar = web::charts::bar(points as f64, most as f64, false);
            Some(Row {
                it,
                place: at + 1,
                top: at < top as usize,
                bar,
                points,
            })
        })
        .collect();
    let name = |id| {
        space
            .members
            .iter()
            .find(|member| member.id == id)
            .map_or("a member", |member| &member.name)
            .to_owned()
    };
    let others = space
        .members
        .iter()
        .filter(|member| member.votes)
        .map(|member| (member.id.to_string(), member.name.clone()))
        .collect();
    let entered = if space.runs {
        space
            .orders
            .iter()
            .map(|order| (name(order.member), order.way.label().to_lowercase()))
            .collect()
    } else {
        Vec::new()
    };
    let frame = space.frame(&desk, "Rank the suggestions");
    let frame_path = meeting.stage_path(Stage::Rank);
    let page_ = Page {
        frame,
        frame_path,
        rows,
        votes,
        open,
        sent,
        unsent_change,
        shows_points,
        top,
        others,
        entered,
        space,
    };
    page(&desk, &page_)
}
