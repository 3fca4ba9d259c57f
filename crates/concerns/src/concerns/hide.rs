//! What everyone could read of a concern is taken down, at any time.

use axum::extract::Path;
use base::{Answer, Desk, Line, Stop};
use web::Fields;

use super::{show, store};
use crate::shown_photos;

/// Takes words and photos down at once. How it stands stays public.
pub(super) async fn hide(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    desk.once(form.press()).await?;
    let now = desk.now();
    let hidden = concern.hidden(now);
    if !store::save(desk.tx(), &permit, &hidden).await? {
        return Err(Stop::AlreadyDone(hidden.path()));
    }
    shown_photos::store::take_all_back(desk.tx(), &permit, hidden.id).await?;
    desk.tell(Line::of("took down", "concern", hidden.id))
        .await?;
    desk.finish(hidden.path()).await
}
