//! The calls of my wards or my agency, with their clocks. No name and no address stands here.

use askama::Template;
use axum::extract::Query;
use base::{Act, Answer, Desk, clock, permits};
use chrono::{DateTime, Utc};
use wards::atlas;
use web::{Fields, Frame, Tag, TagKind, page};

use super::{
    RapidResponse,
    show::unkept,
    store::{self, Filter},
};

/// Calls on a page.
const PAGE: i64 = 50;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Ask {
    state: String,
    page: String,
}

/// A clock as it stands.
pub(super) struct Clock {
    pub name: &'static str,
    pub tag: Tag,
}

/// The clocks of a call: decided, reached, looked after again.
pub(super) fn clocks(it: &RapidResponse, now: DateTime<Utc>) -> Vec<Clock> {
    let mut all = Vec::new();
    for (name, running, done) in [
        (
            "Decided in 15 minutes",
            it.deciding(),
            it.decided_at.is_some(),
        ),
        (
            "Reached in two hours",
            it.reaching(),
            it.reached_at.is_some(),
        ),
    ] {
        let Some(running) = running else { continue };
        let kind = match (running.late(now).is_some(), done) {
            (true, _) => TagKind::Bad,
            (false, true) => TagKind::Go,
            (false, false) => TagKind::Warn,
        };
        all.push(Clock {
            name,
            tag: Tag::new(kind, running.words(now)),
        });
    }
    let today = clock::day(now);
    for (name, due) in it.follow_ups() {
        if it.is_open() && due < today {
            let name = if name == "First" {
                "Looked after at 2 weeks"
            } else {
                "Looked after at 6 weeks"
            };
            all.push(Clock {
                name,
                tag: Tag::new(TagKind::Bad, format!("since {}", clock::long_day(due))),
            });
        }
    }
    all
}

struct Row {
    path: String,
    reference: String,
    ward: String,
    kind: &'static str,
    received: String,
    in_progress: bool,
    is_repeat: bool,
    clocks: Vec<Clock>,
}

#[derive(Template)]
#[template(path = "rapid_responses/list.html")]
struct Page {
    frame: Frame,
    form: Fields,
    rows: Vec<Row>,
    states: Vec<(String, String)>,
    back: Option<String>,
    more: Option<String>,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Query(ask): Query<Ask>) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let filter = Filter {
        person: desk.person(),
        today: desk.today(),
        scope: permits::scope(desk.who(), Act::WorkRapidResponse),
        closed: ask.state == "closed",
        page: ask.page.parse().unwrap_or(1).clamp(1, 10_000),
    };
    let mut found = store::some(desk.tx(), &filter, PAGE).await?;
    let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let is_more = found.len() > size;
    found.truncate(size);
    let state = if filter.closed { "closed" } else { "open" };
    let address = |page: i64| format!("/desk/rapid-responses?state={state}&page={page}");
    let now = desk.now();
    let page_ = Page {
        rows: found
            .iter()
            .map(|it| Row {
                path: it.path(),
                reference: it.reference.clone(),
                ward: atlas.name(it.ward).to_owned(),
                kind: it.kind.label(),
                received: clock::day_and_time(it.received_at),
                in_progress: it.in_progress,
                is_repeat: it.is_repeat,
                clocks: clocks(it, now),
            })
            .collect(),
        frame: Frame::of(&desk, "Rapid responses"),
        form: Fields::fresh().with("state", state),
        states: [("open", "Open"), ("closed", "Closed")]
            .map(|(word, label)| (word.to_owned(), label.to_owned()))
            .to_vec(),
        back: (filter.page > 1).then(|| address(filter.page - 1)),
        more: is_more.then(|| address(filter.page + 1)),
    };
    unkept(page(&desk, &page_))
}
