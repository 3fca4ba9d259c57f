//! An officer no longer agrees to be named: the name is forgotten.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _};
use web::Fields;

use super::store;
use crate::{
    teams::{PostingId, posts},
    wards,
};

/// Forgets the name.
pub(super) async fn unname(mut desk: Desk, Path(slug): Path<String>, form: Fields) -> Answer {
    let ward = wards::store::by_slug(desk.tx(), &slug)
        .await?
        .or_not_found()?;
    let permit = desk.permit(Act::ManageTeam, &ward)?;
    let id: PostingId = form.raw("named").parse().ok().or_not_found()?;
    let kept = store::of_ward(desk.tx(), ward.id).await?;
    let it = kept.iter().find(|it| it.id == id).or_not_found()?;
    desk.once(form.press()).await?;
    // The same officer's earlier rows, from before the post was written down anew, carry the name too.
    let same = kept.iter().filter(|other| {
        other.id == id
            || (other.in_post_since == it.in_post_since && other.public_name == it.public_name)
    });
    for row in same {
        store::unname(desk.tx(), &permit, row.id).await?;
    }
    desk.tell(Line::of("took a name off", "posting", id))
        .await?;
    desk.finish(posts::path(&ward)).await
}
