//! An officer comes into a post.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::Fields;

use super::{Posting, may_fill, store};
use crate::{
    PostId,
    teams::{self, PostingId, posts},
    wards,
};

/// Starts a posting. A name that was typed without the tick of consent is not kept.
pub(super) async fn fill(mut desk: Desk, Path(slug): Path<String>, mut form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    let id = form.raw("post").parse::<PostId>().ok();
    if id.is_none() {
        form.error("post", "Choose the post");
    }
    let starts_on = form.day("starts_on", "Choose the first day in the post");
    let name = form.optional("public_name", 80);
    let (Some(id), Some(starts_on), false) = (id, starts_on, form.wrong()) else {
        return posts::draw(desk, ward, form).await;
    };
    let post = teams::store::find(desk.tx(), id)
        .await?
        .filter(|post| post.ward == ward.id)
        .or_not_found()?;
    desk.once(form.press()).await?;
    if post.valid_to.is_some() {
        form.error("post", "This post has ended. Choose one that stands today.");
        return posts::draw(desk, ward, form).await;
    }
    teams::store::take(desk.tx(), &permit, id).await?;
    let kept = store::of_post(desk.tx(), id).await?;
    if let Err(refusal) = may_fill(&post, &kept, starts_on) {
        form.error("starts_on", refusal.to_string());
        return posts::draw(desk, ward, form).await;
    }
    let posting = Posting {
        id: PostingId::fresh(),
        post: id,
        public_name: Some(name).filter(|name| !name.is_empty() && form.has("consent")),
        in_post_since: starts_on,
        starts_on,
        ends_on: None,
        why_ended: None,
    };
    store::add(desk.tx(), &permit, &posting).await?;
    let detail = format!("{} from {starts_on}", post.title());
    desk.tell(Line::of("filled a post", "posting", posting.id).with(detail))
        .await?;
    desk.finish(posts::path(&ward)).await
}
