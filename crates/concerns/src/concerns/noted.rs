//! The team has read what a reporter wrote back, and nothing more is to be said or done about it.

use axum::extract::Path;
use base::{Answer, Desk, Line};
use web::Fields;

use super::{show, store};

/// Notes it.
pub(super) async fn note(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    desk.once(form.press()).await?;
    store::wrote_back(desk.tx(), &permit, concern.id, None).await?;
    desk.tell(Line::of(
        "read what was written back on",
        "concern",
        concern.id,
    ))
    .await?;
    desk.finish(concern.path()).await
}
