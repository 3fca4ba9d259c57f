//! An administrator ends a role.

use axum::extract::Path;
use base::{
    Act, Answer, Desk, Line, On, OrNotFound as _, PersonId, Stop,
    people::{self, GrantId},
};

/// Ends it from today: yesterday was its last day.
pub(super) async fn end(mut desk: Desk, Path((id, grant)): Path<(String, String)>) -> Answer {
    let permit = desk.permit(Act::ManagePeople, &On::default())?;
    let id: PersonId = id.parse().ok().or_not_found()?;
    let grant: GrantId = grant.parse().ok().or_not_found()?;
    let last_day = desk.today() - chrono::Days::new(1);
    if !people::store::end_grant(desk.tx(), &permit, id, grant, last_day).await? {
        return Err(Stop::AlreadyDone(format!("/admin/people/{id}")));
    }
    desk.tell(Line::of("ended a role", "person", id)).await?;
    desk.finish(format!("/admin/people/{id}")).await
}
