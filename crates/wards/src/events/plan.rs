//! An event is planned. Residents see it when it is published.

use askama::Template;
use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop, clock};
use chrono::NaiveDate;
use web::{Fields, Frame, form_page};

use super::{Details, Event, EventId, EventKind, EventState, store};
use crate::{Ward, wards};

/// An agency that may take part.
pub(super) struct Tick {
    pub slug: String,
    pub name: String,
    pub ticked: bool,
}

/// The agencies of the place, some of them ticked.
pub(super) fn ticks(desk: &Desk, ticked: &[String]) -> Vec<Tick> {
    let agencies = desk.place().agency.iter();
    agencies
        .map(|it| Tick {
            slug: it.slug.clone(),
            name: it.name.clone(),
            ticked: ticked.contains(&it.slug),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "events/plan.html")]
struct Page {
    frame: Frame,
    form: Fields,
    ward: Ward,
    kinds: Vec<(String, String)>,
    agencies: Vec<Tick>,
}

/// The form, with the last place filled in.
pub(super) async fn show(mut desk: Desk, Path(slug): Path<String>) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    desk.permit(Act::ManageEvents, &ward)?;
    let last = store::of_ward(desk.tx(), ward.id).await?.pop();
    let mut form = Fields::fresh();
    if let Some(last) = last {
        form.set("place", last.details.place);
        form.set("access", last.details.access);
        form.set("organiser", last.details.organiser);
    }
    draw(&desk, ward, form)
}

fn draw(desk: &Desk, ward: Ward, form: Fields) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, format!("Plan an event - {}", ward.name))
        .wrong(wrong)
        .crumb(
            format!("/desk/wards/{}/events", ward.slug),
            format!("Events in {}", ward.name),
        )
        .crumb("", "Plan an event");
    let ticked: Vec<_> = form.each("agencies").map(str::to_owned).collect();
    let page = Page {
        frame,
        ward,
        kinds: web::options!(EventKind),
        agencies: ticks(desk, &ticked),
        form,
    };
    form_page(desk, wrong, &page)
}

/// Plans it.
pub(super) async fn plan(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageEvents, &ward)?;
    let details = read(&desk, &mut form);
    if details
        .as_ref()
        .is_some_and(|it| it.starts_at <= desk.now())
    {
        form.error("day", "Choose a time that is still to come");
    }
    let (Some(details), false) = (details, form.wrong()) else {
        return draw(&desk, ward, form);
    };
    desk.once(form.press()).await?;
    let event = Event {
        id: EventId::fresh(),
        ward: ward.id,
        slug: free_slug(&mut desk, &ward, &details, None).await?,
        details,
        state: EventState::Planned,
        why_cancelled: None,
        published_at: None,
        changed_at: desk.now(),
        revision: 0,
        attendance: None,
        summary: String::new(),
        version: 1,
    };
    if !store::add(desk.tx(), &permit, &event).await? {
        return Err(Stop::Busy);
    }
    desk.tell(Line::of("planned", "event", event.id).with(event.details.kind.word()))
        .await?;
    desk.finish(event.desk_path()).await
}

/// What the form says about an event, or nothing and what is wrong with it.
pub(super) fn read(desk: &Desk, form: &mut Fields) -> Option<Details> {
    let title = form.words("title", 120, "Write what residents will know it by");
    let kind = form.one_of("kind", EventKind::of, "Choose what kind of event it is");
    let about = form.optional("about", 1_000);
    let day = form.day("day", "Choose a day");
    let from = form.time("from", "Write when it begins");
    let to = form.time("to", "Write when it ends");
    let place = form.words("place", 200, "Write where it is and how to find it");
    let access = form.words(
        "access",
        300,
        "Write how people get in, hear, or join from elsewhere",
    );
    let point = point(form);
    let organiser = form.words("organiser", 120, "Write which role or group holds it");
    let agencies: Vec<_> = desk
        .place()
        .agency
        .iter()
        .map(|it| it.slug.clone())
        .filter(|slug| form.each("agencies").any(|ticked| ticked == slug))
        .collect();
    let (day, from, to) = (day?, from?, to?);
    let (starts_at, ends_at) = (clock::moment(day, from), clock::moment(day, to));
    if ends_at <= starts_at {
        form.error("to", "It must end after it begins");
    }
    if form.wrong() {
        return None;
    }
    Some(Details {
        kind: kind?,
        title,
        about,
        starts_at,
        ends_at,
        place,
        access,
        point,
        organiser,
        agencies,
    })
}

/// "51.405, 0.014", or nothing.
fn point(form: &mut Fields) -> Option<(f64, f64)> {
    let text = form.raw("point").trim().to_owned();
    if text.is_empty() {
        return None;
    }
    let pair = text.split_once(',').and_then(|(lat, lng)| {
        let (lat, lng): (f64, f64) = (lat.trim().parse().ok()?, lng.trim().parse().ok()?);
        let real = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng);
        real.then_some((lat, lng))
    });
    if pair.is_none() {
        form.error("point", "Write latitude and longitude, like 51.405, 0.014");
    }
    pair
}

/// An address that no other event of the ward has: its day and its title.
pub(super) async fn free_slug(
    desk: &mut Desk,
    ward: &Ward,
    details: &Details,
    own: Option<EventId>,
) -> Result<String, Stop> {
    let day: NaiveDate = clock::day(details.starts_at);
    let mut word = wards::slug(&details.title);
    word.truncate(60);
    let word = match word.trim_end_matches('-') {
        "" => details.kind.word(),
        word => word,
    };
    for number in 1..1_000 {
        let slug = if number == 1 {
            format!("{day}-{word}")
        } else {
            format!("{day}-{word}-{number}")
        };
        let taken = store::by_slug(desk.tx(), ward.id, &slug).await?;
        if taken.is_none_or(|it| Some(it.id) == own) {
            return Ok(slug);
        }
    }
    Err(Stop::Refused(
        "There are too many events of this name on that day. Choose another title.".into(),
    ))
}
