//! A talk that was written down by mistake is taken back; the ledger keeps that it stood there.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::Fields;

use super::{PAGE, TalkId, store};

/// Takes it back.
pub(super) async fn take_back(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let id: TalkId = id.parse().ok().or_not_found()?;
    // A second press leads on; what is gone otherwise was never there.
    desk.once(form.press()).await?;
    let it = store::find(desk.tx(), id).await?.or_not_found()?;
    let permit = desk.permit(Act::WorkRapidResponse, &it)?;
    store::take_back(desk.tx(), &permit, id).await?;
    desk.tell(Line::of("took back", "talk", id)).await?;
    desk.finish(PAGE).await
}
