//! An officer leaves a post, with the reason.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop};
use web::Fields;

use super::{PostingEnd, store};
use crate::{
    teams::{PostingId, posts},
    wards,
};

/// Ends a posting.
pub(super) async fn end(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    let id = form.raw("posting").parse::<PostingId>().ok();
    if id.is_none() {
        form.error("posting", "Choose who leaves");
    }
    let last = form.day("ends_on", "Choose the last day in the post");
    let why = form.one_of(
        "why_ended",
        |word| PostingEnd::of(word).filter(|why| why.is_chosen()),
        "Choose why it ends",
    );
    let (Some(id), Some(last), Some(why), false) = (id, last, why, form.wrong()) else {
        return posts::draw(desk, ward, form).await;
    };
    let kept = store::of_ward(desk.tx(), ward.id).await?;
    let posting = kept.into_iter().find(|it| it.id == id).or_not_found()?;
    desk.once(form.press()).await?;
    let ended = match posting.end(last, why) {
        Ok(ended) => ended,
        Err(refusal) => {
            form.error("ends_on", refusal.to_string());
            return posts::draw(desk, ward, form).await;
        }
    };
    if !store::end(desk.tx(), &permit, &ended).await? {
        return Err(Stop::AlreadyDone(posts::path(&ward)));
    }
    let detail = format!("{last}, {}", why.word());
    desk.tell(Line::of("ended a posting", "posting", id).with(detail))
        .await?;
    desk.finish(posts::path(&ward)).await
}
