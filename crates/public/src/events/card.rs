//! An event as residents see it in a list.

use anyhow::Result;
use base::{Desk, clock};
use chrono::{DateTime, Utc};
use wards::{
    Ward,
    events::{Event, EventState, store},
};
use web::{Tag, TagKind};

/// An event in words.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub ward: String,
    pub ward_code: String,
    pub path: String,
    pub title: String,
    pub kind: &'static str,
    pub kind_word: &'static str,
    pub when: String,
    pub starts: DateTime<Utc>,
    pub ends: DateTime<Utc>,
    pub place: String,
    pub access: String,
    pub organiser: String,
    pub state: &'static str,
    pub cancelled: Option<String>,
    pub came: Option<i64>,
    pub summary: String,
    pub tag: Option<Tag>,
}

/// An event in words.
pub(crate) fn card(desk: &Desk, ward: &Ward, it: &Event) -> Card {
    let now = desk.now();
    let tag = match it.state {
        EventState::Cancelled => Some(Tag::new(TagKind::Bad, "Cancelled")),
        EventState::Published if it.details.starts_at <= now && now <= it.details.ends_at => {
            Some(Tag::new(TagKind::Info, "On now"))
        }
        _ => None,
    };
    Card {
        ward: ward.name.clone(),
        ward_code: ward.code.clone(),
        path: format!("{}/events/{}", ward.path(), it.slug),
        title: it.details.title.clone(),
        kind: it.details.kind.label(),
        kind_word: it.details.kind.word(),
        when: it.when(),
        starts: it.details.starts_at,
        ends: it.details.ends_at,
        place: it.details.place.clone(),
        access: it.details.access.clone(),
        organiser: it.details.organiser.clone(),
        state: it.state.word(),
        cancelled: it.why_cancelled.clone(),
        came: it.attendance,
        summary: it.summary.clone(),
        tag,
    }
}

/// The next three events of a ward; one that is cancelled stays among them
/// until its day is over.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn next(desk: &mut Desk, ward: &Ward) -> Result<Vec<Card>> {
    let (now, today) = (desk.now(), desk.today());
    let since = clock::moment(today, chrono::NaiveTime::MIN);
    let events = store::public_since(desk.tx(), since).await?;
    Ok(events
        .iter()
        .filter(|it| it.ward == ward.id && (it.is_to_come(now) || it.shows_cancelled(today)))
        .take(3)
        .map(|it| card(desk, ward, it))
        .collect())
}
