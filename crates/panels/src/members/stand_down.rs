//! A member leaves the panel.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, OrNotFound as _, people};

use super::store;
use crate::MemberId;

/// Today is their last day. The role that came with the seat ends with it.
pub(super) async fn stand_down(
    mut desk: Desk,
    Path((slug, member)): Path<(String, String)>,
) -> Answer {
    let ward = wards::by_slug(desk.tx(), &slug).await?.or_not_found()?;
    let permit = desk.permit(Act::ManagePanel, &ward)?;
    let id: MemberId = member.parse().ok().or_not_found()?;
    let today = desk.today();
    let members = store::on(desk.tx(), ward.id, today).await?;
    let member = members
        .into_iter()
        .find(|member| member.id == id)
        .or_not_found()?;
    // Today still counts: a meeting held today keeps its quorum.
    let last_day = today.max(member.starts_on);
    store::end(desk.tx(), &permit, id, last_day).await?;
    people::store::end_grant(desk.tx(), &permit, member.person, member.grant, last_day).await?;
    desk.tell(Line::of("stood down", "member", id)).await?;
    desk.finish(format!("/desk/wards/{slug}/panel")).await
}
