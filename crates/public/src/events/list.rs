//! The events to come, of one ward or of all, and what came of the last ones.

use std::collections::HashMap;

use anyhow::Result;
use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query},
};
use base::{Answer, Desk, OrNotFound as _};
use chrono::Days;
use wards::{
    Ward, atlas,
    events::{EventKind, EventState, store},
};
use web::{
    Fields, Frame, Sheet, Wants,
    fields::{Field, Kind, Table},
    page, row, wants,
};

use super::{Card, card::card};
use crate::wards::{find, frame};

/// How far back a list looks.
const BACK: Days = Days::new(365);

#[derive(Template)]
#[template(path = "events/all.html")]
struct Page {
    frame: Frame,
    form: Fields,
    wards: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    query: String,
    events: Vec<Card>,
}

#[derive(Template)]
#[template(path = "events/ward.html")]
struct WardPage {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    events: Vec<Card>,
    past: Vec<Card>,
}

/// To come (with what was cancelled, until its day is over), and held.
async fn cards(
    desk: &mut Desk,
    wards: &[Ward],
    kind: Option<EventKind>,
) -> Result<(Vec<Card>, Vec<Card>)> {
    let (now, today) = (desk.now(), desk.today());
    let since = now.checked_sub_days(BACK).unwrap_or(now);
    let (mut to_come, mut past) = (Vec::new(), Vec::new());
    for event in store::public_since(desk.tx(), since).await? {
        let Some(ward) = wards.iter().find(|ward| ward.id == event.ward) else {
            continue;
        };
        if kind.is_some_and(|kind| kind != event.details.kind) {
            continue;
        }
        if event.is_to_come(now) || event.shows_cancelled(today) {
            to_come.push(card(desk, ward, &event));
        } else if event.state == EventState::Held {
            past.push(card(desk, ward, &event));
        }
    }
    past.reverse();
    Ok((to_come, past))
}

/// Events to come and what came of the last ones.
pub(crate) static EVENTS: Table = Table {
    title: "Events",
    name: "events",
    version: 1,
    about: "An event that anyone may come to: to come, cancelled, or held in the last year.",
    routes: &["/events", "/wards/{ward}/events"],
    asks: &[
        ("ward", "The word of a ward's address; only `/events`."),
        ("kind", "A kind of event; only `/events`."),
    ],
    groups: &[&[
        Field::text("ward_code", "The ward's code."),
        Field::text("ward_name", "Its name."),
        Field::text("kind", "The kind of event, as a word."),
        Field::text("title", "What it is called."),
        Field::new("starts", Kind::Moment, "When it begins."),
        Field::new("ends", Kind::Moment, "When it ends."),
        Field::text("place", "Where."),
        Field::text("access", "How to get in, hear or join."),
        Field::text("organiser", "Who holds it."),
        Field::text("state", "`published`, `cancelled` or `held`."),
        Field::text("why_cancelled", "Why it was cancelled.").or_nothing(),
        Field::whole("attendance", "How many came.").or_nothing(),
        Field::text("path", "Its page."),
    ]],
    beside: &[],
};

fn table(name: &str, cards: &[Card], form: Wants) -> Answer {
    let rows = cards
        .iter()
        .map(|it| {
            row![
                &it.ward_code,
                &it.ward,
                it.kind_word,
                &it.title,
                it.starts,
                it.ends,
                &it.place,
                &it.access,
                &it.organiser,
                it.state,
                it.cancelled.as_ref(),
                it.came,
                &it.path,
            ]
        })
        .collect();
    Sheet::new(&EVENTS, rows).file(name).answer(form)
}

/// The whole borough: `/events?ward=fairmead&kind=beat-surgery`.
pub(super) async fn all(
    mut desk: Desk,
    Query(query): Query<HashMap<String, String>>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let chosen = |name: &str| query.get(name).filter(|word| !word.is_empty());
    let wards = match chosen("ward") {
        None => atlas.wards.clone(),
        Some(slug) => vec![atlas.by_slug(slug).cloned().or_not_found()?],
    };
    let kind = match chosen("kind") {
        None => None,
        Some(word) => Some(EventKind::of(word).or_not_found()?),
    };
    let (events, past) = cards(&mut desk, &wards, kind).await?;
    let wants = wants(form);
    if wants != Wants::Page {
        return table("events", &[events, past].concat(), wants);
    }
    let pairs: Vec<_> = ["ward", "kind"]
        .iter()
        .filter_map(|name| chosen(name).map(|word| format!("{name}={word}")))
        .collect();
    let mut fields = Fields::fresh();
    for name in ["ward", "kind"] {
        if let Some(word) = chosen(name) {
            fields.set(name, word);
        }
    }
    let every = |label: &str| std::iter::once((String::new(), label.to_owned()));
    let kinds = web::options!(EventKind);
    let page_ = Page {
        frame: Frame::of(&desk, "Events")
            .about("Where and when ward teams meet residents: beat surgeries, street briefings, walkabouts."),
        form: fields,
        wards: every("All wards")
            .chain(atlas.wards.iter().map(|it| (it.slug.clone(), it.name.clone())))
            .collect(),
        kinds: every("All kinds").chain(kinds).collect(),
        query: if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        },
        events,
    };
    page(&desk, &page_)
}

/// One ward.
pub(super) async fn of_ward(
    mut desk: Desk,
    Path(slug): Path<String>,
    form: Option<Extension<Wants>>,
) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let (events, mut past) = cards(&mut desk, std::slice::from_ref(&ward), None).await?;
    let wants = wants(form);
    if wants != Wants::Page {
        return table(
            &format!("{}-events", ward.slug),
            &[events, past].concat(),
            wants,
        );
    }
    past.truncate(20);
    let frame = frame(&desk, &ward, "Events").about(format!(
        "Where and when the ward team of {} meets residents.",
        ward.name
    ));
    let page_ = WardPage {
        frame,
        ward,
        here: "events",
        events,
        past,
    };
    page(&desk, &page_)
}
