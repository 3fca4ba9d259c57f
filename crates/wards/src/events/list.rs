//! The events of a ward for its team: to come, to report, past, and what is
//! still owed.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, OrNotFound as _, clock, deadlines::days};
use chrono::{DateTime, Utc};
use web::{Frame, Tag, TagKind, page};

use super::{Event, EventState, store};
use crate::{Ward, wards};

struct Row {
    path: String,
    title: String,
    kind: &'static str,
    when: String,
    place: String,
    tag: Tag,
}

struct Owed {
    path: String,
    what: String,
    owner: String,
    event: String,
    due: String,
    late: Option<Tag>,
}

#[derive(Template)]
#[template(path = "events/list.html")]
struct Page {
    frame: Frame,
    ward: Ward,
    to_come: Vec<Row>,
    to_report: Vec<Row>,
    past: Vec<Row>,
    owed: Vec<Owed>,
}

/// How an event stands, in words.
pub(super) fn tag(event: &Event, now: DateTime<Utc>) -> Tag {
    match event.state {
        EventState::Planned if event.details.starts_at <= now => {
            Tag::new(TagKind::Bad, "Draft, and its time has come")
        }
        EventState::Planned => Tag::new(TagKind::Warn, "Draft: residents do not see it"),
        EventState::Published if event.needs_report(now) => {
            Tag::new(TagKind::Warn, "Over: say who came")
        }
        EventState::Published => Tag::new(TagKind::Info, "Published"),
        EventState::Held => {
            let came = event.attendance.unwrap_or(0);
            Tag::new(TagKind::Go, format!("Held: {came} came"))
        }
        EventState::Cancelled => Tag::new(TagKind::Plain, "Cancelled"),
    }
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    desk.permit(Act::ManageEvents, &ward)?;
    let (now, today) = (desk.now(), desk.today());
    let (mut to_come, mut to_report, mut past) = (Vec::new(), Vec::new(), Vec::new());
    for event in store::of_ward(desk.tx(), ward.id).await? {
        let row = Row {
            path: event.desk_path(),
            title: event.details.title.clone(),
            kind: event.details.kind.label(),
            when: event.when(),
            place: event.details.place.clone(),
            tag: tag(&event, now),
        };
        match event.state {
            EventState::Held | EventState::Cancelled => past.push(row),
            _ if event.needs_report(now) => to_report.push(row),
            _ => to_come.push(row),
        }
    }
    past.reverse();
    past.truncate(100);
    let open = store::open_follow_ups(desk.tx()).await?;
    let owed = open
        .iter()
        .filter(|it| it.ward == ward.id)
        .map(|it| Owed {
            path: it.path(),
            what: it.follow_up.what.clone(),
            owner: it.follow_up.owner.clone(),
            event: it.title.clone(),
            due: clock::plain_day(it.follow_up.due_on),
            late: it
                .late(today)
                .map(|n| Tag::new(TagKind::Bad, format!("Late: {}", days(n)))),
        })
        .collect();
    let frame = Frame::of(&desk, format!("Events in {}", ward.name))
        .crumb("/desk", "Today")
        .crumb("", format!("Events in {}", ward.name));
    let page_ = Page {
        frame,
        ward,
        to_come,
        to_report,
        past,
        owed,
    };
    page(&desk, &page_)
}
