//! The events to come, of one ward or of all, and what came of the last ones.

use std::collections::HashMap;

use anyhow::Result;
use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query},
    response::{IntoResponse as _, Json},
};
use base::{Answer, Desk, OrNotFound as _};
use chrono::Days;
use serde_json::json;
use wards::{
    Ward, atlas,
    events::{EventKind, EventState, store},
};
use web::{Fields, Frame, Wants, csv_table, page, wants};

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

fn table(name: &str, cards: &[Card], form: Wants) -> Answer {
    if form == Wants::Csv {
        let heads = [
            "ward_code",
            "ward_name",
            "kind",
            "title",
            "starts",
            "ends",
            "place",
            "access",
            "organiser",
            "state",
            "why_cancelled",
            "attendance",
            "path",
        ];
        let rows: Vec<_> = cards
            .iter()
            .map(|it| {
                vec![
                    it.ward_code.clone(),
                    it.ward.clone(),
                    it.kind_word.to_owned(),
                    it.title.clone(),
                    it.starts.clone(),
                    it.ends.clone(),
                    it.place.clone(),
                    it.access.clone(),
                    it.organiser.clone(),
                    it.state.to_owned(),
                    it.cancelled.clone().unwrap_or_default(),
                    it.came.map_or(String::new(), |came| came.to_string()),
                    it.path.clone(),
                ]
            })
            .collect();
        return Ok(csv_table(name, &heads, &rows));
    }
    let list: Vec<_> = cards
        .iter()
        .map(|it| json!({"ward_code": it.ward_code, "ward_name": it.ward, "kind": it.kind_word, "title": it.title, "starts": it.starts, "ends": it.ends, "place": it.place, "access": it.access, "organiser": it.organiser, "state": it.state, "why_cancelled": it.cancelled, "attendance": it.came, "path": it.path}))
        .collect();
    Ok(Json(json!({"version": 1, "events": list})).into_response())
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
