//! Somebody of the team has read what a program said of a concern, and shows it to everyone.

use axum::extract::Path;
use base::{Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::{show, store, word};
use crate::reports::news;

/// Shows it.
pub(super) async fn release(mut desk: Desk, Path(id): Path<String>, form: Fields) -> Answer {
    let (concern, permit) = show::find(&mut desk, &id).await?;
    let number: i64 = form.raw("number").parse().ok().or_not_found()?;
    desk.once(form.press()).await?;
    if !store::release(desk.tx(), &permit, concern.id, number).await? {
        return Err(Stop::AlreadyDone(concern.path()));
    }
    let mut said = store::updates(desk.tx(), concern.id).await?.into_iter();
    let said = said.find(|it| it.number == number).or_not_found()?;
    // Whoever reported it, or said the same, has not heard of it yet.
    news(&desk, &permit, &concern).await?;
    word::carry(&mut desk, &permit, &concern, Some(&said)).await?;
    desk.tell(Line::of("showed what was said", "concern", concern.id).with(number.to_string()))
        .await?;
    desk.finish(concern.path()).await
}
