//! The secretary keeps notes for the minutes.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use base::{Act, Answer, Desk, Line};
use web::{Fields, Frame, page_with};

use super::{store, workspace};

#[derive(Template)]
#[template(path = "meetings/notes.html")]
struct Both {
    frame: Frame,
    form: Fields,
    path: String,
    theirs: String,
}

/// Keeps them. When somebody else has kept notes meanwhile, both texts are
/// shown and nothing is lost.
pub(super) async fn note(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let meeting = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &meeting)?;
    desk.once(form.press()).await?;
    let notes = form.optional("notes", 20_000);
    let version = form.raw("version").parse().unwrap_or(0);
    if form.wrong() || !store::save_notes(desk.tx(), &permit, meeting.id, &notes, version).await? {
        form.set("version", meeting.version);
        let frame = Frame::of(&desk, "Two people wrote notes").wrong(form.wrong());
        let both = Both {
            frame,
            form,
            path: format!("{}/notes", meeting.desk_path()),
            theirs: meeting.notes,
        };
        return page_with(&desk, StatusCode::CONFLICT, &both);
    }
    desk.tell(Line::of("kept notes", "meeting", meeting.id))
        .await?;
    // Back to the stage the secretary was at; only ever a page of this meeting.
    let back = form.raw("back");
    let ours = back.starts_with(&format!("{}/", meeting.desk_path()));
    desk.finish(if ours {
        back.to_owned()
    } else {
        meeting.desk_path()
    })
    .await
}
