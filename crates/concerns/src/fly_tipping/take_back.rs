//! Something that was written down by mistake is taken back; the ledger keeps that it stood there.

use axum::extract::Path;
use base::{Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::{TipActionId, show, store};

/// Takes it back.
pub(super) async fn take_back(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let action: TipActionId = form.raw("action").parse().ok().or_not_found()?;
    desk.once(form.press()).await?;
    let path = format!("{}/fly-tipping", concern.path());
    if !store::take_back(desk.tx(), &permit, concern.id, action).await? {
        return Err(Stop::AlreadyDone(path));
    }
    desk.tell(Line::of(
        "took back what was done about the fly-tip of",
        "concern",
        concern.id,
    ))
    .await?;
    desk.finish(path).await
}
