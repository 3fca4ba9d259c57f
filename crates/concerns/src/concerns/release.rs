//! Somebody of the team has read what a program said of a concern, and shows it to everyone.

use axum::extract::Path;
use base::{Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::{show, store};

/// Shows it.
pub(super) async fn release(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let number: i64 = form.raw("number").parse().ok().or_not_found()?;
    desk.once(form.press()).await?;
    if !store::release(desk.tx(), &permit, concern.id, number).await? {
        return Err(Stop::AlreadyDone(concern.path()));
    }
    desk.tell(Line::of("showed what was said", "concern", concern.id).with(number.to_string()))
        .await?;
    desk.finish(concern.path()).await
}
