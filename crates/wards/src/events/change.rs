//! An event gets another time, another place, other words.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, Line, OrNotFound as _, Stop, clock};
use chrono::{DateTime, Utc};
use web::{Fields, Frame, form_page};

use super::{
    Event, EventKind, EventState, find, is_stale,
    plan::{self, Tick, free_slug, ticks},
    store,
};
use crate::wards;

#[derive(Template)]
#[template(path = "events/change.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    public: bool,
    kinds: Vec<(String, String)>,
    agencies: Vec<Tick>,
}

/// The form, with what is kept.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (event, _) = find(&mut desk, &id).await?;
    if matches!(event.state, EventState::Held | EventState::Cancelled) {
        return Err(Stop::AlreadyDone(event.desk_path()));
    }
    let it = &event.details;
    let point = it
        .point
        .map_or(String::new(), |(lat, lng)| format!("{lat}, {lng}"));
    let form = Fields::fresh()
        .with("version", event.version)
        .with("title", &it.title)
        .with("kind", it.kind.word())
        .with("about", &it.about)
        .with("day", event.day())
        .with("from", typed(it.starts_at))
        .with("to", typed(it.ends_at))
        .with("place", &it.place)
        .with("access", &it.access)
        .with("point", point)
        .with("organiser", &it.organiser);
    let ticked = it.agencies.clone();
    draw(&desk, &event, form, &ticked)
}

/// A time as a form reads it.
fn typed(at: DateTime<Utc>) -> String {
    match clock::time(at).as_str() {
        "noon" => "12pm".into(),
        "midnight" => "12am".into(),
        other => other.to_owned(),
    }
}

fn draw(desk: &Desk, event: &Event, form: Fields, ticked: &[String]) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, "Change an event")
        .wrong(wrong)
        .crumb(event.desk_path(), event.details.title.clone())
        .crumb("", "Change");
    let page = Page {
        frame,
        path: event.desk_path(),
        public: event.is_public(),
        kinds: web::options!(EventKind),
        agencies: ticks(desk, ticked),
        form,
    };
    form_page(desk, wrong, &page)
}

/// Keeps the change. Calendars that hold the event learn of it.
pub(super) async fn change(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (event, permit) = find(&mut desk, &id).await?;
    let ticked: Vec<_> = form.each("agencies").map(str::to_owned).collect();
    let details = plan::read(&desk, &mut form);
    let (Some(details), false) = (details, form.wrong()) else {
        return draw(&desk, &event, form, &ticked);
    };
    desk.once(form.press()).await?;
    if is_stale(&mut form, &event, "title") {
        return draw(&desk, &event, form, &ticked);
    }
    let mut changed = match event.clone().change(details, desk.now()) {
        Ok(changed) => changed,
        Err(refusal) => {
            form.error("day", refusal.to_string());
            return draw(&desk, &event, form, &ticked);
        }
    };
    // The address of what residents have seen stays, so that links keep leading to it.
    if !changed.is_public() {
        let ward = wards::store::find(desk.tx(), event.ward)
            .await?
            .or_not_found()?;
        changed.slug = free_slug(&mut desk, &ward, &changed.details, Some(event.id)).await?;
    }
    if !store::save(desk.tx(), &permit, &changed).await? {
        return Err(Stop::AlreadyDone(event.desk_path()));
    }
    desk.tell(Line::of("changed", "event", event.id)).await?;
    desk.finish(event.desk_path()).await
}
