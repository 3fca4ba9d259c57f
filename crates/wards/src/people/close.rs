//! An administrator closes an account.

use axum::extract::Path;
use base::{Act, Answer, Desk, Line, On, OrNotFound as _, PersonId, Refusal, people};

#[derive(Debug, thiserror::Error)]
enum CannotClose {
    #[error("You cannot close your own account. Ask another administrator.")]
    OwnAccount,
}
impl Refusal for CannotClose {}

/// Closes it and ends its sessions.
pub(super) async fn close(mut desk: Desk, Path(id): Path<String>) -> Answer {
    let permit = desk.permit(Act::ManagePeople, &On::default())?;
    let id: PersonId = id.parse().ok().or_not_found()?;
    if desk.person() == Some(id) {
        return Err(CannotClose::OwnAccount.into());
    }
    people::store::find(desk.tx(), id).await?.or_not_found()?;
    let now = desk.now();
    people::store::close(desk.tx(), &permit, id, now).await?;
    desk.tell(Line::of("closed an account", "person", id))
        .await?;
    desk.finish(format!("/admin/people/{id}")).await
}
