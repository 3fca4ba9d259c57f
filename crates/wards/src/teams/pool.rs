//! A pooled post serves other wards too.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, Stop, WardId};
use web::Fields;

use super::{posts, store};
use crate::{PostId, Ward, wards};

/// The other wards that somebody may speak for, and how they stand in a form.
pub(super) async fn offered(desk: &mut Desk, ward: &Ward) -> Result<Vec<Ward>, Stop> {
    let mut all = wards::store::all(desk.tx()).await?;
    all.retain(|other| other.id != ward.id && desk.may(Act::ManageTeam, other));
    Ok(all)
}

/// The wards that were ticked. Nobody speaks for a ward that is not theirs; what such a ward has already (`kept`) stays.
pub(super) async fn chosen(
    desk: &mut Desk,
    ward: &Ward,
    form: &Fields,
    kept: &[WardId],
) -> Result<Vec<WardId>, Stop> {
    let offered = offered(desk, ward).await?;
    let mut out: Vec<WardId> = kept
        .iter()
        .copied()
        .filter(|id| !offered.iter().any(|ward| ward.id == *id))
        .collect();
    for word in form.each("serves") {
        let ward = offered.iter().find(|ward| ward.slug == word);
        out.push(ward.or_not_found()?.id);
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

/// Says which other wards it serves from today on.
pub(super) async fn share(
    mut desk: Desk,
    Path((slug, post)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    let id: PostId = post.parse().ok().or_not_found()?;
    let post = store::find(desk.tx(), id)
        .await?
        .filter(|post| post.ward == ward.id && post.valid_to.is_none())
        .or_not_found()?;
    let before = store::others(desk.tx(), id).await?;
    let others = chosen(&mut desk, &ward, &form, &before).await?;
    desk.once(form.press()).await?;
    if post.dedicated {
        form.error(
            "post",
            "This post is dedicated: whoever fills it stays in this ward. Make it a pooled post on the team's page first.",
        );
        return posts::draw(desk, ward, form).await;
    }
    let today = desk.today();
    store::share(desk.tx(), &permit, id, &others, today).await?;
    let detail = format!("{} other wards", others.len());
    desk.tell(Line::of("shared a post", "post", id).with(detail))
        .await?;
    desk.finish(posts::path(&ward)).await
}
