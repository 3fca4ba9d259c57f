//! Number 11: events and panel meetings that are still to begin, the next one first.

use axum::extract::Path;
use base::{Answer, Desk, clock};
use chrono::{DateTime, Utc};
use panels::meetings;
use serde_json::{Value, json};
use wards::{
    events::{self, EventState},
    teams,
};

use super::{data, find, paragraphs, show::contact};

/// The list.
pub(super) async fn show(mut desk: Desk, Path((force, id)): Path<(String, String)>) -> Answer {
    let (ward, _, _) = match find(&mut desk, &force, &id).await? {
        Ok(found) => found,
        Err(why) => return Ok(super::not_found(why)),
    };
    let now = desk.now();
    let team = teams::store::of(desk.tx(), ward.id).await?;
    let contact = contact(&desk, &ward, &team);
    let mut list: Vec<(DateTime<Utc>, Value)> = Vec::new();
    let mut add =
        |title: &str, kind: &str, place: &str, about: String, times: [DateTime<Utc>; 2]| {
            let value = json!({
                "contact_details": contact,
                "description": about,
                "title": title,
                "address": place,
                "type": kind,
                "start_date": clock::local(times[0]),
                "end_date": clock::local(times[1]),
            });
            list.push((times[0], value));
        };
    for event in events::store::public_since(desk.tx(), now).await? {
        let what = &event.details;
        if event.ward == ward.id && event.state == EventState::Published && what.starts_at >= now {
            let about = paragraphs(&[&what.about, &what.access]);
            let times = [what.starts_at, what.ends_at];
            add(&what.title, what.kind.label(), &what.place, about, times);
        }
    }
    for meeting in meetings::store::to_come(desk.tx(), now).await? {
        if meeting.ward == ward.id && meeting.starts_at >= now {
            let about = paragraphs(&["Anyone may come and listen.", &meeting.access]);
            let times = [meeting.starts_at, meeting.ends_at];
            let title = format!("{} panel meeting", ward.name);
            add(&title, "Panel meeting", &meeting.venue, about, times);
        }
    }
    list.sort_by_key(|(at, _)| *at);
    let list: Vec<_> = list.into_iter().map(|(_, value)| value).collect();
    Ok(data(json!(list)))
}
