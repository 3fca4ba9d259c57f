//! A photo that everyone could see is taken back, at any time.

use axum::extract::Path;
use base::{Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::store;
use crate::concerns::show as page;

/// Takes it back at once: its address leads nowhere.
pub(super) async fn take_back(
    mut desk: Desk,
    Path((id, place)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let (concern, permit) = page::find(&mut desk, &id).await?;
    let place: i64 = place.parse().ok().or_not_found()?;
    desk.once(form.press()).await?;
    if !store::take_back(desk.tx(), &permit, concern.id, place).await? {
        return Err(Stop::AlreadyDone(concern.path()));
    }
    let line = Line::of("took a photo back", "concern", concern.id);
    desk.tell(line.with(place.to_string())).await?;
    desk.finish(concern.path()).await
}
