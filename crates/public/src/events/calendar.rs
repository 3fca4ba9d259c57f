//! Events and panel meetings as a file that calendars read and keep fresh.

use anyhow::Result;
use axum::extract::Path;
use base::{Answer, Desk, clock};
use chrono::{DateTime, Days, NaiveTime, Utc};
use panels::meetings::{self, Meeting, MeetingState};
use wards::{
    Ward, atlas,
    events::{Event, EventState, store},
};

use super::{
    ics::{self, Entry},
    show,
};
use crate::wards::find;

const KIND: &str = "text/calendar; charset=utf-8";

/// How long an entry stays in the file after its day, so that a calendar
/// that asks seldom still learns that something was cancelled.
const BACK: Days = Days::new(90);

fn entry(desk: &Desk, ward: &Ward, it: &Event) -> Entry {
    let what = &it.details;
    let mut about = Vec::new();
    if let Some(why) = &it.why_cancelled {
        about.push(format!("Cancelled: {why}"));
    }
    if !what.about.is_empty() {
        about.push(what.about.clone());
    }
    about.push(what.access.clone());
    about.push(format!("Held by: {}", what.organiser));
    Entry {
        uid: format!("event-{}", it.id),
        changed_at: it.changed_at,
        starts_at: what.starts_at,
        ends_at: what.ends_at,
        revision: it.revision,
        cancelled: it.state == EventState::Cancelled,
        title: format!("{} ({})", what.title, ward.name),
        about: about.join("\n"),
        place: what.place.clone(),
        point: what.point,
        category: what.kind.label().to_owned(),
        url: format!(
            "{}{}/events/{}",
            desk.house().settings().address,
            ward.path(),
            it.slug
        ),
    }
}

/// A panel meeting. Where the moment of its last change was not kept yet, the
/// day stands for it: the file is the same all day as long as nothing changes.
fn meeting(desk: &Desk, ward: &Ward, it: &Meeting) -> Entry {
    let why = it.why_cancelled.as_ref();
    let about = why.map_or_else(
        || format!("Anyone may come and listen.\n{}", it.access),
        |why| format!("Cancelled: {why}"),
    );
    Entry {
        uid: format!("meeting-{}", it.id),
        changed_at: it
            .changed_at
            .unwrap_or_else(|| clock::moment(desk.today(), NaiveTime::MIN)),
        starts_at: it.starts_at,
        ends_at: it.ends_at,
        revision: i64::from(it.state == MeetingState::Cancelled),
        cancelled: it.state == MeetingState::Cancelled,
        title: format!("Panel meeting ({})", ward.name),
        about,
        place: it.venue.clone(),
        point: None,
        category: "Panel meeting".into(),
        url: format!(
            "{}{}/meetings/{}",
            desk.house().settings().address,
            ward.path(),
            it.held_on
        ),
    }
}

async fn entries(desk: &mut Desk, wards: &[Ward], kept: &[Meeting]) -> Result<Vec<Entry>> {
    let since = since(desk);
    let events = store::public_since(desk.tx(), since).await?;
    let ward = |id| wards.iter().find(|ward| ward.id == id);
    let mut entries: Vec<_> = events
        .iter()
        .filter_map(|it| Some(entry(desk, ward(it.ward)?, it)))
        .collect();
    entries.extend(
        kept.iter()
            .filter(|it| it.ends_at >= since)
            .filter_map(|it| Some(meeting(desk, ward(it.ward)?, it))),
    );
    entries.sort_by(|a, b| (a.starts_at, &a.uid).cmp(&(b.starts_at, &b.uid)));
    Ok(entries)
}

fn since(desk: &Desk) -> DateTime<Utc> {
    let today = clock::moment(desk.today(), NaiveTime::MIN);
    today.checked_sub_days(BACK).unwrap_or(today)
}

/// The whole borough.
pub(super) async fn all(mut desk: Desk) -> Answer {
    let atlas = atlas(&mut desk).await?;
    let kept = meetings::store::all(desk.tx()).await?;
    let entries = entries(&mut desk, &atlas.wards, &kept).await?;
    let name = format!("Events - {}", desk.place().partnership);
    Ok(web::file(KIND, ics::calendar(&name, &entries)))
}

/// One ward.
pub(super) async fn of_ward(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = find(&mut desk, &slug).await?;
    let kept = meetings::store::of_ward(desk.tx(), ward.id).await?;
    let entries = entries(&mut desk, std::slice::from_ref(&ward), &kept).await?;
    let name = format!("{} - {}", ward.name, desk.place().partnership);
    Ok(web::file(KIND, ics::calendar(&name, &entries)))
}

/// One event.
pub(super) async fn one(mut desk: Desk, Path((ward, slug)): Path<(String, String)>) -> Answer {
    let (ward, event) = show::one(&mut desk, &ward, &slug).await?;
    let entry = entry(&desk, &ward, &event);
    Ok(web::file(
        KIND,
        ics::calendar(&event.details.title, &[entry]),
    ))
}
