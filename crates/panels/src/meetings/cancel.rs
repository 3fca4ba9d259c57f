//! A meeting is cancelled, with a reason that residents read.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Stop};
use web::Fields;

use super::{papers, store, workspace};
use crate::suggestions;

/// Cancels it.
pub(super) async fn cancel(mut desk: Desk, Path(id): Path<String>, mut form: Fields) -> Answer {
    let was = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &was)?;
    let why = form.words("why", 300, "Write why. Residents read it.");
    if form.wrong() {
        return papers::draw(desk, &id, form).await;
    }
    let cancelled = was.clone().cancel(why, desk.now())?;
    desk.once(form.press()).await?;
    suggestions::store::release(desk.tx(), &permit, &cancelled).await?;
    if was.papers_out_at.is_some() {
        papers::tell_members(
            &mut desk,
            &cancelled,
            "Your next meeting is cancelled",
            "is cancelled",
        )
        .await?;
    }
    if !store::save(desk.tx(), &permit, &was, &cancelled).await? {
        return Err(Stop::AlreadyDone(was.desk_path()));
    }
    desk.tell(Line::of("cancelled", "meeting", was.id)).await?;
    desk.finish(was.stage_path(super::Stage::Papers)).await
}
