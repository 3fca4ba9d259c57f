//! One event for its team: publish it, cancel it, say who came and what they
//! said.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, OrNotFound as _, clock, deadlines::days};
use web::{Fields, Frame, Tag, TagKind, form_page};

use super::{Concern, Event, EventState, find, list::tag, store};
use crate::wards;

struct Said {
    words: String,
    category: String,
    people: i64,
    next: Option<Next>,
}

struct Next {
    path: String,
    what: String,
    owner: String,
    due: String,
    tag: Tag,
    outcome: String,
}

#[derive(Template)]
#[template(path = "events/show.html")]
struct Page {
    frame: Frame,
    form: Fields,
    event: Event,
    when: String,
    agencies: String,
    public_path: Option<String>,
    tag: Tag,
    publish: bool,
    change: bool,
    report: bool,
    said: Vec<Said>,
    categories: Vec<(String, String)>,
}

/// The page.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (event, _) = find(&mut desk, &id).await?;
    let mut form = Fields::fresh().with("version", event.version);
    if let Some(came) = event.attendance {
        form.set("attendance", came);
        form.set("summary", &event.summary);
    }
    draw(desk, event, form).await
}

/// The page again, with what was typed and what is wrong with it.
pub(super) async fn draw(mut desk: Desk, event: Event, form: Fields) -> Answer {
    let ward = wards::store::find(desk.tx(), event.ward)
        .await?
        .or_not_found()?;
    let concerns = store::concerns(desk.tx(), event.id).await?;
    let now = desk.now();
    let wrong = form.wrong();
    let over = event.needs_report(now);
    let open = matches!(event.state, EventState::Planned | EventState::Published);
    let frame = Frame::of(&desk, event.details.title.clone())
        .wrong(wrong)
        .crumb(
            format!("/desk/wards/{}/events", ward.slug),
            format!("Events in {}", ward.name),
        )
        .crumb("", event.details.title.clone());
    let named: Vec<_> = desk
        .place()
        .agency
        .iter()
        .filter(|it| event.details.agencies.contains(&it.slug))
        .map(|it| it.name.clone())
        .collect();
    let page = Page {
        frame,
        form,
        when: event.when(),
        agencies: named.join(", "),
        public_path: event
            .is_public()
            .then(|| format!("{}/events/{}", ward.path(), event.slug)),
        tag: tag(&event, now),
        publish: event.state == EventState::Planned,
        change: open && !over,
        report: event.may_note(now).is_ok(),
        said: concerns
            .into_iter()
            .map(|it| said(&desk, &event, it))
            .collect(),
        categories: std::iter::once((String::new(), "Choose one".to_owned()))
            .chain(
                desk.place()
                    .category
                    .iter()
                    .map(|it| (it.slug.clone(), it.name.clone())),
            )
            .collect(),
        event,
    };
    form_page(&desk, wrong, &page)
}

fn said(desk: &Desk, event: &Event, it: Concern) -> Said {
    let category = desk
        .place()
        .category(&it.category)
        .map_or_else(|| it.category.clone(), |found| found.name.clone());
    let path = format!("{}/follow-ups/{}", event.desk_path(), it.id);
    let late = |due| base::deadlines::Due::on(due, desk.today()).late();
    let next = it.follow_up.map(|next| Next {
        path,
        tag: match (it.done_on, late(next.due_on)) {
            (Some(done), _) => Tag::new(TagKind::Go, format!("Done on {}", clock::plain_day(done))),
            (None, Some(n)) => Tag::new(TagKind::Bad, format!("Late: {}", days(n))),
            (None, None) => Tag::new(TagKind::Info, "To do"),
        },
        what: next.what,
        owner: next.owner,
        due: clock::plain_day(next.due_on),
        outcome: it.outcome,
    });
    Said {
        words: it.words,
        category,
        people: it.people,
        next,
    }
}
