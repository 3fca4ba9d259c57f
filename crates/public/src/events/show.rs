//! One event: when, where, how to get in, and the file for a calendar.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _, Stop};
use wards::{
    Ward,
    events::{Event, EventState, store},
};
use web::{Frame, page};

use super::{Card, card::card, next};
use crate::wards::{find, frame};

#[derive(Template)]
#[template(path = "events/show.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    here: &'static str,
    it: Card,
    about: String,
    agencies: String,
    may_come: bool,
    events: Vec<Card>,
}

/// The event of an address, if residents may see it. A cancelled one is gone
/// when its day is over.
pub(super) async fn one(desk: &mut Desk, ward: &str, slug: &str) -> Result<(Ward, Event), Stop> {
    let ward = find(desk, ward).await?;
    let today = desk.today();
    let event = store::by_slug(desk.tx(), ward.id, slug)
        .await?
        .filter(|it| {
            it.is_public() && (it.state != EventState::Cancelled || it.shows_cancelled(today))
        })
        .or_not_found()?;
    Ok((ward, event))
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path((ward, slug)): Path<(String, String)>) -> Answer {
    let (ward, event) = one(&mut desk, &ward, &slug).await?;
    let it = card(&desk, &ward, &event);
    let mut events = next(&mut desk, &ward).await?;
    events.retain(|other| other.path != it.path);
    let named: Vec<_> = desk
        .place()
        .agency
        .iter()
        .filter(|it| event.details.agencies.contains(&it.slug))
        .map(|it| it.name.clone())
        .collect();
    let page_ = Page {
        frame: frame(&desk, &ward, &it.title).about(format!("{}. {}", it.when, it.place)),
        ward,
        here: "events",
        about: event.details.about.clone(),
        agencies: named.join(", "),
        may_come: event.is_to_come(desk.now()),
        it,
        events,
    };
    page(&desk, &page_)
}
