//! A talk that was written down by mistake is taken back; the ledger keeps that it stood there.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::{PAGE, TalkId, store};

/// Takes it back.
pub(super) async fn take_back(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let id: TalkId = id.parse().ok().or_not_found()?;
    // What is gone was taken back a moment ago.
    let Some(it) = store::find(desk.tx(), id).await? else {
        return Err(Stop::AlreadyDone(PAGE.to_owned()));
    };
    let permit = desk.permit(Act::WorkRapidResponse, &it)?;
    desk.once(form.press()).await?;
    store::take_back(desk.tx(), &permit, id).await?;
    desk.tell(Line::of("took back", "talk", id)).await?;
    desk.finish(PAGE).await
}
