//! The chair moves the meeting on.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, Stop};
use web::Fields;

use super::{MeetingState, store, workspace};
use crate::suggestions;

/// One stage forwards. The form says which stage the chair was looking at, so
/// that a double press does not skip one.
pub(super) async fn move_on(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let was = workspace::find(&mut desk, &id).await?;
    let permit = desk.permit(Act::RunMeeting, &was)?;
    if form.raw("stage") != was.stage.word() || form.raw("state") != was.state.word() {
        return Err(Stop::AlreadyDone(was.stage_path(was.stage)));
    }
    let moved = was.clone().move_on()?;
    if moved.state != was.state {
        match moved.state {
            MeetingState::InSession => {
                suggestions::store::gather(desk.tx(), &permit, &moved).await?
            }
            _ => suggestions::store::release(desk.tx(), &permit, &moved).await?,
        }
    }
    if !store::save(desk.tx(), &permit, &was, &moved).await? {
        return Err(Stop::AlreadyDone(was.desk_path()));
    }
    desk.tell(Line::of("moved on", "meeting", was.id).with(moved.stage.word()))
        .await?;
    desk.finish(moved.stage_path(moved.stage)).await
}
