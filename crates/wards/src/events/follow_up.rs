//! What was owed for something said at an event is done.

use askama::Template;
use axum::extract::Path;
use base::{Answer, Desk, Line, OrNotFound as _, Permit, Stop, clock};
use web::{Fields, Frame, form_page};

use super::{Concern, ConcernId, Event, find, store};

#[derive(Template)]
#[template(path = "events/follow_up.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    words: String,
    what: String,
    owner: String,
    due: String,
    done: Option<String>,
    outcome: String,
}

async fn both(desk: &mut Desk, id: &str, concern: &str) -> Result<(Event, Concern, Permit), Stop> {
    let (event, permit) = find(desk, id).await?;
    let concern: ConcernId = concern.parse().ok().or_not_found()?;
    let concern = store::concern(desk.tx(), concern)
        .await?
        .filter(|it| it.event == event.id && it.follow_up.is_some())
        .or_not_found()?;
    Ok((event, concern, permit))
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path((id, concern)): Path<(String, String)>) -> Answer {
    let (event, concern, _) = both(&mut desk, &id, &concern).await?;
    draw(&desk, &event, concern, Fields::fresh())
}

fn draw(desk: &Desk, event: &Event, concern: Concern, form: Fields) -> Answer {
    let wrong = form.wrong();
    let frame = Frame::of(desk, "Follow-up")
        .wrong(wrong)
        .crumb(event.desk_path(), event.details.title.clone())
        .crumb("", "Follow-up");
    let path = format!("{}/follow-ups/{}", event.desk_path(), concern.id);
    let follow_up = concern.follow_up.or_not_found()?;
    let page = Page {
        frame,
        form,
        path,
        words: concern.words,
        what: follow_up.what,
        owner: follow_up.owner,
        due: clock::plain_day(follow_up.due_on),
        done: concern.done_on.map(clock::plain_day),
        outcome: concern.outcome,
    };
    form_page(desk, wrong, &page)
}

/// Writes down what came of it.
pub(super) async fn finish(
    mut desk: Desk,
    Path((id, concern)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let (event, concern, permit) = both(&mut desk, &id, &concern).await?;
    let outcome = form.words("outcome", 500, "Write what came of it.");
    if form.wrong() {
        return draw(&desk, &event, concern, form);
    }
    desk.once(form.press()).await?;
    let done = match concern.clone().follow_up_done(outcome, desk.today()) {
        Ok(done) => done,
        Err(refusal) => {
            form.error("outcome", refusal.to_string());
            return draw(&desk, &event, concern, form);
        }
    };
    if !store::follow_up_done(desk.tx(), &permit, done.id, done.done_on, &done.outcome).await? {
        return Err(Stop::AlreadyDone(event.desk_path()));
    }
    desk.tell(Line::of("followed up", "event concern", done.id))
        .await?;
    desk.finish(event.desk_path()).await
}
