//! The wording of a priority is changed. Two people at once lose nothing.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use base::{Act, Answer, Desk, Line};
use web::{Fields, Frame, page_with};

use super::{Priority, show, store};

#[derive(Template)]
#[template(path = "priorities/edit.html")]
struct Page {
    frame: Frame,
    form: Fields,
    path: String,
    theirs: Option<Priority>,
}

fn draw(desk: &Desk, priority: &Priority, form: Fields, theirs: Option<Priority>) -> Answer {
    let status = if theirs.is_some() {
        StatusCode::CONFLICT
    } else if form.wrong() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let frame = Frame::of(desk, "Change the wording")
        .wrong(form.wrong())
        .crumb("/desk/priorities", "Priorities")
        .crumb(priority.desk_path(), priority.title.clone())
        .crumb("", "Wording");
    page_with(
        desk,
        status,
        &Page {
            frame,
            form,
            path: priority.desk_path(),
            theirs,
        },
    )
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let (priority, _) = show::find(&mut desk, &id).await?;
    desk.permit(Act::UpdatePriority, &priority)?;
    priority.may_change()?;
    let form = Fields::fresh()
        .with("title", &priority.title)
        .with("place", &priority.place)
        .with("different", &priority.different)
        .with("doing", &priority.doing)
        .with("lead", &priority.lead)
        .with("review_on", priority.review_on)
        .with("version", priority.version);
    draw(&desk, &priority, form, None)
}

/// Keeps it.
pub(super) async fn edit(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let (kept, _) = show::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::UpdatePriority, &kept)?;
    kept.may_change()?;
    desk.once(form.press()).await?;
    let changed = Priority {
        title: form.words("title", 120, "Write what the problem is, in a few words"),
        place: form.words("place", 200, "Write where it is, to the street"),
        different: form.words("different", 500, "Write what will be different, and where"),
        doing: form.words("doing", 1_000, "Write what the team and partners will do"),
        lead: form.words("lead", 120, "Write who leads: a role, not a name"),
        review_on: form
            .day("review_on", "Choose when the panel looks again")
            .unwrap_or(kept.review_on),
        ..kept.clone()
    };
    if form.wrong() {
        return draw(&desk, &kept, form, None);
    }
    let version = form.raw("version").parse().unwrap_or(0);
    if !store::save(desk.tx(), &permit, version, &changed).await? {
        form.set("version", kept.version);
        return draw(&desk, &kept, form, Some(kept.clone()));
    }
    desk.tell(Line::of("changed the wording", "priority", kept.id))
        .await?;
    desk.finish(kept.desk_path()).await
}
